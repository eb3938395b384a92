import Foundation
import OpenIDConnect
import TestSupport
import Testing

@testable import Settings

/// Whether clients prove themselves by certificates.
@Suite struct MutualTLSSettingsTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func configuration(_ values: [String: String]) async -> ProviderConfiguration {
        await ProviderConfiguration(
            file: nil, environment: [:],
            overrides: ["issuer": "https://sso.hue.gov.vn"].merging(values) { _, value in value })
    }

    private func authorities(_ text: String) throws -> String {
        let path = directory.path("authorities.pem")
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    @Test func `without a word nobody's certificate is looked at`() async throws {
        #expect(try await configuration([:]).settings().mutualTLS == nil)
    }

    @Test func `with a field clients vouch for themselves, with authorities these do`() async throws {
        let values = ["mtls.header": "Client-Cert", "proxies.trusted": "10.0.0.0/8"]
        #expect(try await configuration(values).settings().mutualTLS?.methods == ["self_signed_tls_client_auth"])
        let path = try authorities("A comment\n" + TestCertificate.pem(TestCertificate.authority))
        let more = values.merging(["mtls.authorities": path, "mtls.address": "https://mtls.sso.hue.gov.vn"]) { $1 }
        let settings = try await configuration(more).settings().mutualTLS
        #expect(settings?.methods == ["tls_client_auth", "self_signed_tls_client_auth"])
        #expect(settings?.address?.text == "https://mtls.sso.hue.gov.vn")
    }

    @Test(arguments: [
        (nil, "https://sso.hue.gov.vn:8444"), ("https://mtls.sso.hue.gov.vn", "https://mtls.sso.hue.gov.vn"),
    ])
    func `with a port of ours clients ask there, or where a name of its own leads`(
        address: String?, announced: String
    ) async throws {
        var values = ["mtls.port": "8444", "tls.certificate": "a", "tls.private-key": "b"]
        values["mtls.address"] = address
        let settings = try await configuration(values).settings()
        #expect(settings.listen.certificatePort == 8444)
        #expect(settings.mutualTLS?.source == .handshake && settings.mutualTLS?.address?.text == announced)
    }

    @Test(arguments: [
        (["mtls.header": "Client-Cert"], "needs proxies.trusted"),
        (["mtls.address": "https://a.test"], "needs mtls.header or mtls.port"),
        (["mtls.port": "8444"], "needs tls.certificate"),
        (["mtls.port": "8080", "tls.certificate": "a", "tls.private-key": "b"], "another port"),
        (
            [
                "mtls.port": "8444", "tls.certificate": "a", "tls.private-key": "b", "mtls.header": "a",
                "proxies.trusted": "10.0.0.0/8",
            ], "beside mtls.header"
        ),
        (["mtls.header": "Client Cert", "proxies.trusted": "10.0.0.0/8"], "name of an HTTP field"),
        (["mtls.header": "a", "proxies.trusted": "10.0.0.0/8", "mtls.authorities": "/nowhere"], "can't be read"),
        (
            ["mtls.header": "a", "proxies.trusted": "10.0.0.0/8", "mtls.address": "https://a.test/b"],
            "must be an origin"
        ),
    ])
    func `what doesn't fit together is said`(values: [String: String], words: String) async {
        let problems = await configuration(values).readSettings().problems
        #expect(problems.count == 1 && problems[0].text.english.contains(words), "\(problems)")
    }
}

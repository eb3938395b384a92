import Foundation
import TestSupport
import Testing

@testable import Settings

/// The file that `federation.upstreams` names.
@Suite struct UpstreamSettingsTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func file(_ name: String, _ text: String) throws -> String {
        let path = directory.path + "/" + name
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    private func configuration(_ text: String) async throws -> ProviderConfiguration {
        await ProviderConfiguration(
            file: nil, environment: [:],
            overrides: [
                "issuer": "https://sso.hue.gov.vn", "federation.upstreams": try file("upstreams.json", text),
            ])
    }

    private func entry(secret: String) -> String {
        """
        {"upstreams": [{"id": "giao-duc", "issuer": "https://id.test", "name": {"vi": "Giáo dục", "en": "Education"},
          "client_id": "hue-sso", "client_secret_file": "\(secret)"}]}
        """
    }

    @Test func `an entry with its secret's file is an upstream`() async throws {
        let secret = try file("giao-duc.secret", "s3cret\n")
        let settings = try await configuration(entry(secret: secret)).settings()
        let upstream = try #require(settings.upstreams.first)
        #expect(upstream.redirectURI == "https://sso.hue.gov.vn/upstream/giao-duc/callback")
        #expect(upstream.secretFile == secret)
    }

    @Test(arguments: [
        ("[]", "is not a JSON object"), ("{}", "the member upstreams can't be used"),
        (#"{"upstreams": [{"id": "vneid"}]}"#, "the member id can't be used"),
    ])
    func `a file that can't be used is named, with what is wrong in it`(text: String, says: String) async throws {
        let problems = try await configuration(text).readSettings().problems.map(\.text.english)
        #expect(problems.count == 1 && problems.first?.hasSuffix(says) == true, "\(problems)")
    }

    @Test func `a secret that isn't there is said to be so, and not what is in it`() async throws {
        let problems = try await configuration(entry(secret: "/nowhere")).readSettings().problems.map(\.text.english)
        #expect(problems.count == 1 && problems.first?.hasSuffix("'/nowhere' can't be read") == true, "\(problems)")
    }
}

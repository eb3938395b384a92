import Foundation
import OpenIDConnect
import TestSupport
import Testing

@testable import Settings

/// Which grants there are: they are announced, and answered, exactly when the configuration has them.
@Suite struct GrantSettingsTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func configuration(_ values: [String: String]) async -> ProviderConfiguration {
        await ProviderConfiguration(
            file: nil, environment: [:],
            overrides: ["issuer": "https://sso.hue.gov.vn"].merging(values) { _, value in value })
    }

    private func problems(_ values: [String: String]) async -> [String] {
        await configuration(values).readSettings().problems.map(\.text.english)
    }

    private func file(_ text: String) throws -> String {
        let path = directory.path + "/issuers.json"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    private static let good = """
        {"issuers": [{"issuer": "https://lgsp.hue.gov.vn", "clients": ["hue-s"], "subject": "client:hue-s",
          "scopes": ["profile"], "level": 2, "jwks": {"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "1",
          "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}}]}
        """

    @Test func `clients sign with their secrets where a setting says so, and may then register so`() async throws {
        #expect(try await !configuration([:]).settings().takesSecretJWT)
        let settings = try await configuration(["clients.secret-jwt": "true", "registration.enabled": "true"])
            .settings()
        #expect(settings.takesSecretJWT && settings.registration?.otherMethods == ["client_secret_jwt"])
        #expect(await problems(["clients.secret-jwt": "maybe"]).count == 1)
    }

    @Test func `where developers read is an https address, or is told to nobody`() async throws {
        #expect(try await configuration([:]).settings().documentation == nil)
        let address = "https://sso.hue.gov.vn/tai-lieu"
        #expect(try await configuration(["service-documentation": address]).settings().documentation?.text == address)
        for bad in ["http://sso.hue.gov.vn/", "tai-lieu", "https://a:b@sso.hue.gov.vn/", ""] {
            #expect(await problems(["service-documentation": bad]).count == 1, "\(bad)")
        }
    }

    @Test func `without a word tokens can be exchanged, and nobody else's word is taken`() async throws {
        let settings = try await configuration([:]).settings()
        #expect(settings.grants == Set(GrantType.allCases).subtracting([.jwtBearer]))
        #expect(settings.assertionIssuers.all.isEmpty)
    }

    @Test func `an exchange that is turned off is no grant`() async throws {
        #expect(try await !configuration(["tokens.exchange": "false"]).settings().grants.contains(.tokenExchange))
        #expect(await problems(["tokens.exchange": "off"]) == ["tokens.exchange must be true or false"])
    }

    @Test func `asking people behind the browser's back can be turned off`() async throws {
        let off = try await configuration(["tokens.backchannel-authentication": "false"]).settings()
        #expect(!off.grants.contains(.ciba) && off.grants.contains(.tokenExchange))
    }

    @Test func `who has trusted issuers has the grant of their assertions`() async throws {
        let settings = try await configuration(["tokens.assertion-issuers": try file(Self.good)]).settings()
        #expect(settings.grants.contains(.jwtBearer))
        #expect(settings.assertionIssuers.all.map(\.issuer) == ["https://lgsp.hue.gov.vn"])
        #expect(settings.assertionIssuers.all.first?.level == .two)
    }

    @Test(
        arguments: [
            ("[]", "is not a JSON object"), ("{", "is not a JSON object"), ("{}", "the member issuers can't be used"),
            (good.replacingOccurrences(of: "\"kid\": \"1\",", with: ""), "the member jwks can't be used"),
        ])
    func `a file that can't be used is named, with what is wrong in it`(text: String, says: String) async throws {
        let problems = await problems(["tokens.assertion-issuers": try file(text)])
        #expect(problems.count == 1 && problems.first?.hasSuffix(says) == true, "\(problems)")
    }

    @Test func `a file that isn't there is said to be so`() async {
        #expect(
            await problems(["tokens.assertion-issuers": "/nowhere"])
                == ["tokens.assertion-issuers '/nowhere' can't be read"])
    }
}

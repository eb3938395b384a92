import Federation
import Identity
import Testing
import Wire

@testable import Settings

/// Which profile VNeID is spoken to in, and what that needs.
@Suite struct VNeIDSettingsTests {
    private static let common = [
        "issuer": "https://sso.hue.gov.vn", "vneid.issuer": "https://vneid.test", "vneid.client-id": "sso-hue-web",
        "vneid.client-secret": "very secret",
    ]
    private static let quirks = common.merging([
        "vneid.profile": "quirks", "vneid.key-file": "/etc/hue-sso/vneid-key.json",
    ]) { $1 }

    private func configuration(_ settings: [String: String]) async -> ProviderConfiguration {
        await ProviderConfiguration(file: nil, environment: [:], overrides: settings)
    }

    @Test func `oidc is what nothing is said of`() async throws {
        #expect(try await configuration(Self.common).settings().vneid is OpenIDProfileSettings)
    }

    @Test func `quirks asserts no more than was agreed`() async throws {
        let settings = try #require(
            try await configuration(Self.quirks).settings().vneid as? QuirksProfileSettings)
        #expect(settings.sealsEnvelopes)
        #expect(settings.redirectURI == "https://sso.hue.gov.vn/vneid/callback")
        #expect(settings.claims == QuirksClaims() && settings.loginLevel == .one && !settings.asksEveryTime)
    }

    @Test func `what was agreed is said`() async throws {
        let agreed = Self.quirks.merging([
            "vneid.login-level": "2", "vneid.asks-every-time": "true", "vneid.claims.number": "pid",
        ]) { $1 }
        let settings = try #require(try await configuration(agreed).settings().vneid as? QuirksProfileSettings)
        #expect(settings.loginLevel == .two && settings.asksEveryTime && settings.claims.number == "pid")
    }

    @Test(arguments: [
        ["vneid.profile": "saml"], ["vneid.profile": "oidc"], ["vneid.login-level": "5"],
        ["vneid.asks-every-time": "yes"], ["vneid.claims.name": ""], ["vneid.issuer": "http://vneid.test"],
        ["vneid.issuer": "https://vneid.test?a=b"], ["vneid.key-file": ""],
    ])
    func `what can't be meant is refused`(changes: [String: String]) async throws {
        let configuration = await configuration(Self.quirks.merging(changes) { $1 })
        #expect(throws: ConfigurationErrors.self) { try configuration.settings() }
    }

    @Test func `the app is reached by the link that was agreed, and returns to an address of its own`() async throws {
        let without = try #require(try await configuration(Self.common).settings().vneid)
        #expect(without.redirectURIs == ["https://sso.hue.gov.vn/vneid/callback"])
        let link = ["vneid.app-link": "https://app.vneid.test/open"]
        let with = try #require(
            try await configuration(Self.common.merging(link) { $1 }).settings().vneid as? OpenIDProfileSettings)
        let returnURI = "https://sso.hue.gov.vn/vneid/app/callback"
        #expect(
            try with.appLink
                == VNeIDAppLink(
                    universalLink: URI("https://app.vneid.test/open"), issuer: "https://vneid.test/",
                    returnURI: returnURI))
        #expect(with.redirectURIs == ["https://sso.hue.gov.vn/vneid/callback", returnURI])
        for bad in ["vneid://open", "http://app.vneid.test/open", "https://app.vneid.test/open?a=b", ""] {
            let configuration = await configuration(Self.common.merging(["vneid.app-link": bad]) { $1 })
            #expect(throws: ConfigurationErrors.self, "\(bad)") { try configuration.settings() }
        }
        for base in [Self.quirks, Self.common.filter { $0.key != "vneid.issuer" }] {
            let configuration = await configuration(base.merging(link) { $1 })
            #expect(throws: ConfigurationErrors.self) { try configuration.settings() }
        }
    }

    @Test func `the file of a version before is named with VNeID, or not at all`() async throws {
        #expect(try await configuration(Self.quirks.filter { $0.key != "vneid.key-file" }).settings().vneid != nil)
        let configuration = await configuration(Self.quirks.filter { $0.key != "vneid.issuer" })
        #expect(throws: ConfigurationErrors.self) { try configuration.settings() }
    }
}

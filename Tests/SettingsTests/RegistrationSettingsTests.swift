import Foundation
import OpenIDConnect
import TestSupport
import Testing

@testable import Settings

/// Whether clients register themselves, and what they may be.
@Suite struct RegistrationSettingsTests {
    private func configuration(_ values: [String: String]) async -> ProviderConfiguration {
        await ProviderConfiguration(
            file: nil, environment: [:],
            overrides: ["issuer": "https://sso.hue.gov.vn"].merging(values) { _, value in value })
    }

    @Test func `without a word nobody registers itself`() async throws {
        #expect(try await configuration([:]).settings().registration == nil)
    }

    @Test func `who opens it has the usual policy, or what the settings say`() async throws {
        let usual = try await configuration(["registration.enabled": "true"]).settings()
        #expect(usual.registration == RegistrationPolicy())
        let own = try await configuration([
            "registration.enabled": "true", "registration.scopes": "openid phone", "registration.pkce": "optional",
            "registration.grants": "authorization_code",
        ]).settings()
        #expect(
            own.registration
                == RegistrationPolicy(scopes: [.openid, .phone], grants: [.authorizationCode], pkce: .optional))
    }

    @Test(arguments: [
        ("registration.enabled", "yes"), ("registration.scopes", "citizen_id"), ("registration.scopes", "scim.read"),
        ("registration.scopes", "openid permissions"), ("registration.grants", "client_credentials"),
        ("registration.grants", "password"), ("registration.pkce", "plain"),
        ("registration.software-issuers", "/nowhere/issuers.json"),
    ])
    func `what no setting can open is said where it stands`(key: String, value: String) async {
        let problems = await configuration(["registration.enabled": "true"].merging([key: value]) { $1 }).readSettings()
            .problems
        #expect(problems.count == 1 && problems[0].text.english.hasPrefix(key), "\(problems)")
    }
}

import Foundation
import TestSupport
import Testing

@testable import Settings

/// Nodes that were told the same of what all are to be told alike can be known from those that weren't.
@Suite struct SharedSettingsTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func digest(_ environment: [String: String], key: UInt8 = 1) async -> String {
        let given = ["HUE_SSO_ISSUER": "https://sso.hue.gov.vn"].merging(environment) { $1 }
        return await ProviderConfiguration(file: nil, environment: given).sharedSettings
            .digest(key: Array(repeating: key, count: 32))
    }

    private func file(_ name: String, _ text: String) throws -> String {
        let path = directory.path(name)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    @Test(arguments: [
        ["HUE_SSO_ISSUER": "https://other.hue.gov.vn"], ["HUE_SSO_RATES_SIGN_IN_ALL": "10+1/s"],
        ["HUE_SSO_TOKENS_EXCHANGE": "false"], ["HUE_SSO_VNEID_LOGIN_LEVEL": "2"], ["HUE_SSO_KEYS_ROTATION": "off"],
        ["HUE_SSO_PASSWORDS_MEMORY_KIB": "1024"], ["HUE_SSO_EMAIL_OWN_DOMAINS": "hue.gov.vn"],
        ["HUE_SSO_REGISTRATION_ENABLED": "true"],
    ])
    func `what all are to be told alike makes another digest`(environment: [String: String]) async {
        #expect(await digest(environment) != digest([:]))
    }

    @Test(arguments: [
        ["HUE_SSO_LISTEN_PORT": "9000"], ["HUE_SSO_DATA": "/elsewhere"], ["HUE_SSO_DATABASE": "postgres://hue@db2/hue"],
        ["HUE_SSO_PASSWORDS_HASHES_AT_ONCE": "8"], ["HUE_SSO_PROXIES_TRUSTED": "10.0.0.0/8"],
        // Secrets, whatever they are.
        ["HUE_SSO_VNEID_CLIENT_SECRET": "rat-bi-mat"], ["HUE_SSO_MASTER_KEY": "rat-bi-mat"],
        ["HUE_SSO_DATABASE_PASSWORD": "rat-bi-mat"],
        // What is the default, said or not.
        ["HUE_SSO_KEYS_ROTATION": "90d"],
    ])
    func `what each node has for itself makes none`(environment: [String: String]) async {
        #expect(await digest(environment) == digest([:]))
    }

    @Test func `a file counts for what is in it, wherever it is`() async throws {
        let setting = "HUE_SSO_TOKENS_ASSERTION_ISSUERS"
        let (one, same) = (try file("one", "{}"), try file("same", "{}"))
        let other = try file("other", "{ }")
        #expect(await digest([setting: one]) == digest([setting: same]))
        #expect(await digest([setting: one]) != digest([setting: other]))
        #expect(await digest([setting: one]) != digest([:]))
    }

    @Test func `who lacks the key can't find out what was said`() async {
        #expect(await digest([:], key: 1) != digest([:], key: 2))
    }
}

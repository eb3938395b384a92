import Identity
import OpenIDConnect
import TestSupport
import Testing
import Wire

@testable import Server

/// What the metadata say of an installation (OpenID Connect Discovery §3, RFC 8414 §2).
@Suite(.bothDatabases) struct MetadataTests {
    private func levels(_ provider: RunningProvider) async throws -> [String] {
        let json = try await Browser(provider).get(Issuer.Path.discovery).json()
        return try #require(json["acr_values_supported"]?.array).compactMap(\.string)
    }

    private func names(upTo level: Int) -> [String] { (1...level).map { "https://hue.gov.vn/acr/\($0)" } }

    @Test func `where the city's own accounts are the only way in, two factors are the highest level`() async throws {
        #expect(try await levels(RunningProvider()) == names(upTo: 2))
    }

    @Test(arguments: VNeIDProfile.allCases)
    func `VNeID adds none: it is asked for level two at the most, or has one that was agreed`(
        profile: VNeIDProfile
    ) async throws {
        try await Federated.run(profile) { stage in
            let told = try await levels(stage.provider)
            #expect(told == names(upTo: 2))
        }
    }

    @Test func `a party whose acr counts as more makes that level one that can be asked for`() async throws {
        let entry: JSONObject = [
            "id": "giao-duc", "name": ["vi": "Sở Giáo dục", "en": "Education"], "client_id": "sso-hue-web",
            "client_secret_file": "/secret", "acr": [["value": "urn:giaoduc:bio", "authentication": 3]],
        ]
        try await Federated.run(upstream: entry) { stage in
            let told = try await levels(stage.provider)
            #expect(told == names(upTo: 3))
        }
    }

    @Test func `where developers read is told where the configuration says so`() async throws {
        let without = try await Browser(RunningProvider()).get(Issuer.Path.discovery).json()
        #expect(without["service_documentation"] == nil)
        let address = "https://sso.hue.gov.vn/tai-lieu"
        let with = try await Browser(RunningProvider(documentation: try URI(address))).get(Issuer.Path.discovery).json()
        #expect(with["service_documentation"] == .string(address))
    }
}

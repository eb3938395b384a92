import Identity
import OpenIDConnect
import Settings
import Testing
import Wire

@testable import Server

/// What SCIM refuses, and how it says so (RFC 6750, RFC 7644 §3.12).
@Suite(.bothDatabases) struct SCIMRefusalTests {
    private let provider: RunningProvider
    private let copy: SCIMCaller

    init() async throws {
        provider = try RunningProvider()
        _ = try await City(provider)
        copy = try await SCIMCaller(provider, "bi-copy", scopes: ["scim.read", "profile", "org"], platform: "bi")
    }

    private func get(_ path: String, _ headers: [(String, String)]) async throws -> Reply {
        try await Browser(provider).send("GET", SCIMCaller.path + path, headers: headers, body: nil)
    }

    // MARK: Tokens

    @Test func `a token is for SCIM, and has the scope that the client is registered for`() async throws {
        func asked(_ more: [(String, String)], by id: String = "bi-copy") async throws -> JSONObject {
            try await SCIMCaller.askForToken(provider, id, more).json()
        }
        let base = RunningProvider.issuer + "/scim/v2"
        #expect(try await asked([("scope", "scim.read")])["scope"] == "scim.read")
        #expect(try await asked([("resource", base)])["scope"] == "scim.read")
        #expect(try await asked([("scope", "scim.write")])["error"] == "invalid_scope")
        #expect(
            try await asked([("scope", "scim.read"), ("resource", "https://a.test/")])["error"] == "invalid_target")
        #expect(try await asked([])["scope"] == nil, "without either, it calls the provider as such")
    }

    @Test func `without a token for SCIM nothing is read, and a challenge says so`() async throws {
        let none = try await get("/Users", [])
        let metadata = "resource_metadata=\"https://sso.hue.test/.well-known/oauth-protected-resource/scim/v2\""
        #expect(
            none.status == 401 && none.header("WWW-Authenticate") == "Bearer realm=\"hue-sso\", \(metadata)")
        let bad = try await get("/Users", [("Authorization", "Bearer a.b.c")])
        #expect(bad.status == 401)
        #expect(bad.header("WWW-Authenticate")?.contains("error=\"invalid_token\"") == true)
        #expect(try bad.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"])
        let reply = try await SCIMCaller.askForToken(provider, "bi-copy", [])
        let other = try #require(try reply.json()["access_token"]?.string)
        #expect(try await get("/Users", [("Authorization", "Bearer \(other)")]).status == 401, "for another audience")
        #expect(try await get("/Users?access_token=\(copy.token)", []).status == 400)
    }

    @Test func `a client that is disabled, or lost its scope, reads no longer`() async throws {
        #expect(try await copy.get("/Users").status == 200)
        try await provider.execute("UPDATE clients SET scopes = 'profile' WHERE id = 'bi-copy'")
        try await provider.execute("UPDATE client_revision SET number = number + 1")
        let reply = try await copy.get("/Users")
        #expect(reply.status == 403)
        #expect(reply.header("WWW-Authenticate")?.contains("insufficient_scope") == true)
        try await provider.disableClient("bi-copy")
        #expect(try await copy.get("/Users").status == 401)
    }

    @Test func `a person can't allow a scope of services`() async throws {
        var registration = ClientRegistration(
            id: "both", name: "Cả hai", redirectURIs: ["https://both.hue.test/callback"])
        registration.grants = ["authorization_code", "client_credentials"]
        registration.scopes = ["openid", "scim.read"]
        registration.platform = "bi"
        let client = try registration.client(secret: SecretHash(of: "x"))
        #expect(client.scopes == [.openid, .scimRead] && client.scopesOfPeople == [.openid])
        registration.grants = ["authorization_code"]
        #expect(throws: ClientRegistrationError.scopeNeedsClientCredentials(.scimRead)) {
            try registration.client(secret: SecretHash(of: "x"))
        }
        registration.grants = ["client_credentials"]
        registration.platform = nil
        #expect(throws: ClientRegistrationError.platformNeeded) { try registration.client(secret: SecretHash(of: "x")) }
        registration.scopes = ["scim.read", "scim.write"]
        #expect(throws: ClientRegistrationError.readsOrWritesBySCIM) {
            try registration.client(secret: SecretHash(of: "x"))
        }
    }

    // MARK: Writing

    @Test(arguments: [("POST", "/Users"), ("PUT", "/Users/1"), ("PATCH", "/Groups/H57"), ("DELETE", "/Users/1")])
    func `what the directory is the source of is not written here`(method: String, path: String) async throws {
        let reply = try await copy.send(method, path, method == "DELETE" ? nil : ["schemas": []])
        #expect(reply.status == 403)
        #expect(try reply.json()["scimType"] == "mutability" && reply.json()["status"] == "403")
        let last = try #require(try await provider.events().last)
        #expect(last.action == "scim" && last.outcome == "refused: read-only" && last.client == "bi-copy")
    }

    @Test func `a path that isn't there is answered in SCIM's form`() async throws {
        let reply = try await copy.get("/Devices")
        #expect(reply.status == 404 && reply.header("Content-Type") == "application/scim+json")
        #expect(try reply.json()["status"] == "404")
        #expect(try await copy.send("POST", "/Schemas", [:]).status == 405)
    }

    @Test func `too many refusals are answered with 429, and when to come again`() async throws {
        let provider = try RunningProvider(
            rates: RateSettings(
                signIn: RateSettings.standard.signIn, begin: RateSettings.standard.begin,
                refused: Rates(address: Rate(burst: 2, perSecond: 1), all: Rate(burst: 100, perSecond: 100))))
        let browser = Browser(provider)
        var last: Reply?
        for _ in 0..<3 { last = try await browser.get("/scim/v2/Users") }
        #expect(last?.status == 429 && last?.header("Retry-After") != nil)
        #expect(try last?.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"])
    }

    // MARK: The service

    @Test func `what the service is, everybody may read (RFC 7643 §5)`() async throws {
        let config = try await get("/ServiceProviderConfig", []).json()
        #expect(config["patch"]?.object?["supported"] == false && config["etag"]?.object?["supported"] == true)
        #expect(try await get("/ResourceTypes", []).json()["totalResults"] == 2)
        #expect(try await get("/ResourceTypes/Group", []).json()["endpoint"] == "/Groups")
        for id in [
            "urn:ietf:params:scim:schemas:core:2.0:User", "urn%3Aietf%3Aparams%3Ascim%3Aschemas%3Acore%3A2.0%3AUser",
        ] {
            #expect(try await get("/Schemas/\(id)", []).json()["name"] == "User")
        }
        #expect(try await get("/Schemas/urn:x", []).status == 404)
        #expect(try await get("/Schemas", [("Authorization", "Bearer x.y.z")]).status == 401)
    }
}

import HTTPTypes
import Identity
import OpenIDConnect
import Testing
import Wire

@testable import Server

/// A client of SCIM, with a token by client credentials.
struct SCIMCaller: Sendable {
    static let path = "/scim/v2"

    let provider: RunningProvider
    let id: String
    let token: String

    /// Registers the client, and gets its token.
    init(
        _ provider: RunningProvider, _ id: String, scopes: [String], platform: String? = nil, sector: String? = nil
    ) async throws {
        var registration = ClientRegistration(id: id, name: "Bản sao \(id)", redirectURIs: [])
        registration.grants = ["client_credentials"]
        registration.scopes = scopes
        registration.platform = platform
        registration.sector = sector
        let client = try registration.client(
            secret: SecretHash(of: "the secret of \(id)"), sectors: Set([sector].compactMap { $0 }))
        try await provider.add(client, at: provider.clock.now)
        try await self.init(provider, registered: id)
    }

    init(_ provider: RunningProvider, registered id: String) async throws {
        self.provider = provider
        self.id = id
        let reply = try await Self.askForToken(
            provider, id, [("resource", RunningProvider.issuer + Self.path)])
        token = try #require(try reply.json()["access_token"]?.string, "\(reply.text)")
    }

    static func askForToken(
        _ provider: RunningProvider, _ id: String, _ more: [(String, String)]
    ) async throws -> Reply {
        let secret = Base64.encode(Array("\(id):the+secret+of+\(id)".utf8))
        return try await Browser(provider).post(
            "/oauth2/token", [("grant_type", "client_credentials")] + more,
            headers: [("Authorization", "Basic \(secret)")])
    }

    func get(_ path: String, headers: [(String, String)] = []) async throws -> Reply {
        try await send("GET", path, nil, headers: headers)
    }

    func send(
        _ method: String, _ path: String, _ json: JSONObject?, headers: [(String, String)] = [],
        type: String = "application/scim+json"
    ) async throws -> Reply {
        let body = json.map { String(decoding: JSONWriter.write($0), as: UTF8.self) }
        return try await Browser(provider).send(
            method, Self.path + path,
            headers: [("Authorization", "Bearer \(token)")] + headers + (body == nil ? [] : [("Content-Type", type)]),
            body: body)
    }

    /// The resources of a list.
    func list(_ path: String) async throws -> [JSONObject] {
        let reply = try await get(path)
        return try #require(try reply.json()["Resources"]?.array, "\(reply.status) \(reply.text)")
            .map { try #require($0.object) }
    }
}

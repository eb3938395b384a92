import Identity
import JOSE
import OpenIDConnect
import TestSupport
import Testing
import Wire

@testable import Operations

/// What clients sign: proofs of possession, and assertions of who they are.
enum ClientKey {
    private static let all = Result { try (0..<2).map { _ in try SigningKey.generate(algorithm: .ES256) } }

    static func first() throws -> SigningKey { try all.get()[0] }
    static func second() throws -> SigningKey { try all.get()[1] }

    /// The first, as it is registered.
    static func set() throws -> JSONObject { JWKSet(keys: [try first().publicJWK]).json }
}

/// What messages to clients are encrypted to.
enum MessageKey {
    private static let made = Result { try DecryptionKey(p256: .generate(.p256)) }

    /// Registered beside the key that clients sign with.
    static func set() throws -> JSONObject {
        JWKSet(keys: [try ClientKey.first().publicJWK], encryptionKeys: [try made.get().publicKey]).json
    }

    /// What is in a message; a signed token stays as it is.
    static func opened(_ text: String) throws -> String {
        guard EncryptedJWE.hasForm(of: text) else { return text }
        return String(decoding: try EncryptedJWE(parsing: text).decrypted(by: [made.get()]), as: UTF8.self)
    }
}

extension TokenWorld {
    private static let nonces = DPoPNonces(secret: [UInt8](repeating: 3, count: 32))

    /// What a token request proves to hold, with a fresh proof (RFC 9449 §4.2).
    func proof(_ id: String, by key: SigningKey? = nil) throws -> DPoPProof {
        let key = try key ?? ClientKey.first()
        let address = issuer.address(Issuer.Path.token)
        var jwk = key.publicJWK.json
        for name in ["use", "alg", "kid"] { jwk[name] = nil }
        let header: JSONObject = ["typ": "dpop+jwt", "alg": "ES256", "jwk": .object(jwk)]
        let claims: JSONObject = [
            "jti": .string(id), "htm": "POST", "htu": .string(address), "iat": .integer(clock.now.secondsSince1970),
        ]
        let input = [header, claims].map { Base64URL.encode(JSONWriter.write($0)) }.joined(separator: ".")
        return try DPoPProof(
            input + "." + Base64URL.encode(key.sign(Array(input.utf8))),
            for: .init(method: "POST", addresses: [address]), nonces: Self.nonces, at: clock.now)
    }

    /// What the client says of itself with an assertion (RFC 7523 §2.2).
    func assertion(_ id: String, by key: SigningKey? = nil) throws -> PresentedClient {
        let now = clock.now.secondsSince1970
        let claims: JSONObject = [
            "iss": "platform", "sub": "platform", "aud": .string(issuer.text), "jti": .string(id),
            "iat": .integer(now), "exp": .integer(now + 60),
        ]
        let token = try JWS.sign(payload: JSONWriter.write(claims), key: try key ?? ClientKey.first())
        return try PresentedClient(
            authorization: nil,
            parameters: FormParameters([
                ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
                ("client_assertion", token),
            ]))
    }

    /// The client, proven by an assertion.
    func proven(_ id: String) async throws -> ClientAuthentication { try await prove(assertion(id)).get() }

    /// What a client sends of itself, by its own method.
    func authentication(of client: Client) async throws -> Result<ClientAuthentication, ClientAuthenticationError> {
        guard case .keys = client.credential else { return .success(try presented(client)) }
        return try await prove(assertion(freshID()))
    }

    func freshID() -> String { TokenID(random: here.installation.random).text }

    private func prove(
        _ presented: PresentedClient
    ) async throws -> Result<ClientAuthentication, ClientAuthenticationError> {
        try await ProveClient(here.installation, issuer: issuer, fetcher: NobodyThere())
            .prove(presented, at: clock.now)
    }
}

/// Nobody that is asked is there.
struct NobodyThere: Fetcher {
    func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse { throw .unreachable }
}

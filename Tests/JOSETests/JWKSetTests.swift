import Cryptography
import Testing
import Wire

@testable import JOSE

@Suite struct JWKSetTests {
    private func published(_ algorithms: SignatureAlgorithm...) throws -> [JSONValue] {
        try algorithms.map { .object(try TestKeys.key($0).publicJWK.json) }
    }

    @Test func `keys that can't be used are skipped, the others are kept`() throws {
        let rsa = try TestKeys.key(.RS256).publicJWK.json
        let unusable: [JSONValue] = [
            .object([:]), .object(["kty": "oct", "k": "AQAB"]), .object(["kty": "future", "z": "AQAB"]),
            .object(["kty": "EC", "crv": "secp256k1", "x": "AQ", "y": "AQ"]),
            .object(rsa.setting("use", "enc")),
            .object(rsa.setting("alg", "RSA-OAEP")), .object(rsa.setting("n", "AQAB")),
            .object(rsa.setting("kid", .integer(1))), .object(try TestKeys.key(.ES256).privateJSON()),
            .object(try Vectors.object("RFC7517/A.1-public").array("keys")[0]),
        ]
        let set = try JWKSet(["keys": .array(unusable + published(.ES256, .EdDSA) + unusable)])
        #expect(set.keys == [try TestKeys.key(.ES256).publicJWK, try TestKeys.key(.EdDSA).publicJWK])
    }

    @Test(
        arguments: [
            [:], ["keys": .null], ["keys": [:]], ["keys": "AQAB"], ["keys": [.null]], ["keys": ["AQAB"]],
            ["keys": [[]]],
            ["Keys": []], ["keys": [.object(["kty": "EC"]), .integer(1)]],
        ] as [JSONObject]) func `what isn't a set is refused as a whole`(json: JSONObject)
    {
        #expect(throws: JOSEError.malformed) { try JWKSet(json) }
    }

    @Test func `a set of ten thousand keys is refused, at whatever size of text`() throws {
        let key = JSONValue.object(["kty": "x"])
        #expect(throws: JOSEError.malformed) {
            try JWKSet(["keys": .array(.init(repeating: key, count: 10_000))])
        }
        #expect(throws: JOSEError.malformed) {
            try JWKSet(["keys": .array(.init(repeating: key, count: Limits.jwkSetKeys + 1))])
        }
        #expect(try JWKSet(["keys": .array(.init(repeating: key, count: Limits.jwkSetKeys))]).keys.isEmpty)
    }

    @Test func `a set is written as it was read`() throws {
        let set = JWKSet(keys: try SignatureAlgorithm.allCases.map { try TestKeys.key($0).publicJWK })
        let written = try JSONReader.readObject(JSONWriter.write(set.json))
        #expect(try JWKSet(written) == set)
        #expect(try JWKSet(["keys": []]).keys.isEmpty)
    }

    @Test func `a token is verified by the key that it names`() throws {
        let keys = try (0..<3).map { _ in try SigningKey.generate(algorithm: .ES256) }
        let set = JWKSet(keys: keys.map(\.publicJWK))
        for key in keys {
            let token = try UnverifiedJWS(parsing: JWS.sign(payload: [1], key: key))
            #expect(try token.verified(by: set).header.keyID == key.id)
        }
    }

    @Test func `a token that names another key of the set isn't verified`() throws {
        let (signer, named) = (try SigningKey.generate(algorithm: .ES256), try TestKeys.key(.ES256))
        let token = try UnverifiedJWS(
            parsing: signedToken(header: #"{"alg":"ES256","kid":"\#(named.id.value)"}"#, by: signer))
        #expect(throws: JOSEError.invalidSignature) {
            try token.verified(by: JWKSet(keys: [signer.publicJWK, named.publicJWK]))
        }
    }

    @Test func `a token without kid is tried against the keys of its algorithm`() throws {
        let key = try TestKeys.key(.ES256)
        let others = try [SignatureAlgorithm.RS256, .ES384, .EdDSA].map { try TestKeys.key($0).publicJWK }
        let token = try UnverifiedJWS(parsing: signedToken(header: #"{"alg":"ES256"}"#, by: key))
        #expect(throws: Never.self) { try token.verified(by: JWKSet(keys: others + [key.publicJWK])) }
        #expect(throws: JOSEError.invalidSignature) { try token.verified(by: JWKSet(keys: others)) }
        #expect(throws: JOSEError.invalidSignature) { try token.verified(by: JWKSet(keys: [])) }
    }

    @Test func `one token makes us try a few keys only, however many have its name`() throws {
        let key = try TestKeys.key(.ES256)
        let token = try UnverifiedJWS(parsing: signedToken(header: #"{"alg":"ES256","kid":"a"}"#, by: key))
        let decoy = try SigningKey.generate(algorithm: .ES256).publicJWK
        let sameName = JWKSet(
            keys: Array(repeating: JWK(decoy.material, id: KeyID("a")), count: Limits.jwkSetKeys - 1)
                + [JWK(key.publicJWK.material, id: KeyID("a"))])
        #expect(sameName.candidates(for: token.header).count == 8)
        #expect(throws: JOSEError.invalidSignature) { try token.verified(by: sameName) }
        // Keys that can't be meant take no place among them.
        let otherAlgorithm = try TestKeys.key(.ES384).publicJWK
        let mixed = JWKSet(
            keys: Array(repeating: JWK(otherAlgorithm.material, id: KeyID("a")), count: 20)
                + [JWK(key.publicJWK.material, id: KeyID("a"))])
        #expect(throws: Never.self) { try token.verified(by: mixed) }
    }

    @Test func `a set knows whether it has the key that a token names`() throws {
        let (key, other) = (try TestKeys.key(.ES256), try TestKeys.key(.EdDSA))
        let set = JWKSet(keys: [key.publicJWK])
        let named = try UnverifiedJWT(parsing: JWS.sign(payload: Array("{}".utf8), key: key))
        let unknown = try UnverifiedJWT(parsing: JWS.sign(payload: Array("{}".utf8), key: other))
        let nameless = try UnverifiedJWT(parsing: signedToken(header: #"{"alg":"EdDSA"}"#, by: other))
        #expect(set.contains(keyNamedBy: named))
        #expect(!set.contains(keyNamedBy: unknown))
        #expect(set.contains(keyNamedBy: nameless))
    }
}

import Cryptography
import Testing
import Wire

@testable import JOSE

/// JWTs under a secret, which are none of those that keys have signed.
@Suite struct MACJWTTests {
    private func secret(_ name: String) throws -> [UInt8] {
        try Base64URL.decode(Vectors.object("RFC7515/A.1-HS256").object("key").text(name))
    }

    private func vector() throws -> String { try Vectors.object("RFC7515/A.1-HS256").text("token") }

    private func token(_ header: String, under secret: [UInt8]) -> String {
        let input = Base64URL.encode(Array(header.utf8)) + "." + Base64URL.encode(Array("{}".utf8))
        return input + "." + Base64URL.encode(HMAC.sha256(key: secret, Array(input.utf8)))
    }

    @Test func `the JWT of RFC 7515 A.1 is verified by its secret, and by no other`() throws {
        let token = try UnverifiedMACJWT(parsing: vector())
        let claims: JSONObject = [
            "iss": "joe", "exp": .integer(1_300_819_380), "http://example.com/is_root": true,
        ]
        #expect(try token.verified(by: secret("k")).claims == claims)
        var other = try secret("k")
        other[0] ^= 1
        #expect(throws: JOSEError.invalidSignature) { try token.verified(by: other) }
        #expect(throws: JOSEError.invalidSignature) { try token.verified(by: secret("k").dropLast()) }
    }

    /// RFC 7518 §3.2.
    @Test func `a secret that is shorter than the hash verifies nothing`() throws {
        let short = [UInt8](repeating: 7, count: 31)
        let token = try UnverifiedMACJWT(parsing: token(#"{"alg":"HS256"}"#, under: short))
        #expect(throws: JOSEError.invalidKey) { try token.verified(by: short) }
    }

    /// RFC 8725 §2.1: the public key of a signer, used as a secret, makes no token of the signer's.
    @Test func `what is under a secret is no token that a key has signed, nor the other way round`() throws {
        let key = try TestKeys.key(.RS256)
        let published = JSONWriter.write(key.publicJWK.json)
        let forged = token(#"{"alg":"HS256","kid":"\#(key.id.value)"}"#, under: published)
        #expect(throws: JOSEError.unsupportedAlgorithm) { try UnverifiedJWT(parsing: forged) }
        let signed = try JWS.sign(payload: Array("{}".utf8), key: key)
        #expect(throws: JOSEError.unsupportedAlgorithm) { try UnverifiedMACJWT(parsing: signed) }
        let renamed = token(#"{"alg":"RS256"}"#, under: published)
        #expect(throws: JOSEError.invalidSignature) {
            try UnverifiedJWT(parsing: renamed).verified(by: JWKSet(keys: [key.publicJWK]))
        }
    }

    @Test(arguments: [
        (#"{"alg":"none"}"#, JOSEError.unsupportedAlgorithm), (#"{"alg":"HS384"}"#, .unsupportedAlgorithm),
        (#"{"alg":"hs256"}"#, .unsupportedAlgorithm), (#"{}"#, .unsupportedAlgorithm),
        (#"{"alg":"HS256","crit":["exp"]}"#, .criticalExtension), (#"{"alg":"HS256","b64":true}"#, .criticalExtension),
        (#"{"alg":"HS256","typ":7}"#, .malformed), (#"["HS256"]"#, .malformed),
    ])
    func `its header is read as strictly as any other`(header: String, error: JOSEError) throws {
        #expect(throws: error) {
            try UnverifiedMACJWT(parsing: token(header, under: .init(repeating: 7, count: 32)))
        }
    }
}

import Cryptography
import Testing
import Wire

@testable import JOSE

/// The published examples of signatures: RFC 7515 appendix A, RFC 7520 §4, RFC 8037 appendix A; and what others signed.
@Suite struct VectorTests {
    @Test(arguments: ["A.2-RS256", "A.3-ES256"]) func `the JWTs of RFC 7515 are verified`(name: String) throws {
        let vector = try Vectors.object("RFC7515/\(name)")
        let key = try Vectors.publicKey(vector.object("key"))
        let token = try UnverifiedJWT(parsing: vector.text("token"))
        let verified = try token.verified(by: VerificationKey(key, algorithm: vector.algorithm()))
        #expect(
            verified.claims
                == ["iss": "joe", "exp": .integer(1_300_819_380), "http://example.com/is_root": true])
        #expect(try token.verified(by: JWKSet(keys: [key])).claims == verified.claims)
    }

    @Test func `the ES512 message of RFC 7515, which is no JWT, is verified as a JWS`() throws {
        let vector = try Vectors.object("RFC7515/A.4-ES512")
        let key = try VerificationKey(Vectors.publicKey(vector.object("key")), algorithm: .ES512)
        let verified = try UnverifiedJWS(parsing: vector.text("token")).verified(by: key)
        #expect(verified.payload == Array("Payload".utf8))
        #expect(throws: JOSEError.malformed) {
            try UnverifiedJWT(parsing: vector.text("token")).verified(by: key)
        }
    }

    @Test(arguments: ["RFC7515/A.1-HS256", "RFC7515/A.5-none", "RFC7520/4.4-HS256"])
    func `the RFCs' HMACs and unsecured messages are refused`(name: String) throws {
        let vector = try Vectors.object(name)
        #expect(throws: JOSEError.self) { try UnverifiedJWS(parsing: vector.text("token")) }
        // With a signature that isn't empty, it is the algorithm that is refused.
        let parts = try vector.text("token").split(separator: ".").prefix(2)
        #expect(throws: JOSEError.unsupportedAlgorithm) {
            try UnverifiedJWS(parsing: parts.joined(separator: ".") + ".AQ")
        }
    }

    @Test(arguments: [
        ("4.1-RS256", "3.3-RSA-public"), ("4.2-PS384", "3.3-RSA-public"), ("4.3-ES512", "3.1-EC-public"),
    ])
    func `the signatures of RFC 7520 are verified`(name: String, keyName: String) throws {
        let vector = try Vectors.object("RFC7520/\(name)")
        let key = try JWK(Vectors.object("RFC7520/\(keyName)"))
        let verified = try UnverifiedJWS(parsing: vector.text("token")).verified(by: JWKSet(keys: [key]))
        #expect(
            String(decoding: verified.payload, as: UTF8.self).hasPrefix("It’s a dangerous business, Frodo"))
        #expect(verified.header.keyID == KeyID("bilbo.baggins@hobbiton.example"))
        #expect(try verified.header.algorithm == vector.algorithm())
    }

    @Test(arguments: ["RFC7515/A.2-RS256", "RFC7520/4.1-RS256"])
    func `RSASSA-PKCS1-v1_5 gives the very signatures of the RFCs`(name: String) throws {
        let vector = try Vectors.object(name)
        let json = try vector["key"]?.object ?? Vectors.object("RFC7520/3.4-RSA-private")
        let key = try SigningKey(privateJWK: json, algorithm: .RS256)
        try expectSameSignature(vector, key)
    }

    @Test func `Ed25519 gives the very signature and thumbprint of RFC 8037`() throws {
        let vector = try Vectors.object("RFC8037/A")
        let key = try SigningKey(privateJWK: vector.object("privateKey"), algorithm: .EdDSA)
        try expectSameSignature(vector, key)
        #expect(try key.id.value == vector.text("thumbprint"))
        let verified = try UnverifiedJWS(parsing: vector.text("token")).verified(
            by: VerificationKey(key.publicJWK, algorithm: .EdDSA))
        #expect(try verified.payload == Array(vector.text("payload").utf8))
    }

    @Test func `Ed25519 by the name of RFC 9864 gives the very signature of another implementation`() throws {
        let known = try Vectors.object("RFC8037/A").object("privateKey")
        let key = try SigningKey(privateJWK: known, algorithm: .Ed25519)
        try expectSameSignature(Vectors.object("RFC9864/Ed25519"), key)
    }

    private func expectSameSignature(_ vector: JSONObject, _ key: SigningKey) throws {
        let parts = try vector.text("token").split(separator: ".")
        let input = parts.prefix(2).joined(separator: ".")
        #expect(try Base64URL.encode(key.sign(Array(input.utf8))) == String(parts[2]))
    }

    @Test func `tokens of another implementation are verified, for every algorithm`() throws {
        let tokens = try Vectors.object("Interop/joserfc").array("tokens")
        #expect(tokens.count == SignatureAlgorithm.allCases.count)
        for vector in tokens {
            let key = try JWK(vector.object("key"))
            #expect(try key.thumbprint == vector.text("thumbprint"))
            let token = try UnverifiedJWT(parsing: vector.text("token"))
            let verified = try token.verified(by: VerificationKey(key, algorithm: vector.algorithm()))
            #expect(verified.claims["sub"] == "Nguyễn Văn A")
        }
    }

    @Test func `RSA signatures that only look right are refused`() throws {
        let vectors = try Vectors.object("Interop/rsa-forgeries")
        let key = try JWK(vectors.object("key"))
        // The key, and the way in which the forgeries were made, are good.
        let good = try vectors.object("good")
        _ = try UnverifiedJWS(parsing: good.text("token")).verified(
            by: VerificationKey(key, algorithm: .RS256))
        let forgeries = try vectors.array("forged")
        #expect(forgeries.count > 20)
        for forgery in forgeries {
            let token = try UnverifiedJWS(parsing: forgery.text("token"))
            #expect(throws: JOSEError.invalidSignature, "\(forgery)") {
                try token.verified(by: VerificationKey(key, algorithm: forgery.algorithm()))
            }
        }
    }
}

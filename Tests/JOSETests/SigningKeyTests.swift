import Cryptography
import Testing
import Wire

@testable import JOSE

@Suite struct SigningKeyTests {
    @Test(arguments: SignatureAlgorithm.allCases) func `a key is sealed and read back as the same key`(
        algorithm: SignatureAlgorithm
    ) throws {
        let key = try TestKeys.key(algorithm)
        let written = try JSONReader.readObject(JSONWriter.write(key.privateJSON()))
        let again = try SigningKey(privateJWK: written, algorithm: algorithm)
        #expect(again.id == key.id)
        #expect(again.publicJWK == key.publicJWK)
        let signature = try again.sign([1, 2, 3])
        #expect(try VerificationKey(key.publicJWK, algorithm: algorithm).isValid(signature, for: [1, 2, 3]))
    }

    @Test(arguments: SignatureAlgorithm.allCases)
    func `a key is named by its thumbprint and says its algorithm`(
        algorithm: SignatureAlgorithm
    ) throws {
        let jwk = try TestKeys.key(algorithm).publicJWK
        #expect(jwk.id == KeyID(jwk.thumbprint))
        #expect(jwk.algorithm == algorithm)
        #expect(jwk.json["use"] == "sig")
    }

    @Test(arguments: SignatureAlgorithm.allCases) func `the public part holds nothing private`(
        algorithm: SignatureAlgorithm
    ) throws {
        let names = try Set(TestKeys.key(algorithm).publicJWK.json.names)
        #expect(names.isSubset(of: ["kty", "n", "e", "crv", "x", "y", "kid", "use", "alg"]))
    }

    @Test func `a stored kid isn't believed`() throws {
        let key = try TestKeys.key(.ES256)
        let renamed = try key.privateJSON().setting("kid", "attacker")
        #expect(try SigningKey(privateJWK: renamed, algorithm: .ES256).id == key.id)
    }

    @Test func `an RSA key without one of its private numbers is refused`() throws {
        let json = try TestKeys.key(.RS256).privateJSON()
        for name in ["d", "p", "q", "dp", "dq", "qi", "n", "e"] {
            #expect(throws: JOSEError.invalidKey) {
                try SigningKey(privateJWK: json.setting(name, nil), algorithm: .RS256)
            }
        }
    }

    @Test func `numbers of two keys don't make one`() throws {
        for algorithm in [SignatureAlgorithm.RS256, .ES256, .ES384, .ES512, .EdDSA] {
            let json = try TestKeys.key(algorithm).privateJSON()
            let other = try SigningKey.generate(algorithm: algorithm, rsaBits: 2048).privateJSON()
            #expect(throws: JOSEError.invalidKey) {
                try SigningKey(privateJWK: json.setting("d", other["d"]), algorithm: algorithm)
            }
        }
    }

    @Test func `a key is read for its own algorithm only`() throws {
        for own in SignatureAlgorithm.allCases {
            let json = try TestKeys.key(own).privateJSON()
            for other in SignatureAlgorithm.allCases where other != own {
                #expect(throws: JOSEError.wrongAlgorithm) {
                    try SigningKey(privateJWK: json, algorithm: other)
                }
            }
        }
    }

    @Test func `a public key can't sign`() throws {
        for algorithm in SignatureAlgorithm.allCases {
            let json = try TestKeys.key(algorithm).publicJWK.json
            #expect(throws: JOSEError.invalidKey) { try SigningKey(privateJWK: json, algorithm: algorithm) }
        }
    }

    @Test func `of two keys for one algorithm the first signs, and both are published`() throws {
        let (first, second) = (try TestKeys.key(.ES256), try SigningKey.generate(algorithm: .ES256))
        let keys = SigningKeys([first, second, try TestKeys.key(.EdDSA)])
        #expect(keys.algorithms == [.ES256, .EdDSA, .Ed25519])
        #expect(keys.published.keys.count == 4)
        let token = try UnverifiedJWT(parsing: keys.sign(["sub": "a"], type: "JWT", with: .ES256))
        #expect(token.header.keyID == first.id)
        #expect(try token.verified(by: keys.published).claims == ["sub": "a"])
        #expect(throws: JOSEError.unsupportedAlgorithm) { try keys.sign([:], type: "JWT", with: .RS256) }
        let old = try UnverifiedJWT(parsing: JWS.sign(payload: Array("{}".utf8), key: second))
        #expect(throws: Never.self) { try old.verified(by: keys.published) }
    }

    @Test func `a key of EdDSA signs by the name of RFC 9864 too, and is published by both`() throws {
        let key = try TestKeys.key(.EdDSA)
        let keys = SigningKeys([key])
        #expect(keys.published.keys.map(\.algorithm) == [.EdDSA, .Ed25519])
        #expect(Set(keys.published.keys.map(\.thumbprint)) == [key.id.value])
        #expect(keys.id(of: .EdDSA) == key.id && keys.id(of: .Ed25519) != key.id)
        // Who holds a key to its own `alg` finds one for each.
        for algorithm in [SignatureAlgorithm.EdDSA, .Ed25519] {
            let token = try UnverifiedJWT(parsing: keys.sign(["sub": "a"], type: "JWT", with: algorithm))
            #expect(token.header.algorithm == algorithm)
            let named = keys.published.keys.filter { $0.id == token.header.keyID && $0.algorithm == algorithm }
            #expect(try token.verified(by: JWKSet(keys: named)).claims == ["sub": "a"])
        }
    }

    @Test(arguments: [(SignatureAlgorithm.EdDSA, SignatureAlgorithm.Ed25519), (.Ed25519, .EdDSA)])
    func `a key that is published by one name verifies what is signed by the other`(
        name: SignatureAlgorithm, other: SignatureAlgorithm
    ) throws {
        let key = try TestKeys.key(name)
        let signature = try key.sign([1, 2, 3])
        #expect(try VerificationKey(key.publicJWK, algorithm: other).isValid(signature, for: [1, 2, 3]))
        #expect(throws: JOSEError.wrongAlgorithm) { try VerificationKey(key.publicJWK, algorithm: .ES256) }
    }

    @Test func `at_hash and c_hash of OpenID Connect's example come out`() {
        // OpenID Connect Core, appendix A.4 and A.3.
        let accessToken = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"
        #expect(SignatureAlgorithm.RS256.halfHash(of: accessToken) == "77QmUPtjPfzWtF2AnpK9RQ")
        #expect(
            SignatureAlgorithm.RS256.halfHash(
                of: "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk")
                == "LDktKdoQak3Pk0cnXxCltA")
        for algorithm in [SignatureAlgorithm.PS384, .ES384, .RS384] {
            #expect(algorithm.halfHash(of: accessToken) == "jtAeDp945y1dDqU3nkIVGNZP1HjH_MFs")
        }
        for algorithm in [SignatureAlgorithm.EdDSA, .Ed25519, .ES512, .RS512, .PS512] {
            #expect(algorithm.halfHash(of: accessToken) == "q7nS86GgvvFaZkzALLWqJYaJIKw2wCDAVfCAsm5CrBM")
        }
    }
}

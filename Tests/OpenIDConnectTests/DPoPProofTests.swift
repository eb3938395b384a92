import Cryptography
import Identity
import JOSE
import OpenIDConnect
import TestSupport
import Testing
import Wire

/// Proofs of possession (RFC 9449).
@Suite struct DPoPProofTests {
    private static let address = "https://sso.hue.test/oauth2/token"
    private static let key = Result { try SigningKey.generate(algorithm: .ES256) }
    private static let nonces = DPoPNonces(secret: [UInt8](repeating: 3, count: 32))

    private static func proof(
        _ changes: [String: JSONValue?] = [:], header: [String: JSONValue?] = [:], key: SigningKey? = nil
    ) throws -> String {
        let key = try key ?? Self.key.get()
        var claims: JSONObject = [
            "jti": "-BwC3ESc6acc2lTc", "htm": "POST", "htu": .string(address),
            "iat": .integer(Instant.noon.secondsSince1970),
        ]
        for (name, value) in changes { claims[name] = value }
        var publicPart = key.publicJWK.json
        for name in ["use", "alg", "kid"] { publicPart[name] = nil }
        var head: JSONObject = ["typ": "dpop+jwt", "alg": .string(key.algorithm.rawValue), "jwk": .object(publicPart)]
        for (name, value) in header { head[name] = value }
        let input = [JSONWriter.write(head), JSONWriter.write(claims)].map { Base64URL.encode($0) }
            .joined(separator: ".")
        return input + "." + Base64URL.encode(try key.sign(Array(input.utf8)))
    }

    private func read(
        _ text: String, accessToken: String? = nil, at now: Instant = .noon
    ) throws(DPoPFlaw) -> DPoPProof {
        try DPoPProof(
            text, for: .init(method: "POST", addresses: [Self.address], accessToken: accessToken), nonces: Self.nonces,
            at: now)
    }

    /// The very proof of RFC 9449 §4.1 (Figure 2), at the token endpoint.
    @Test func `the proof of the RFC is good, and by the key that the RFC says`() throws {
        let text =
            "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg"
        let proof = try DPoPProof(
            text, for: .init(method: "POST", addresses: ["https://server.example.com/token"]), nonces: Self.nonces,
            at: Instant(secondsSince1970: 1_562_262_616))
        #expect(proof.key.text == "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I")
    }

    /// RFC 9449 §7.1, Figure 12: with the access token of the same figure.
    @Test func `the proof of the RFC for a resource has the hash of its token`() throws {
        let text =
            "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA"
        let token =
            "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"
        let address = "https://resource.example.org/protectedresource"
        let target = DPoPProof.Target(method: "GET", addresses: [address], accessToken: token)
        let moment = Instant(secondsSince1970: 1_562_262_618)
        #expect(throws: Never.self) { try DPoPProof(text, for: target, nonces: Self.nonces, at: moment) }
        let other = DPoPProof.Target(method: "GET", addresses: [address], accessToken: token + "x")
        #expect(throws: DPoPFlaw.otherRequest("ath")) {
            try DPoPProof(text, for: other, nonces: Self.nonces, at: moment)
        }
    }

    struct Flawed: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let flaw: DPoPFlaw?
        var claims: [String: JSONValue?] = [:]
        var header: [String: JSONValue?] = [:]
    }

    private static func seconds(_ span: Int64) -> JSONValue { .integer(Instant.noon.secondsSince1970 + span) }

    static let cases: [Flawed] = [
        Flawed(testDescription: "a good one", flaw: nil),
        Flawed(testDescription: "with a query in htu", flaw: nil, claims: ["htu": .string(address + "?a=b#c")]),
        Flawed(testDescription: "of a minute ago", flaw: nil, claims: ["iat": seconds(-69)]),
        Flawed(testDescription: "of ten seconds ago", flaw: nil, claims: ["iat": seconds(-10)]),
        Flawed(testDescription: "of ten seconds to come", flaw: nil, claims: ["iat": seconds(10)]),
        Flawed(
            testDescription: "that says when it begins and ends", flaw: nil,
            claims: ["nbf": seconds(0), "exp": seconds(60)]),
        Flawed(testDescription: "of another method", flaw: .otherRequest("htm"), claims: ["htm": "GET"]),
        Flawed(testDescription: "of a method in another case", flaw: .otherRequest("htm"), claims: ["htm": "post"]),
        Flawed(
            testDescription: "for another endpoint", flaw: .otherRequest("htu"),
            claims: ["htu": "https://sso.hue.test/oauth2/par"]),
        Flawed(testDescription: "for no endpoint", flaw: .otherRequest("htu"), claims: ["htu": nil]),
        Flawed(testDescription: "without jti", flaw: .missing("jti"), claims: ["jti": nil]),
        Flawed(
            testDescription: "with a long jti", flaw: .missing("jti"),
            claims: ["jti": .string(String(repeating: "a", count: 257))]),
        Flawed(testDescription: "without iat", flaw: .missing("iat"), claims: ["iat": nil]),
        Flawed(testDescription: "with an iat that is a text", flaw: .missing("iat"), claims: ["iat": "now"]),
        Flawed(testDescription: "older than a minute", flaw: .needsNonce, claims: ["iat": seconds(-71)]),
        Flawed(testDescription: "of a clock that is ahead", flaw: .needsNonce, claims: ["iat": seconds(11)]),
        Flawed(testDescription: "with a nonce of nobody's", flaw: .needsNonce, claims: ["nonce": "abc"]),
        Flawed(testDescription: "with a nonce that is no text", flaw: .needsNonce, claims: ["nonce": 1]),
        Flawed(testDescription: "of another type", flaw: .wrongType, header: ["typ": "JWT"]),
        Flawed(testDescription: "without a type", flaw: .wrongType, header: ["typ": nil]),
        Flawed(testDescription: "without a key", flaw: .unproven, header: ["jwk": nil]),
        Flawed(testDescription: "with an algorithm that isn't signing's", flaw: .unproven, header: ["alg": "none"]),
        Flawed(testDescription: "with HMAC", flaw: .unproven, header: ["alg": "HS256"]),
        Flawed(
            testDescription: "with a symmetric key", flaw: .unproven,
            header: ["jwk": ["kty": "oct", "k": "c2VjcmV0"]]),
        Flawed(testDescription: "that names an extension", flaw: .unproven, header: ["crit": ["x"]]),
    ]

    @Test(arguments: cases) func `a proof is for one request, by the key that it carries`(_ flawed: Flawed) throws {
        let text = try Self.proof(flawed.claims, header: flawed.header)
        do throws(DPoPFlaw) {
            _ = try read(text)
            #expect(flawed.flaw == nil)
        } catch { #expect(error == flawed.flaw) }
    }

    @Test func `a proof that carries a private key, or another's, proves nothing`() throws {
        var privatePart = try Self.key.get().privateJSON()
        for name in ["use", "alg", "kid"] { privatePart[name] = nil }
        let other = try SigningKey.generate(algorithm: .ES256).publicJWK.json
        for jwk in [privatePart, other] {
            let text = try Self.proof(header: ["jwk": .object(jwk)])
            #expect(throws: DPoPFlaw.unproven) { try read(text) }
        }
    }

    @Test(arguments: DPoPProof.algorithms) func `a key of each algorithm proves`(_ algorithm: SignatureAlgorithm) throws
    {
        let key = try SigningKey.generate(algorithm: algorithm, rsaBits: 2048)
        let proof = try read(try Self.proof(key: key))
        #expect(proof.key.text == key.publicJWK.thumbprint)
    }

    @Test func `an algorithm that FAPI does not allow proves nothing`() throws {
        let key = try SigningKey.generate(algorithm: .RS256, rsaBits: 2048)
        let text = try Self.proof(key: key)
        #expect(throws: DPoPFlaw.unproven) { try read(text) }
    }

    /// RFC 9449 §8: a nonce says how old a proof is, whatever its client's clock says.
    @Test func `a nonce of ours counts for five minutes, on each node`() throws {
        let nonce = DPoPNonces(secret: [UInt8](repeating: 3, count: 32)).nonce(at: .noon)
        let text = try Self.proof(["nonce": .string(nonce), "iat": 5])
        #expect(throws: Never.self) { try read(text) }
        #expect(try read(text, at: .noon + .seconds(299)).use.end == .noon + .seconds(310))
        #expect(throws: DPoPFlaw.needsNonce) { try read(text, at: .noon + .minutes(5)) }
        #expect(throws: DPoPFlaw.needsNonce) { try read(text, at: .noon - .seconds(11)) }
        let foreign = DPoPNonces(secret: [UInt8](repeating: 4, count: 32)).nonce(at: .noon)
        let forged = try Self.proof(["nonce": .string(foreign)])
        #expect(throws: DPoPFlaw.needsNonce) { try read(forged) }
    }

    @Test func `two proofs are one use if key and jti are the same`() throws {
        let first = try read(try Self.proof()).use
        #expect(try read(try Self.proof(["iat": Self.seconds(-1)])).use.hash == first.hash)
        #expect(try read(try Self.proof(["jti": "other"])).use.hash != first.hash)
        let otherKey = try SigningKey.generate(algorithm: .ES256)
        #expect(try read(try Self.proof(key: otherKey)).use.hash != first.hash)
    }

    // MARK: What is bound

    @Test func `a pushed request is bound to the key of its proof`() throws {
        let proof = try read(try Self.proof())
        let bound = try FormParameters([("client_id", "platform")]).bound(to: proof)
        #expect(bound.all("dpop_jkt") == [proof.key.text])
        #expect(try bound.bound(to: proof).all("dpop_jkt") == [proof.key.text])
        let error = #expect(throws: TokenRefusal.self) {
            try FormParameters([("dpop_jkt", String(repeating: "A", count: 43))]).bound(to: proof)
        }
        #expect(error?.error.code == .invalidDPoPProof)
    }

    @Test func `a client that binds its tokens needs a proof`() throws {
        let client = try Sample.client { $0.proofs.bindsTokens = true }
        let error = #expect(throws: TokenRefusal.self) { try client.confirmation(nil) }
        #expect(error?.code == "dpop-missing")
        let proof = try read(try Self.proof())
        #expect(try client.confirmation(proof) == .key(proof.key))
        #expect(try Sample.client().confirmation(nil) == nil)
    }
}

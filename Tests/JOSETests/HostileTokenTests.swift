import Cryptography
import Testing
import Wire

@testable import JOSE

/// Tokens that somebody made to get past us, or to bring us down.
@Suite struct HostileTokenTests {
    @Test(arguments: [
        "none", "None", "NONE", "nOnE", "nonE", "none ", " none", "none\u{0}", "\u{FF4E}one", "", "HS256",
        "HS384",
        "HS512", "hs256", "rs256", "Rs256", "RS256 ", "RS256\u{0}", "RS1", "RS128", "ES256K", "es256",
        "EDDSA", "eddsa",
        "ed25519", "Ed448", "PS1", "RSA-OAEP", "RSA1_5", "dir", "A256GCM", "PBES2-HS256+A128KW", "ECDH-ES",
        "ML-DSA-44",
        "RS256,none", "null", "*", "sha256", "\u{52}\u{53}256\u{301}",
    ]) func `an algorithm that isn't one of ours, in its one spelling, is refused`(name: String) throws {
        let header = String(decoding: JSONWriter.write(["alg": .string(name)] as JSONObject), as: UTF8.self)
        for signature in [[1], .init(repeating: 0, count: 64)] as [[UInt8]] {
            #expect(throws: JOSEError.unsupportedAlgorithm) {
                try UnverifiedJWS(parsing: token(header: header, signature: signature))
            }
        }
    }

    @Test(arguments: [
        "{}", #"{"typ":"JWT"}"#, #"{"alg":null}"#, #"{"alg":0}"#, #"{"alg":true}"#, #"{"alg":["RS256"]}"#,
        #"{"alg":{"alg":"RS256"}}"#, #"{"ALG":"RS256"}"#, #"{"Alg":"RS256"}"#, #"{"enc":"RS256"}"#,
    ]) func `a header without a textual alg is refused`(header: String) {
        #expect(throws: JOSEError.unsupportedAlgorithm) { try UnverifiedJWS(parsing: token(header: header)) }
    }

    @Test func `an algorithm in the payload, or outside of the protected header, is none`() throws {
        #expect(throws: JOSEError.unsupportedAlgorithm) {
            try UnverifiedJWS(parsing: token(header: "{}", payload: #"{"alg":"ES256"}"#))
        }
        // The JSON serializations, where a header can be unprotected, aren't read at all (RFC 7515 §7.2).
        let good = try JWS.sign(payload: Array("{}".utf8), key: TestKeys.key(.ES256)).split(separator: ".")
        for text in [
            #"{"payload":"\#(good[1])","protected":"\#(good[0])","signature":"\#(good[2])"}"#,
            #"{"payload":"\#(good[1])","header":{"alg":"ES256"},"signature":"\#(good[2])"}"#,
            #"{"payload":"\#(good[1])","signatures":[{"protected":"\#(good[0])","signature":"\#(good[2])"}]}"#,
        ] {
            #expect(throws: JOSEError.malformed) { try UnverifiedJWS(parsing: text) }
        }
    }

    @Test func `an HMAC with our public key for its secret is refused`() throws {
        let key = try TestKeys.key(.RS256).publicJWK
        let header = Base64URL.encode(Array(#"{"alg":"HS256"}"#.utf8))
        for secret in [JSONWriter.write(key.json), try Base64URL.decode(key.json.text("n"))] {
            let input = header + "." + Base64URL.encode(Array("{}".utf8))
            let tag = HMAC.sha256(key: secret, Array(input.utf8))
            #expect(throws: JOSEError.unsupportedAlgorithm) {
                try UnverifiedJWT(parsing: input + "." + Base64URL.encode(tag)).verified(
                    by: JWKSet(keys: [key]))
            }
        }
    }

    @Test func `no key verifies under another algorithm than its own`() throws {
        for own in SignatureAlgorithm.allCases {
            let key = try TestKeys.key(own)
            for other in SignatureAlgorithm.allCases where other.ofKeys != own.ofKeys {
                #expect(throws: JOSEError.wrongAlgorithm) {
                    try VerificationKey(key.publicJWK, algorithm: other)
                }
                // Without "alg" the key's type and curve still decide.
                let bare = JWK(key.publicJWK.material)
                let isSameFamily = own.rsaScheme != nil && other.rsaScheme != nil
                let isTaken = (try? VerificationKey(bare, algorithm: other)) != nil
                #expect(isTaken == isSameFamily)
                // A header that says another algorithm than the one that signed.
                let token = try UnverifiedJWS(
                    parsing: signedToken(header: #"{"alg":"\#(other.rawValue)"}"#, by: key))
                #expect(throws: JOSEError.wrongAlgorithm) {
                    try token.verified(by: VerificationKey(key.publicJWK, algorithm: own))
                }
                #expect(throws: JOSEError.invalidSignature) {
                    try token.verified(by: JWKSet(keys: [key.publicJWK]))
                }
                #expect(throws: JOSEError.invalidSignature) { try token.verified(by: JWKSet(keys: [bare])) }
            }
        }
    }

    @Test func `an algorithm that the caller doesn't allow is refused, though the key is good`() throws {
        let key = try TestKeys.key(.PS256)
        let set = JWKSet(keys: [key.publicJWK])
        let token = try UnverifiedJWT(parsing: JWS.sign(payload: Array("{}".utf8), key: key))
        #expect(throws: JOSEError.wrongAlgorithm) { try token.verified(by: set, algorithms: [.RS256]) }
        #expect(throws: JOSEError.wrongAlgorithm) { try token.verified(by: set, algorithms: []) }
        #expect(throws: Never.self) { try token.verified(by: set, algorithms: [.PS256]) }
    }

    @Test(arguments: [
        #""crit":["b64"],"b64":false"#, #""crit":["b64"],"b64":true"#, #""b64":false"#, #""b64":true"#,
        #""b64":0"#,
        #""crit":[]"#, #""crit":["alg"]"#, #""crit":["kid"],"kid":"a""#, #""crit":["exp"],"exp":1"#,
        #""crit":["http://example.com/UNDEFINED"],"http://example.com/UNDEFINED":true"#,
        #""crit":["absent"]"#,
        #""crit":["x","x"],"x":1"#, #""crit":null"#, #""crit":"alg""#, #""crit":{}"#, #""crit":[1]"#,
        #""crit":false"#,
    ]) func `a header that requires anything, or says that it does, is refused`(members: String) throws {
        let token = try signedToken(header: #"{"alg":"ES256",\#(members)}"#, by: TestKeys.key(.ES256))
        #expect(throws: JOSEError.criticalExtension) { try UnverifiedJWS(parsing: token) }
    }

    @Test(arguments: [
        #"{"alg":"ES256","alg":"ES256"}"#, #"{"alg":"none","alg":"ES256"}"#, #"{"alg":"ES256","alg":"none"}"#,
        #"{"alg":"ES256","\u0061lg":"ES256"}"#, #"{"alg":"ES256","kid":"a","kid":"b"}"#,
        #"{"alg":"ES256","x":{"y":1,"y":2}}"#, #"{"alg":"ES256"}{}"#, #"{"alg":"ES256"},"#,
        #"{"alg":"ES256",}"#,
        #"{'alg':'ES256'}"#, #"{"alg":"ES256"/**/}"#, "[]", #"["ES256"]"#, "null", "\"ES256\"", "1", "ES256",
        "\u{FEFF}{\"alg\":\"ES256\"}", #"{"alg":"ES256","x":"\ud800"}"#, #"{"alg":"ES256","x":01}"#,
        "{\"alg\":\"ES256\",\"x\":\"\u{1}\"}", #"{"alg":"ES256","typ":1}"#, #"{"alg":"ES256","typ":null}"#,
        #"{"alg":"ES256","kid":1}"#, #"{"alg":"ES256","kid":null}"#, #"{"alg":"ES256","kid":["a"]}"#,
        #"{"alg":"ES256","x":\#(String(repeating: "[", count: 100))\#(String(repeating: "]", count: 100))}"#,
    ]) func `a header that isn't one JSON object in order is refused`(header: String) throws {
        let token = try signedToken(header: header, by: TestKeys.key(.ES256))
        #expect(throws: JOSEError.malformed) { try UnverifiedJWS(parsing: token) }
    }

    @Test(
        arguments: [
            [0xFF, 0xFE], [0x7B, 0x00, 0x7D, 0x00], [0xC0, 0x80],
            Array(#"{"alg":"ES256","x":""#.utf8) + [0xC3, 0x22, 0x7D],
            [], [0x7B],
        ] as [[UInt8]]) func `a header that isn't UTF-8 is refused`(bytes: [UInt8])
    {
        #expect(throws: JOSEError.malformed) {
            try UnverifiedJWS(parsing: Base64URL.encode(bytes) + ".e30.AQ")
        }
    }

    @Test func `anything but three parts is refused`() throws {
        let parts = try JWS.sign(payload: Array("{}".utf8), key: TestKeys.key(.ES256)).split(separator: ".")
            .map(String.init)
        let (header, payload, signature) = (parts[0], parts[1], parts[2])
        for text in [
            "", ".", "..", "...", "....", header, header + ".", header + "." + payload,
            "\(header).\(payload).",
            ".\(payload).\(signature)", "\(header)..", "..\(signature)", "\(header).\(payload).\(signature).",
            ".\(header).\(payload).\(signature)", "\(header).\(payload).\(signature).\(signature)",
            "\(header).\(payload).\(signature).\(signature).\(signature)",
            "\(header).\(payload)..\(signature)",
            "\(header)\u{2024}\(payload).\(signature)", "\(header).\u{301}\(payload).\(signature)",
            String(repeating: ".", count: 16_000),
        ] {
            #expect(throws: JOSEError.malformed, "\(text.prefix(80))") { try UnverifiedJWS(parsing: text) }
        }
    }

    @Test(arguments: 0..<3) func `a part in another spelling of Base64url is refused`(index: Int) throws {
        // A payload of 2 and a header of 15 bytes, so that some parts have spare bits.
        let good = try signedToken(header: #"{"alg":"ES256"}"#, by: TestKeys.key(.ES256)).split(
            separator: ".")
        let part = String(good[index])
        for other in [
            part + "=", part + "==", " " + part, part + " ", part + "\n", "\r\n" + part, part + "\u{0}",
            part + "%3D",
            part.dropLast() + "+", part.dropLast() + "/", part + "A" + (part.count % 4 == 0 ? "" : "===="),
            part + "é", "\u{FEFF}" + part, part.dropLast() + "\u{FF21}",
        ] {
            var parts = good.map(String.init)
            parts[index] = String(other)
            #expect(throws: JOSEError.malformed, "\(other)") {
                try UnverifiedJWS(parsing: parts.joined(separator: "."))
            }
        }
    }

    @Test func `spare bits of a signature's last character make it another token, and no good one`() throws {
        let good = try signedToken(header: #"{"alg":"ES256"}"#, by: TestKeys.key(.ES256))
        // 64 bytes end in a character with four spare bits: one of sixteen spellings is the right one.
        let refused = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".count { last in
            (try? UnverifiedJWS(parsing: good.dropLast() + String(last))) == nil
        }
        #expect(refused == 60)
    }

    @Test func `a token, and its header, may be as large as the limits, and no larger`() throws {
        let key = try TestKeys.key(.ES256)
        func header(_ bytes: Int) -> String {
            let empty = #"{"alg":"ES256","x":""}"#
            return empty.dropLast(2) + String(repeating: "x", count: bytes - empty.utf8.count) + #""}"#
        }
        // Three quarters of the encoded length.
        let largest = Limits.tokenHeaderBytes / 4 * 3
        #expect(throws: Never.self) {
            try UnverifiedJWS(parsing: signedToken(header: header(largest), by: key))
        }
        for size in [largest + 1, 100_000] {
            #expect(throws: JOSEError.malformed) {
                try UnverifiedJWS(parsing: signedToken(header: header(size), by: key))
            }
        }
        for size in [Limits.tokenBytes, 1_000_000] {
            let token = try signedToken(
                header: #"{"alg":"ES256"}"#, payload: String(repeating: "x", count: size), by: key)
            #expect(throws: JOSEError.malformed) { try UnverifiedJWS(parsing: token) }
        }
    }

    @Test func `a key that the header brings along is not used`() throws {
        let (ours, theirs) = (try TestKeys.key(.ES256), try SigningKey.generate(algorithm: .ES256))
        let jwk = String(decoding: JSONWriter.write(theirs.publicJWK.json), as: UTF8.self)
        for members in [
            #""jwk":\#(jwk)"#, #""jku":"https://evil.example/keys""#, #""x5c":["AQAB"]"#,
            #""x5u":"file:///""#,
        ] {
            let token = try UnverifiedJWS(
                parsing: signedToken(header: #"{"alg":"ES256",\#(members)}"#, by: theirs))
            #expect(throws: JOSEError.invalidSignature) {
                try token.verified(by: JWKSet(keys: [ours.publicJWK]))
            }
        }
    }

    @Test(arguments: [
        "../../etc/passwd", "' OR 1=1 --", "\u{0}", "", String(repeating: "k", count: 1000), "🔑", "%00",
    ]) func `a strange kid finds no key and does nothing else`(name: String) throws {
        let key = try TestKeys.key(.ES256)
        let header = JSONWriter.write(["alg": "ES256", "kid": .string(name)] as JSONObject)
        let token = try UnverifiedJWS(
            parsing: signedToken(header: String(decoding: header, as: UTF8.self), by: key))
        #expect(throws: JOSEError.invalidSignature) { try token.verified(by: JWKSet(keys: [key.publicJWK])) }
    }

    @Test(arguments: SignatureAlgorithm.allCases) func `changed header, payload or signature isn't verified`(
        algorithm: SignatureAlgorithm
    ) throws {
        let key = try TestKeys.key(algorithm)
        let set = JWKSet(keys: [key.publicJWK])
        let good = try JWS.sign(payload: Array(#"{"sub":"a"}"#.utf8), type: "JWT", key: key)
        #expect(throws: Never.self) { try UnverifiedJWT(parsing: good).verified(by: set) }
        let parts = good.split(separator: ".").map(String.init)
        let signature = try Base64URL.decode(parts[2])
        func isRefused(_ header: String, _ payload: String, _ signature: [UInt8]) {
            #expect(throws: JOSEError.invalidSignature) {
                try UnverifiedJWT(parsing: "\(header).\(payload).\(Base64URL.encode(signature))").verified(
                    by: set)
            }
        }
        isRefused(parts[0], Base64URL.encode(Array(#"{"sub":"b"}"#.utf8)), signature)
        let other = JSONWriter.write(
            ["alg": .string(algorithm.rawValue), "kid": .string(key.id.value), "typ": "at+jwt"] as JSONObject)
        isRefused(Base64URL.encode(other), parts[1], signature)
        isRefused(parts[0], parts[1], .init(repeating: 0, count: signature.count))
        isRefused(parts[0], parts[1], signature + [0])
        isRefused(parts[0], parts[1], signature.dropLast())
        isRefused(parts[0], parts[1], signature.reversed())
        isRefused(parts[0], parts[1], [0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01])
    }

    @Test(arguments: [
        "", " ", "[]", "null", "1", "\"a\"", "{", "{}{}", #"{"a":1,"a":2}"#, #"{"iss":"a","\u0069ss":"b"}"#,
        "\u{FEFF}{}",
        #"{"a":\#(String(repeating: "[", count: 200))\#(String(repeating: "]", count: 200))}"#,
        #"{"a":1e999}"#,
        #"{"a":99999999999999999999}"#,
    ]) func `a payload that isn't one JSON object in order is no JWT, even signed`(payload: String) throws {
        let key = try TestKeys.key(.EdDSA)
        let token = try UnverifiedJWT(
            parsing: signedToken(header: #"{"alg":"EdDSA"}"#, payload: payload, by: key))
        #expect(throws: JOSEError.malformed) { try token.verified(by: JWKSet(keys: [key.publicJWK])) }
    }
}

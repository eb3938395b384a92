import Cryptography
import Testing
import Wire

@testable import JOSE

@Suite struct JWKTests {
    @Test func `the public keys of RFC 7517 are read, but for the one that is to encrypt`() throws {
        let keys = try Vectors.object("RFC7517/A.1-public").array("keys")
        // "use": "enc".
        #expect(throws: JOSEError.invalidKey) { try JWK(keys[0]) }
        #expect(try Vectors.publicKey(keys[0]).thumbprint == "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s")
        let rsa = try JWK(keys[1])
        #expect(rsa.id == KeyID("2011-04-29"))
        #expect(rsa.algorithm == .RS256)
    }

    @Test(arguments: [
        ("RFC7517/B-x5c", "DdsFv-2-wgcPoDcyS6OXOWVh00JdbWkkVXDCYdxJ3uM"),
        ("RFC7520/3.1-EC-public", "dHri3SADZkrush5HU_50AoRhcKFryN-PI6jPBtPL55M"),
        ("RFC7520/3.3-RSA-public", "9jg46WB3rR_AHD-EBXdN7cBkH1WOu0tA3M9fm21mqTI"),
    ]) func `the public keys of the RFCs are read, and named by thumbprint`(
        name: String, thumbprint: String
    )
        throws
    {
        let json = try Vectors.object(name)
        let key = try JWK(json)
        #expect(key.thumbprint == thumbprint)
        #expect(try key.id?.value == json.text("kid"))
        for member in ["kty", "n", "e", "crv", "x", "y", "use", "kid"] {
            #expect(key.json[member] == json[member], "\(member)")
        }
        #expect(try JWK(key.json) == key)
    }

    /// RFC 7517 §4.7.
    @Test func `a key whose certificate is of another key, or none, is refused`() throws {
        let json = try Vectors.object("RFC7517/B-x5c")
        #expect(!JWK.hasForeignCertificate(json))
        let chain = try #require(json["x5c"]?.array)
        let other = json.setting("n", try TestKeys.key(.RS256).publicJWK.json["n"])
        let curve = try TestKeys.key(.ES256).publicJWK.json
        let spoilt: [(JSONObject, JSONValue)] = [
            (other, .array(chain)), (curve, .array(chain)), (json, .array([])), (json, "text"),
            (json, .array([""] + chain)), (json, .array(["AAAA"])),
        ]
        for (bare, certificates) in spoilt {
            let key = bare.setting("x5c", certificates)
            #expect(throws: JOSEError.invalidKey) { try JWK(key) }
            let encrypting = key.setting("use", "enc").setting("alg", JSONValue?.none)
            #expect(throws: JOSEError.invalidKey) { try EncryptionKey(encrypting) }
            #expect(JWK.hasForeignCertificate(key))
            #expect(try JWKSet(["keys": [.object(key)]]).keys.isEmpty)
        }
    }

    @Test func `the thumbprint of RFC 7638 comes out, whatever else stands in the key`() throws {
        let vector = try Vectors.object("RFC7638/3.1")
        let json = try vector.object("key")
        let thumbprint = try vector.text("thumbprint")
        #expect(try JWK(json).thumbprint == thumbprint)
        let backwards = JSONObject(json.members.reversed().map { ($0.name, $0.value) })
        #expect(try JWK(backwards).thumbprint == thumbprint)
        let more = json.setting("x5t", "abc").setting("kid", "another").setting("alg", nil)
        #expect(try JWK(more).thumbprint == thumbprint)
    }

    @Test(arguments: [0, 1]) func `the private keys of RFC 7517 are keys that can sign`(index: Int) throws {
        let json = try Vectors.object("RFC7517/A.2-private").array("keys")[index]
        let algorithm: SignatureAlgorithm = index == 0 ? .ES256 : .RS256
        let key = try SigningKey(privateJWK: json, algorithm: algorithm)
        let publicJSON = try Vectors.object("RFC7517/A.1-public").array("keys")[index]
        #expect(try key.publicJWK.material == Vectors.publicKey(publicJSON).material)
        let token = try UnverifiedJWS(parsing: JWS.sign(payload: [1, 2], key: key))
        #expect(try token.verified(by: JWKSet(keys: [key.publicJWK])).payload == [1, 2])
    }

    @Test func `symmetric keys are no keys here`() throws {
        for json in try Vectors.object("RFC7517/A.3-symmetric").array("keys") {
            #expect(throws: JOSEError.self) { try JWK(json) }
        }
    }

    @Test func `a private key in the place of a public one is refused`() throws {
        for algorithm in SignatureAlgorithm.allCases {
            let key = try TestKeys.key(algorithm)
            let json = try key.privateJSON()
            #expect(throws: JOSEError.invalidKey) { try JWK(json) }
            for name in ["d", "p", "q", "dp", "dq", "qi"] where json[name] != nil {
                #expect(throws: JOSEError.invalidKey) {
                    try JWK(key.publicJWK.json.setting(name, json[name]))
                }
            }
        }
        let json = try TestKeys.key(.RS256).publicJWK.json
        #expect(throws: JOSEError.invalidKey) { try JWK(json.setting("oth", [])) }
        #expect(throws: JOSEError.invalidKey) { try JWK(json.setting("k", "AQAB")) }
    }

    /// Each says what is changed in a good key, and must make it a bad one.
    struct Damage: Sendable, CustomTestStringConvertible {
        let algorithm: SignatureAlgorithm
        let name: String
        let value: JSONValue?

        init(_ algorithm: SignatureAlgorithm, _ name: String, _ value: JSONValue?) {
            self.algorithm = algorithm
            self.name = name
            self.value = value
        }

        var testDescription: String { "\(algorithm) \(name) \(value.map { "\($0)".prefix(60) } ?? "absent")" }
    }

    private static func damages(
        _ algorithm: SignatureAlgorithm, _ name: String, _ values: [JSONValue?]
    ) -> [Damage] {
        values.map { Damage(algorithm, name, $0) }
    }

    private static func octets(_ byte: UInt8, _ count: Int) -> JSONValue {
        .string(Base64URL.encode([UInt8](repeating: byte, count: count)))
    }

    private static let ecDamages = [
        damages(.ES256, "kty", [nil, "oct", "ec", "Ec", "EC ", "RSA", "OKP", .null, 1, ["EC"]]),
        damages(
            .ES256, "crv",
            [nil, "P-384", "P-521", "p-256", "P-256K", "secp256k1", "Ed25519", "", .null, 256, ["P-256"]]),
        damages(
            .ES256, "x",
            [nil, "", .null, 0, ["AQ"], "AQ", octets(0, 32), octets(0xFF, 32), octets(0, 45_000)]),
        damages(
            .ES256, "y",
            [nil, "", .null, 0, ["AQ"], "AQ", octets(0, 32), octets(0xFF, 32), octets(0, 45_000)]),
        damages(.ES256, "use", ["enc", "SIG", "", .null, ["sig"]]),
        damages(.ES256, "key_ops", [[], ["sign"], ["encrypt"], "verify", .null]),
        damages(.ES256, "kid", [.null, 1, ["a"]]),
        damages(
            .ES256, "alg",
            [.null, "", "es256", "ES384", "RS256", "HS256", "none", "EdDSA", "ECDH-ES", 256, ["ES256"]]),
    ]

    private static let rsaDamages = [
        damages(.RS256, "kty", ["EC", "rsa", "RSA-PSS"]),
        damages(
            .RS256, "n",
            [
                nil, "", .null, "AQAB", octets(0xFF, 128), octets(0xFF, 1025), octets(0xFE, 256),
                .string(Base64URL.encode([0] + [UInt8](repeating: 0xFF, count: 256))),
            ]),
        // 1, 0, 2, 4, 65537 with a zero in front, a number, 9 bytes.
        damages(.RS256, "e", [nil, "", .null, "AQ", "AA", "Ag", "BA", "AAEAAQ", 65537, octets(0xFF, 9)]),
        damages(.RS256, "alg", ["ES256", "EdDSA", "RSA-OAEP", "RSA1_5", "RS256 ", "rs256", "HS256", "none"]),
    ]

    private static let ed25519Damages = [
        // To Swift's own comparison, U+212A is a K.
        damages(.EdDSA, "kty", ["O\u{212A}P", "EC", "RSA", "okp"]),
        damages(.EdDSA, "crv", [nil, "Ed448", "X25519", "ed25519", "P-256"]),
        damages(.EdDSA, "x", [nil, "", "AQ", octets(0, 32), octets(1, 31), octets(1, 33)]),
        damages(.EdDSA, "alg", ["ES256", "ed25519", "Ed448", "none"]),
    ]

    static let damages = (ecDamages + rsaDamages + ed25519Damages).flatMap(\.self)

    @Test(arguments: damages) func `a key with one bad member is refused`(damage: Damage) throws {
        // Without alg, so that it can't be what is refused in place of kty or crv.
        let good = try TestKeys.key(damage.algorithm).publicJWK.json.setting("alg", nil)
        #expect(throws: Never.self) { try JWK(good) }
        #expect(throws: JOSEError.self) { try JWK(good.setting(damage.name, damage.value)) }
    }

    @Test(arguments: ["x", "y"]) func `a coordinate in another spelling is refused`(name: String) throws {
        let good = try TestKeys.key(.ES256).publicJWK.json
        let text = try good.text(name)
        let bytes = try Base64URL.decode(text)
        // 32 bytes leave two spare bits in the last character.
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        let last = try #require(text.last.flatMap(alphabet.firstIndex(of:)))
        for other in [
            text + "=", text + "==", " " + text, text + "\n", text.dropLast() + String(alphabet[last | 1]),
            Base64URL.encode([0] + bytes), Base64URL.encode(bytes.dropFirst()), Base64.encode(bytes),
            bytes.map { String($0, radix: 16) }.joined(), text + "\u{0}", "\u{FEFF}" + text,
        ] {
            #expect(throws: JOSEError.invalidKey, "\(other)") { try JWK(good.setting(name, .string(other))) }
        }
    }

    @Test func `a point of one curve isn't taken for one of another`() throws {
        let p256 = try TestKeys.key(.ES256).publicJWK.json.setting("alg", nil)
        for curve in ["P-384", "P-521"] {
            #expect(throws: JOSEError.invalidKey) { try JWK(p256.setting("crv", .string(curve))) }
        }
    }

    @Test func `a key without kid, use and alg is read`() throws {
        let json = try TestKeys.key(.ES256).publicJWK.json
        let bare = json.setting("kid", nil).setting("use", nil).setting("alg", nil)
        let key = try JWK(bare)
        #expect(key.id == nil)
        #expect(key.algorithm == nil)
        #expect(try JWK(bare.setting("key_ops", ["verify"])).thumbprint == key.thumbprint)
    }

    @Test func `names of keys are the same by their bytes only`() {
        // Composed and decomposed: the same text to Swift.
        #expect(KeyID("\u{E9}") != KeyID("e\u{301}"))
        #expect(KeyID("a") == KeyID("a"))
        #expect(Set([KeyID("\u{E9}"), KeyID("e\u{301}")]).count == 2)
    }
}

import Cryptography
import Wire

/// A private key together with the one algorithm that it signs with (RFC 8725 §3.1). Its `kid` is the thumbprint of its public
/// part (RFC 7638), so that a key and its name can't come apart; under a second name of its algorithm (`fullySpecified`), that
/// name stands behind it.
package struct SigningKey: Sendable {
    package let algorithm: SignatureAlgorithm
    package let id: KeyID
    package let publicJWK: JWK
    private let signer: Signer
    /// Another key, to which others encrypt, made with an RSA key: it comes, stays sealed, changes and goes with that one
    /// (`DecryptionKey.init(goingWith:)`). `nil` for keys of other kinds, and for those of versions before.
    let companion: RSAPrivateKey?

    private enum Signer: Sendable {
        case rsa(RSAPrivateKey, RSASignatureScheme)
        case ec(ECPrivateKey)
        case ed25519(Ed25519PrivateKey)

        var material: JWK.Material {
            switch self {
            case .rsa(let key, _): .rsa(key.publicKey)
            case .ec(let key): .ec(key.publicKey)
            case .ed25519(let key): .ed25519(key.publicKey)
            }
        }
    }

    private init(
        _ signer: Signer, _ algorithm: SignatureAlgorithm, companion: RSAPrivateKey? = nil, suffix: String = ""
    ) {
        self.companion = companion
        self.signer = signer
        self.algorithm = algorithm
        id = KeyID(JWK(signer.material).thumbprint + suffix)
        publicJWK = JWK(signer.material, id: id, algorithm: algorithm)
    }

    /// Makes a fresh key.
    /// - Parameter rsaBits: the size of an RSA modulus; other algorithms have one size.
    package static func generate(
        algorithm: SignatureAlgorithm, rsaBits: Int = 3072
    ) throws(CryptographyError) -> SigningKey {
        if let scheme = algorithm.rsaScheme {
            return SigningKey(.rsa(try .generate(bitCount: rsaBits), scheme), algorithm)
        }
        if let curve = algorithm.curve { return SigningKey(.ec(try .generate(curve)), algorithm) }
        return SigningKey(.ed25519(try .generate()), algorithm)
    }

    /// The same key with another beside it for messages to us: an RSA key never signs and opens both.
    package func withCompanion(rsaBits: Int = 3072) throws(CryptographyError) -> SigningKey {
        SigningKey(signer, algorithm, companion: try .generate(bitCount: rsaBits))
    }

    /// The same key by the name of RFC 9864 §2.2 for what it does, if that is another: with a `kid` of its own, as others hold
    /// a key to the `alg` that is published with it.
    var fullySpecified: SigningKey? {
        algorithm == .EdDSA ? SigningKey(signer, .Ed25519, suffix: "-Ed25519") : nil
    }

    /// The signature of `message`, in the form that RFC 7518 §3 gives it.
    package func sign(_ message: [UInt8]) throws(JOSEError) -> [UInt8] {
        do {
            return switch signer {
            case .rsa(let key, let scheme): try key.sign(message, scheme)
            case .ec(let key): try key.sign(message)
            case .ed25519(let key): try key.sign(message)
            }
        } catch {
            throw .cryptography(error)
        }
    }
}

// MARK: The private form, for sealing

extension SigningKey {
    /// Reads a private JWK (RFC 7518 §6.2.2, §6.3.2, RFC 8037 §2). RSA needs all five numbers of the
    /// remainder theorem. An `alg` in it must be the one asked for.
    package init(privateJWK json: JSONObject, algorithm: SignatureAlgorithm) throws(JOSEError) {
        let key = try JWK(publicMembersOf: json)
        guard key.fits(algorithm), key.algorithm == nil || key.algorithm == algorithm else {
            throw .wrongAlgorithm
        }
        do {
            switch key.material {
            case .rsa(let rsa):
                guard let scheme = algorithm.rsaScheme else { throw JOSEError.wrongAlgorithm }
                let key = try RSAPrivateKey(privateMembersOf: json, of: rsa)
                self.init(.rsa(key, scheme), algorithm, companion: try Self.companion(of: json))
            case .ec(let ec):
                let key = try ECPrivateKey(ec.curve, x: ec.x, y: ec.y, privateValue: try json.secret("d"))
                self.init(.ec(key), algorithm)
            case .ed25519(let ed25519):
                let key = try Ed25519PrivateKey(seed: try json.secret("d"))
                guard key.publicKey == ed25519 else { throw JOSEError.invalidKey }
                self.init(.ed25519(key), algorithm)
            }
        } catch let error as JOSEError {
            throw error
        } catch {
            throw .invalidKey
        }
    }

    private static func companion(of json: JSONObject) throws -> RSAPrivateKey? {
        guard let value = json[companionMember] else { return nil }
        guard let json = value.object, case .rsa(let key) = try JWK.material(json) else { throw JOSEError.invalidKey }
        return try RSAPrivateKey(privateMembersOf: json, of: key)
    }

    /// A member of ours, which others ignore (RFC 7517 §4).
    private static let companionMember = "encryption"

    /// The private JWK. Swift text can't be wiped: seal it at once, and let it go.
    package func privateJSON() throws(JOSEError) -> JSONObject {
        var json = publicJWK.json
        do {
            switch signer {
            case .rsa(let key, _):
                try key.addPrivateMembers(to: &json)
                if let companion {
                    var other = JWK(.rsa(companion.publicKey)).required
                    try companion.addPrivateMembers(to: &other)
                    json[Self.companionMember] = .object(other)
                }
            case .ec(let key): json["d"] = .secret(try key.privateValue())
            case .ed25519(let key): json["d"] = .secret(try key.seed())
            }
        } catch {
            throw .cryptography(error)
        }
        return json
    }
}

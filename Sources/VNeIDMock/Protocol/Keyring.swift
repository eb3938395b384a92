import Cryptography
import JOSE

/// The simulation's own signing key, RS256, made at start and never written anywhere.
actor Keyring {
    private(set) var current: SigningKey

    init(_ key: SigningKey) {
        current = key
    }

    /// A new key signs from now on; the old one is gone from the JWK set.
    func rotate() throws(CryptographyError) {
        current = try Self.fresh()
    }

    /// RFC 7517 §5.
    var published: JWKSet { JWKSet(keys: [current.publicJWK]) }

    static func fresh() throws(CryptographyError) -> SigningKey {
        try SigningKey.generate(algorithm: .RS256, rsaBits: 2048)
    }
}

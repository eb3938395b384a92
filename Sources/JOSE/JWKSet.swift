import Wire

/// A set of public keys (RFC 7517 §5): those that verify, and those that messages are encrypted to. Keys that can't be used (another type, curve or use) are left out when
/// a set is read, as the RFC asks; a set of more keys than anybody needs is refused.
package struct JWKSet: Hashable, Sendable {
    package let keys: [JWK]
    package let encryptionKeys: [EncryptionKey]

    package init(keys: [JWK], encryptionKeys: [EncryptionKey] = []) {
        self.keys = keys
        self.encryptionKeys = encryptionKeys
    }

    package init(_ json: JSONObject) throws(JOSEError) {
        guard let entries = json["keys"]?.array, entries.count <= Limits.jwkSetKeys else { throw .malformed }
        var keys: [JWK] = []
        var encryptionKeys: [EncryptionKey] = []
        for entry in entries {
            guard let object = entry.object else { throw .malformed }
            if let key = try? JWK(object) {
                keys.append(key)
            } else if let key = try? EncryptionKey(object) {
                encryptionKeys.append(key)
            }
        }
        self.keys = keys
        self.encryptionKeys = encryptionKeys
    }

    package var json: JSONObject {
        ["keys": .array((keys.map(\.json) + encryptionKeys.map(\.json)).map(JSONValue.object))]
    }

    /// The key that a message is encrypted to by an algorithm: the first that fits.
    package func encryptionKey(for algorithm: KeyManagementAlgorithm) -> EncryptionKey? {
        encryptionKeys.first { $0.fits(algorithm) }
    }

    /// The keys that may have signed a token with this header: those of its `kid` and its algorithm. Without
    /// a `kid`, those of the algorithm; as a set of several keys needs one (OpenID Connect Core §10.1), only
    /// a few are given.
    func candidates(for header: JWSHeader) -> [VerificationKey] {
        var candidates: [VerificationKey] = []
        for key in keys where header.keyID == nil || key.id == header.keyID {
            guard candidates.count < Self.mostTried else { break }
            if let candidate = try? VerificationKey(key, algorithm: header.algorithm) {
                candidates.append(candidate)
            }
        }
        return candidates
    }

    /// How many keys one token can make us try: each costs up to a millisecond.
    private static let mostTried = 8

    package func hasKey(_ id: KeyID) -> Bool { keys.contains { $0.id == id } }

    /// Whether the set has the key that a token names. A token that names none is said to be known.
    package func contains(keyNamedBy token: UnverifiedJWT) -> Bool {
        token.header.keyID == nil || keys.contains { $0.id == token.header.keyID }
    }
}

import Wire

/// The keys that the provider signs with now, one per algorithm, and what it publishes of them.
package struct SigningKeys: Sendable {
    private let keys: [SignatureAlgorithm: SigningKey]
    /// What relying parties see at `jwks_uri`.
    package let published: JWKSet
    /// What opens messages to us: to the key that is published, and to those that were.
    package let decryptionKeys: [DecryptionKey]

    /// - Parameters:
    ///   - keys: those that sign, one per algorithm. If there are two, the first signs; both are published.
    ///   - others: keys that sign nothing: those that will, and those that have. What is derived of them opens messages too:
    ///     another node, or who has read our keys a while ago, may know one of them as ours.
    package init(_ keys: [SigningKey], alsoPublished others: [SigningKey] = []) {
        self.keys = Dictionary(keys.map { ($0.algorithm, $0) }, uniquingKeysWith: { first, _ in first })
        // Where libcrypto can't derive a key, none is published, and nobody encrypts to us.
        let ours = keys.compactMap { try? DecryptionKey(derivedFrom: $0) }
        decryptionKeys = ours + others.compactMap { try? DecryptionKey(derivedFrom: $0) }
        published = JWKSet(
            keys: (keys + others).map(\.publicJWK), encryptionKeys: ours.prefix(1).map(\.publicKey))
    }

    /// The algorithms that there is a key for.
    package var algorithms: [SignatureAlgorithm] { SignatureAlgorithm.allCases.filter { keys[$0] != nil } }

    /// The `kid` of what is signed by an algorithm.
    package func id(of algorithm: SignatureAlgorithm) -> KeyID? { keys[algorithm]?.id }

    /// Signs claims as a JWT with the key of an algorithm.
    package func sign(
        _ claims: JSONObject, type: String, with algorithm: SignatureAlgorithm
    ) throws(JOSEError) -> String {
        guard let key = keys[algorithm] else { throw .unsupportedAlgorithm }
        return try JWS.sign(payload: JSONWriter.write(claims), type: type, key: key)
    }
}

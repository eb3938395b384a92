import Wire

/// The keys that the provider signs with now, one per algorithm, and what it publishes of them: one that has two names twice.
package struct SigningKeys: Sendable {
    private let keys: [SignatureAlgorithm: SigningKey]
    /// What relying parties see at `jwks_uri`.
    package let published: JWKSet
    /// What opens messages to us: to the keys that are published, and to those that were.
    package let decryptionKeys: [DecryptionKey]

    /// - Parameters:
    ///   - keys: those that sign, one per algorithm. If there are two, the first signs; both are published.
    ///   - others: keys that sign nothing: those that will, and those that have. What goes with them opens messages too:
    ///     another node, or who has read our keys a while ago, may know one of them as ours.
    package init(_ keys: [SigningKey], alsoPublished others: [SigningKey] = []) {
        let (keys, others) = (Self.named(keys), Self.named(others))
        self.keys = Dictionary(keys.map { ($0.algorithm, $0) }, uniquingKeysWith: { first, _ in first })
        // Where libcrypto can't derive a key, none is published, and nobody encrypts to us.
        let ours = keys.compactMap { try? DecryptionKey(goingWith: $0) }
        decryptionKeys = ours + others.compactMap { try? DecryptionKey(goingWith: $0) }
        // One of each kind.
        let first = KeyManagementAlgorithm.allCases.compactMap { algorithm in
            ours.first { $0.publicKey.fits(algorithm) }?.publicKey
        }
        let encryptionKeys = ours.map(\.publicKey).filter(first.contains)
        published = JWKSet(keys: (keys + others).map(\.publicJWK), encryptionKeys: encryptionKeys)
    }

    private static func named(_ keys: [SigningKey]) -> [SigningKey] { keys + keys.compactMap(\.fullySpecified) }

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

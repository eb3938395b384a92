import Wire

/// The keys that the provider signs with now, one per algorithm, and what it publishes of them.
package struct SigningKeys: Sendable {
    private let keys: [SignatureAlgorithm: SigningKey]
    /// What relying parties see at `jwks_uri`.
    package let published: JWKSet

    /// - Parameters:
    ///   - keys: those that sign, one per algorithm. If there are two, the first signs; both are published.
    ///   - others: keys that sign nothing: those that will, and those that have.
    package init(_ keys: [SigningKey], alsoPublished others: [JWK] = []) {
        self.keys = Dictionary(keys.map { ($0.algorithm, $0) }, uniquingKeysWith: { first, _ in first })
        published = JWKSet(keys: keys.map(\.publicJWK) + others)
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

import Wire

/// What `alg` and `enc` name (RFC 7518 §3.1, §4.1, §5.1).
package protocol NamedAlgorithm: CaseIterable, RawRepresentable, Hashable, Sendable where RawValue == String {}

extension NamedAlgorithm {
    /// The one of this name, compared by its exact bytes: Swift's `==` takes texts for equal that differ in their encoding.
    package init?(exactly name: String) {
        guard let algorithm = Self.allCases.first(where: { $0.rawValue.hasSameBytes(as: name) }) else { return nil }
        self = algorithm
    }
}

extension SignatureAlgorithm: NamedAlgorithm {}
extension KeyManagementAlgorithm: NamedAlgorithm {}
extension ContentEncryption: NamedAlgorithm {}

extension JSONObject {
    /// The algorithm that a key is bound to, if it says one (RFC 7517 §4.4).
    func algorithm<Algorithm: NamedAlgorithm>(_: Algorithm.Type) throws(JOSEError) -> Algorithm? {
        guard let name = self["alg"] else { return nil }
        guard let known = name.string.flatMap(Algorithm.init(exactly:)) else { throw .unsupportedAlgorithm }
        return known
    }

    /// The id of a key, if it has one (RFC 7517 §4.5).
    func keyID() throws(JOSEError) -> KeyID? {
        guard let kid = self["kid"] else { return nil }
        guard let text = kid.string else { throw .invalidKey }
        return KeyID(text)
    }
}

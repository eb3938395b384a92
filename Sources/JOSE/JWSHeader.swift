import Wire

/// The protected header of a token, as far as we understand it; one that asks for an extension is refused.
///
/// Keys that a header brings along (`jwk`, `jku`, `x5u`, `x5c`) vouch for nothing: a token doesn't choose who does (RFC 8725
/// §3.10). A proof of possession has its own key in it, which ``UnverifiedJWT/verifiedByOwnKey(algorithms:)`` alone reads.
///
/// - Parameter Algorithm: those that `alg` may name. A token of one kind is no token of another, whatever its header says.
package struct TokenHeader<Algorithm: NamedAlgorithm>: Hashable, Sendable {
    package let algorithm: Algorithm
    package let keyID: KeyID?
    /// `typ`, without the prefix `application/` (RFC 7515 §4.1.9). Compare it with ``isOfType(_:)``.
    package let type: String?
    let ownKey: JSONObject?

    init(_ bytes: [UInt8]) throws(JOSEError) {
        let json: JSONObject
        do { json = try JSONReader.readObject(bytes) } catch { throw .malformed }
        // We understand no extension; so a good `crit`, which names at least one, can't be honoured, and a
        // bad one is no better (RFC 7515 §4.1.11). `b64` is one that would change what is signed (RFC 7797).
        guard json["crit"] == nil, json["b64"] == nil else { throw .criticalExtension }
        guard let name = json["alg"]?.string, let algorithm = Algorithm(exactly: name) else {
            throw .unsupportedAlgorithm
        }
        self.algorithm = algorithm
        keyID = try json.text("kid").map(KeyID.init)
        type = try json.text("typ").map(Self.withoutPrefix)
        ownKey = json["jwk"]?.object
    }

    /// Whether `typ` is this media type, in upper or lower case (RFC 2045 §5.1).
    package func isOfType(_ name: String) -> Bool {
        guard let type else { return false }
        return Self.lowerCased(type).elementsEqual(Self.lowerCased(name))
    }

    /// The prefix may only be left out, and so is only left out here, where no other slash follows.
    private static func withoutPrefix(_ type: String) -> String {
        let prefix = "application/".utf8
        let rest = type.utf8.dropFirst(prefix.count)
        guard lowerCased(type).starts(with: prefix), !rest.contains(UInt8(ascii: "/")) else { return type }
        return String(Substring(rest))
    }

    /// ASCII's letters only: to Unicode the Kelvin sign's lower case is a k.
    private static func lowerCased(_ text: String) -> [UInt8] {
        text.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    }
}

/// The header of a token that a private key has signed.
package typealias JWSHeader = TokenHeader<SignatureAlgorithm>

extension JSONObject {
    /// A member that may be absent, but must be text.
    fileprivate func text(_ name: String) throws(JOSEError) -> String? {
        guard let value = self[name] else { return nil }
        guard let text = value.string else { throw .malformed }
        return text
    }
}

/// A field `Authorization`: a scheme, and what it takes (RFC 9110 §11.4, §11.6.2).
struct AuthorizationField {
    private let scheme: Substring
    /// What stands behind the space that ends the scheme; empty where nothing does.
    let credentials: Substring

    init(_ value: String) {
        let end = value.utf8.firstIndex(of: UInt8(ascii: " ")) ?? value.endIndex
        scheme = value[..<end]
        credentials = Substring(value.utf8[end...].dropFirst())
    }

    /// - Parameter name: in lower case; a scheme's case doesn't matter (RFC 9110 §11.1).
    func isOf(_ name: String) -> Bool { scheme.utf8.count == name.utf8.count && scheme.lowercased() == name }
}

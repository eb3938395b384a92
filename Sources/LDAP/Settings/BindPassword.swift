import Glibc

/// A password that may be sent in a simple bind.
///
/// One that is empty would ask for an *unauthenticated* bind, which succeeds without looking at anything (RFC 4513 §5.1.2),
/// and a NUL ends it early in servers written in C. So neither can be made, nor one of spaces alone, which some servers
/// prepare to nothing.
package struct BindPassword: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    let octets: [UInt8]

    /// Octets of one password.
    private static let limit = 4096

    /// `nil` for a password that is empty or blank, holds a NUL, or is longer than anybody types.
    package init?(_ octets: [UInt8]) {
        guard octets.count <= Self.limit, !octets.contains(0), octets.contains(where: { $0 > 0x20 }) else { return nil }
        self.octets = octets
    }

    package init?(_ text: String) { self.init([UInt8](text.utf8)) }

    package var description: String { "(a password)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// An address for e-mail as machines exchange it (RFC 5322 §3.4.1, without comments and quotes), `an.nguyen@hue.gov.vn`.
/// It says nothing of whose it is.
package struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
    package let text: String
    /// The host of the mailboxes, in lower case.
    package let domain: String

    /// `nil` for a text that no mail system takes for an address: beyond ASCII, without a domain, or longer than 254 bytes
    /// (RFC 5321 §4.5.3.1).
    package init?(_ text: String) {
        guard text.utf8.count <= 254, let at = text.utf8.lastIndex(of: UInt8(ascii: "@")) else { return nil }
        let (name, domain) = (text[..<at], text[text.utf8.index(after: at)...])
        guard (1...64).contains(name.utf8.count), Self.isDotAtom(name.utf8), Self.isDomain(domain) else { return nil }
        self.text = text
        self.domain = domain.lowercased()
    }

    package var description: String { text }

    /// A name of hosts that mailboxes can be at (RFC 1123 §2.1).
    package static func isDomain(_ text: some StringProtocol) -> Bool {
        let bytes = Array(text.utf8)
        let labels = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return labels.count > 1 && bytes.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.count) && label.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") }
                    && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
            }
    }

    /// `dot-atom-text` (RFC 5322 §3.2.3).
    private static func isDotAtom(_ name: Substring.UTF8View) -> Bool {
        name.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { atom in
            !atom.isEmpty && atom.allSatisfy { $0.isLetterOrDigit || "!#$%&'*+-/=?^_`{|}~".utf8.contains($0) }
        }
    }
}

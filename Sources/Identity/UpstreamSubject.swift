/// How a party at which people sign in knows one of them: its issuer and its `sub` together, which alone are unique and
/// never given to another (OpenID Connect Core §5.7).
package struct UpstreamSubject: Hashable, Sendable {
    /// As it is stored: with a space between the two, which no issuer has.
    package let text: String

    /// `nil` for an issuer with a space, where one of the two is empty, and for a subject with a NUL, which JSON can say and
    /// no record holds.
    package init?(issuer: String, _ subject: String) {
        guard !issuer.isEmpty, !issuer.utf8.contains(UInt8(ascii: " ")), !subject.isEmpty, !subject.utf8.contains(0)
        else { return nil }
        text = "\(issuer) \(subject)"
    }

    /// Reads ``text``.
    package init?(text: String) {
        guard let space = text.utf8.firstIndex(of: UInt8(ascii: " ")) else { return nil }
        self.init(issuer: String(text[..<space]), String(text[text.utf8.index(after: space)...]))
    }
}

/// The name of a language, `vi-VN` (RFC 5646): what the claim `locale` is (OpenID Connect Core §5.1).
package struct LanguageTag: Hashable, Sendable {
    package let text: String

    /// Reads a tag, or the first of a list of preferences as directories keep it (`preferredLanguage`, RFC 2798 §2.7:
    /// `vi, en;q=0.8`). `nil` for a text that is neither.
    package init?(_ text: String) {
        let tag = text.prefix { $0 != "," && $0 != ";" && $0 != " " }
        let parts = tag.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        let isTag = parts.allSatisfy { part in (1...8).contains(part.count) && part.allSatisfy(\.isLetterOrDigit) }
        guard tag.utf8.count <= 35, isTag, let first = parts.first, first.count > 1, first.allSatisfy({ $0 > 0x39 })
        else {
            return nil
        }
        self.text = String(tag)
    }
}

/// The number of a grant in our records; never given again. People see it as `g-1234`.
package struct GrantID: Hashable, Sendable, CustomStringConvertible {
    package let number: UInt64

    package init(_ number: UInt64) { self.number = number }

    /// Reads `g-1234`, or the number alone; `nil` for anything else.
    package init?(_ text: String) {
        let digits = text.hasPrefix("g-") ? text.dropFirst(2) : text[...]
        guard let number = UInt64(digits), String(number) == digits else { return nil }
        self.number = number
    }

    package var description: String { "g-\(number)" }
}

/// The number of a grant in our records; never given again. People see it as `g-1234`.
package struct GrantID: Hashable, Sendable, CustomStringConvertible {
    package let number: UInt64

    package init(_ number: UInt64) { self.number = number }

    package var description: String { "g-\(number)" }
}

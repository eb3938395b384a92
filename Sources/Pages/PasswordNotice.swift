/// What somebody should hear of a password that was right: it goes on working for a while only. It stands in the address
/// of the page that comes next.
package enum PasswordNotice: Hashable, Sendable {
    /// It has expired, and is taken so many times more.
    case graceLeft(Int)
    /// In so many whole days.
    case expires(days: Int)

    /// The parameter's name.
    package static let parameter = "password"
    private static let grace = "grace-", expires = "expires-"
    private static let most = 9_999

    /// The parameter's value.
    package var text: String {
        switch self {
        case .graceLeft(let count): "\(Self.grace)\(min(max(count, 0), Self.most))"
        case .expires(let days): "\(Self.expires)\(min(max(days, 0), Self.most))"
        }
    }

    /// Reads what ``text`` wrote; `nil` for anything else.
    package init?(_ text: String) {
        if text.hasPrefix(Self.grace), let count = Self.number(text.dropFirst(Self.grace.count)) {
            self = .graceLeft(count)
        } else if text.hasPrefix(Self.expires), let days = Self.number(text.dropFirst(Self.expires.count)) {
            self = .expires(days: days)
        } else {
            return nil
        }
    }

    private static func number(_ text: Substring) -> Int? {
        guard (1...4).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(text)
    }
}

/// A date of birth as far as it is known: `YYYY-MM-DD`, or `YYYY` where the state only knows the year (the form of
/// OpenID Connect Core's `birthdate`, §5.1).
package struct Birthdate: Hashable, Sendable {
    package let text: String

    /// Reads `YYYY-MM-DD` or `YYYY`; `nil` for what is no date of the Gregorian calendar.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 1 || parts.count == 3, let year = Self.number(parts[0], digits: 4), year > 0 else {
            return nil
        }
        if parts.count == 3 {
            guard let month = Self.number(parts[1], digits: 2), (1...12).contains(month),
                let day = Self.number(parts[2], digits: 2), (1...CivilTime.days(in: month, of: year)).contains(day)
            else { return nil }
        }
        self.text = text
    }

    /// Reads `yyyyMMdd`, the form of VNeID's `NgayThangNamSinh`; `0000` in place of month and day means unknown.
    package init?(compact text: String) {
        guard text.utf8.count == 8, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let (year, rest) = (text.prefix(4), text.dropFirst(4))
        self.init(rest == "0000" ? String(year) : "\(year)-\(rest.prefix(2))-\(rest.suffix(2))")
    }

    /// Whether the day, or the year where only that is known, is still to come in Huế: nobody was born then.
    package func isAfter(_ now: Instant) -> Bool {
        let today = CivilTime(now, offset: .hours(7))
        let written = "\(today.year.digits(4))-\(today.month.digits(2))-\(today.day.digits(2))"
        return written.prefix(text.utf8.count).utf8.lexicographicallyPrecedes(text.utf8)
    }

    /// Whether both can be the same day: so is a year with every day of it.
    package func agrees(with other: Birthdate) -> Bool {
        let length = min(text.utf8.count, other.text.utf8.count)
        return text.utf8.prefix(length).elementsEqual(other.text.utf8.prefix(length))
    }

    private static func number(_ text: Substring, digits: Int) -> Int? {
        guard text.utf8.count == digits, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text)
    }
}

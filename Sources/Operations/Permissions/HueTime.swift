import Foundation
import Identity

/// Moments as the people of Huế write and read them: UTC+7 all year (no other since 1975).
package enum HueTime {
    private static let zone = TimeZone(secondsFromGMT: 7 * 3600) ?? .gmt

    /// `03/03/2026 14:05`.
    package static func text(_ moment: Instant) -> String {
        let style = Date.VerbatimFormatStyle(
            format: """
                \(day: .twoDigits)/\(month: .twoDigits)/\(year: .padded(4)) \
                \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits)
                """, locale: Locale(identifier: "vi"), timeZone: zone, calendar: Calendar(identifier: .gregorian))
        return style.format(Date(timeIntervalSince1970: Double(moment.secondsSince1970)))
    }

    /// Reads `2026-03-03`, `2026-03-03 14:05` and `2026-03-03 14:05:30` in Huế's time, and RFC 3339 with an offset, to
    /// the millisecond; `nil` for anything else.
    package static func moment(_ text: String) -> Instant? {
        var text = text.replacing(" ", with: "T", maxReplacements: 1)
        guard let milliseconds = takeFraction(of: &text) else { return nil }
        if text.utf8.count == "2026-03-03".utf8.count { text += "T00:00" }
        if text.utf8.count == "2026-03-03T14:05".utf8.count { text += ":00" }
        if text.utf8.count == "2026-03-03T14:05:30".utf8.count { text += "+07:00" }
        guard let date = try? Date.ISO8601FormatStyle().parse(text), isOnTheCalendar(text) else { return nil }
        return Instant(secondsSince1970: Int64(date.timeIntervalSince1970)) + .milliseconds(milliseconds)
    }

    /// Takes `.123` out of `14:05:30.123`: read apart, because the parser's seconds are a binary fraction. What is below
    /// a millisecond is dropped; `nil` for what is no fraction of a second.
    private static func takeFraction(of text: inout String) -> Int? {
        guard let dot = text.firstIndex(of: ".") else { return 0 }
        let digits = text[text.index(after: dot)...].prefix { ("0"..."9").contains($0) }
        let milliseconds = Int(digits.padding(toLength: 3, withPad: "0", startingAt: 0))
        guard text[..<dot].utf8.count == "2026-03-03T14:05:30".utf8.count, !digits.isEmpty else { return nil }
        text.removeSubrange(dot..<digits.endIndex)
        return text.contains(".") ? nil : milliseconds
    }

    /// Whether there is such a day and such a time of day: the parser reads 31 February as 3 March.
    private static func isOnTheCalendar(_ text: String) -> Bool {
        let local = String(text.prefix("2026-03-03T14:05:30".utf8.count))
        guard let date = try? Date.ISO8601FormatStyle().parse(local + "Z") else { return false }
        return date.formatted(.iso8601) == local + "Z"
    }
}

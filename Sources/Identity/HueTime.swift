/// Moments as the people of Huế write and read them: UTC+7 all year (no other since 1975).
package enum HueTime {
    private static let offset = Duration.hours(7)

    /// `03/03/2026 14:05`.
    package static func text(_ moment: Instant) -> String {
        let time = CivilTime(moment, offset: offset)
        return "\(time.day.digits(2))/\(time.month.digits(2))/\(time.year.digits(4)) "
            + "\(time.hour.digits(2)):\(time.minute.digits(2))"
    }

    /// When the day of a moment began.
    package static func midnight(before moment: Instant) -> Instant {
        let day = Duration.hours(24).milliseconds
        let local = (moment + offset).millisecondsSince1970
        let into = ((local % day) + day) % day
        return moment - .milliseconds(into)
    }

    /// Reads `2026-03-03`, `2026-03-03 14:05` and `2026-03-03 14:05:30` in Huế's time, and RFC 3339 with an offset, to
    /// the millisecond; `nil` for anything else: the whole text is a moment or none of it is (RFC 3339 §5.6), of the
    /// years 1 to 9999 also in UTC, so that it can be written. What is below a millisecond is dropped.
    package static func moment(_ text: String) -> Instant? {
        read(text).flatMap { (1...9999).contains(CivilTime($0).year) ? $0 : nil }
    }

    private static func read(_ text: String) -> Instant? {
        var rest = Array(text.utf8)[...]
        guard let year = rest.takeNumber(4), rest.take("-"), let month = rest.takeNumber(2), rest.take("-"),
            let day = rest.takeNumber(2)
        else { return nil }
        if rest.isEmpty { return CivilTime(year: year, month: month, day: day)?.moment(offset: offset) }
        guard rest.take("T") || rest.take("t") || rest.take(" "), let hour = rest.takeNumber(2), rest.take(":"),
            let minute = rest.takeNumber(2)
        else { return nil }
        if rest.isEmpty {
            return CivilTime(year: year, month: month, day: day, hour: hour, minute: minute)?.moment(offset: offset)
        }
        guard rest.take(":"), let second = rest.takeNumber(2), let millisecond = rest.takeFraction(),
            let time = CivilTime(
                year: year, month: month, day: day, hour: hour, minute: minute, second: second,
                millisecond: millisecond),
            let offset = rest.isEmpty ? offset : rest.takeOffset(), rest.isEmpty
        else { return nil }
        return time.moment(offset: offset)
    }
}

extension ArraySlice<UInt8> {
    /// Takes one character from the front.
    fileprivate mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard first.map(UInt32.init) == character.value else { return false }
        removeFirst()
        return true
    }

    fileprivate mutating func takeNumber(_ count: Int) -> Int? {
        let digits = prefix(count)
        guard digits.count == count, digits.allSatisfy(\.isDigit) else { return nil }
        removeFirst(count)
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// Milliseconds out of `.649`; none where there is no fraction.
    fileprivate mutating func takeFraction() -> Int? {
        guard take(".") else { return 0 }
        let digits = prefix(while: \.isDigit)
        guard !digits.isEmpty else { return nil }
        removeFirst(digits.count)
        return (0..<3).reduce(0) { sum, place in
            sum * 10 + (place < digits.count ? Int(digits[digits.startIndex + place] - 0x30) : 0)
        }
    }

    /// `Z`, or `+07:00` and the like (RFC 3339 §5.6, which takes small letters too).
    fileprivate mutating func takeOffset() -> Duration? {
        if take("Z") || take("z") { return .zero }
        let isBehind = take("-")
        guard isBehind || take("+"), let hours = takeNumber(2), take(":"), let minutes = takeNumber(2), hours < 24,
            minutes < 60
        else { return nil }
        let offset = Duration.minutes(hours * 60 + minutes)
        return isBehind ? .zero - offset : offset
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }
}

/// A day and a time of day by the Gregorian calendar, as a clock on some wall shows them; of which place, is for whoever
/// has one to say. Arithmetic saturates, because a moment can come from outside.
struct CivilTime: Hashable {
    let year: Int64
    let month, day, hour, minute, second, millisecond: Int

    /// What a clock shows that is `offset` ahead of UTC.
    init(_ moment: Instant, offset: Duration = .zero) {
        let (days, rest) = (moment + offset).millisecondsSince1970.dividedDown(by: Self.millisecondsOfDay)
        (year, month, day) = Self.date(dayNumber: days)
        let time = Int(rest)
        (hour, minute) = (time / 3_600_000, time / 60_000 % 60)
        (second, millisecond) = (time / 1000 % 60, time % 1000)
    }

    /// `nil` for a day that no month has, and for a time that no day has.
    init?(
        year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, millisecond: Int = 0
    ) {
        guard (1...9999).contains(year), (1...12).contains(month),
            (1...Self.days(in: month, of: year)).contains(day), (0...23).contains(hour), (0...59).contains(minute),
            (0...59).contains(second), (0...999).contains(millisecond)
        else { return nil }
        self.year = Int64(year)
        (self.month, self.day, self.hour, self.minute) = (month, day, hour, minute)
        (self.second, self.millisecond) = (second, millisecond)
    }

    /// The moment in which a clock shows this that is `offset` ahead of UTC.
    func moment(offset: Duration = .zero) -> Instant {
        let time = ((hour * 60 + minute) * 60 + second) * 1000 + millisecond
        return Instant(millisecondsSince1970: dayNumber * Self.millisecondsOfDay + Int64(time)) - offset
    }

    /// The day of the week, from 0 for Sunday. 1 January 1970 was a Thursday.
    var weekday: Int { Int((dayNumber + 4).dividedDown(by: 7).remainder) }

    /// Hours, minutes and seconds, `08:49:37`.
    var timeOfDay: String { "\(hour.digits(2)):\(minute.digits(2)):\(second.digits(2))" }

    /// How many days a month has in a year.
    static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static let millisecondsOfDay: Int64 = 86_400_000
    /// The calendar repeats itself after 400 years of so many days.
    private static let daysOfEra: Int64 = 146_097
    /// From 1 March of the year 0 to 1 January 1970.
    private static let daysBefore1970: Int64 = 719_468

    /// Days since 1 January 1970. Years are counted from 1 March, so that a leap day is the last of its year.
    private var dayNumber: Int64 {
        let marchYear = month > 2 ? year : year - 1
        let (era, yearOfEra) = marchYear.dividedDown(by: 400)
        let monthsSinceMarch = Int64((month + 9) % 12)
        let dayOfYear = (153 * monthsSinceMarch + 2) / 5 + Int64(day) - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * Self.daysOfEra + dayOfEra - Self.daysBefore1970
    }

    private static func date(dayNumber: Int64) -> (year: Int64, month: Int, day: Int) {
        let (era, dayOfEra) = (dayNumber + daysBefore1970).dividedDown(by: daysOfEra)
        let leapDays = dayOfEra / 1460 - dayOfEra / 36_524 + dayOfEra / 146_096
        let yearOfEra = (dayOfEra - leapDays) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthsSinceMarch = (5 * dayOfYear + 2) / 153
        let day = Int(dayOfYear - (153 * monthsSinceMarch + 2) / 5) + 1
        let month = Int((monthsSinceMarch + 2) % 12) + 1
        return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, day)
    }
}

extension Int64 {
    /// Quotient and remainder, rounded down, so that the remainder is never negative.
    fileprivate func dividedDown(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

extension BinaryInteger {
    /// With zeros in front, up to so many digits.
    func digits(_ count: Int) -> String {
        var text: [UInt8] = []
        text.append(self, digits: count)
        return String(decoding: text, as: UTF8.self)
    }
}

extension [UInt8] {
    /// Writes a number with zeros in front, up to so many digits; and something before it.
    mutating func append(_ number: some BinaryInteger, digits count: Int, after separator: Unicode.Scalar? = nil) {
        if let separator { append(UInt8(ascii: separator)) }
        if number < 0 { append(UInt8(ascii: "-")) }
        append(magnitude: UInt64(number.magnitude), digits: count)
    }

    private mutating func append(magnitude: UInt64, digits count: Int) {
        if magnitude >= 10 || count > 1 { append(magnitude: magnitude / 10, digits: count - 1) }
        append(UInt8(ascii: "0") + UInt8(magnitude % 10))
    }
}

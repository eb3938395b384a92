import Foundation
import Identity
import Testing

/// Moments as people type them.
@Suite struct HueTimeTests {
    @Test(arguments: [
        ("2026-03-03", "2026-03-02T17:00:00Z"), ("2026-03-03 14:05", "2026-03-03T07:05:00Z"),
        ("2026-03-03T14:05:30", "2026-03-03T07:05:30Z"), ("2026-03-03T14:05:30+09:00", "2026-03-03T05:05:30Z"),
    ])
    func `what names no zone is in Huế's time`(typed: String, utc: String) throws {
        #expect(HueTime.moment(typed) == HueTime.moment(utc))
        #expect(HueTime.moment(typed) != nil)
    }

    @Test(arguments: [
        ("2026-03-03T07:05:30.649Z", 649), ("2026-03-03 14:05:30.649", 649), ("2026-03-03T14:05:30.6+07:00", 600),
        ("2026-03-03T07:05:30.64912Z", 649), ("2026-03-03T07:05:30.001Z", 1), ("2026-03-03t07:05:30.5z", 500),
        ("2026-03-03 07:05:30.5z", 500), ("2026-03-03t14:05:30.5", 500),
    ])
    func `a fraction of a second counts to the millisecond`(typed: String, milliseconds: Int) throws {
        let second = try #require(HueTime.moment("2026-03-03T07:05:30Z"))
        #expect(HueTime.moment(typed) == second + .milliseconds(milliseconds))
    }

    @Test(arguments: [
        "", "hôm qua", "2026-02-30", "2026-03-03 24:00", "2026-03-03T14:05:30.", "2026-03-03T14:05:30.Z",
        "2026-03-03T14:05.5", "2026-03-03.5", "2026-03-03T14:05:30.6.6Z", "2026-03-03T14:05:30.٣Z", "03/03/2026",
    ])
    func `anything else is no moment`(typed: String) {
        #expect(HueTime.moment(typed) == nil)
    }

    /// RFC 3339 §5.6: what stands behind a moment makes it none.
    @Test(arguments: [
        "2026-12-31T00:00:00Zfoo", "2026-12-31T00:00:00Z ", " 2026-12-31", "2026-12-31T00:00:00+07:00xyz",
        "2026-12-31T00:00:00GMT", "2026-12-31T00:00:00+07:00:30", "2026-12-31T00:00:00+7", "2026-12-31T00:00:00+0700",
        "2026-12-31x", "2026-12-31 10:00x", "2026-12-31T00:00:00ZZ", "2026-12-31T00:00:00Z\u{0}", "2026-12-31T",
        "２026-12-31", "2026-12-31T00:00:00+07:60", "2026-12-31T00:00:60Z", "2026-12-31\u{301}",
    ])
    func `the whole text is a moment, or none of it is`(typed: String) {
        #expect(HueTime.moment(typed) == nil)
    }

    @Test func `what can be read can be written, and read again`() throws {
        for typed in ["0001-01-02", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59.999+00:00"] {
            let moment = try #require(HueTime.moment(typed))
            #expect(HueTime.moment(moment.text) == moment)
        }
        // These are moments of the years 0 and 10000 in UTC.
        for typed in ["0001-01-01", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "0000-12-31T23:59:59Z"] {
            #expect(HueTime.moment(typed) == nil)
        }
    }

    @Test(arguments: ["2026-03-03T14:05:30+25:00", "2026-03-03T14:05:30+07", "0000-01-01", "2026-13-01"])
    func `an offset, a month and a year have their bounds`(typed: String) {
        #expect(HueTime.moment(typed) == nil)
    }

    @Test func `random moments are written and read as Foundation writes and reads them`() throws {
        var generator = SystemRandomNumberGenerator()
        let hue = try #require(TimeZone(secondsFromGMT: 7 * 3600))
        let style = Date.VerbatimFormatStyle(
            format: """
                \(day: .twoDigits)/\(month: .twoDigits)/\(year: .padded(4)) \
                \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits)
                """, locale: Locale(identifier: "vi"), timeZone: hue, calendar: Calendar(identifier: .gregorian))
        for _ in 0..<5000 {
            // 1900 to 2200.
            let seconds = Int64.random(in: -2_208_988_800...7_258_118_400, using: &generator)
            let moment = Instant(secondsSince1970: seconds)
            let date = Date(timeIntervalSince1970: Double(seconds))
            #expect(moment.text == date.formatted(.iso8601))
            #expect(HueTime.text(moment) == style.format(date))
            let exact = moment + .milliseconds(Int.random(in: 0...999, using: &generator))
            #expect(HueTime.moment(exact.text) == exact)
            #expect(exact.text.prefix(19) == moment.text.prefix(19))
        }
    }

    @Test func `the first and the last moment can be written`() {
        for moment in [Instant(millisecondsSince1970: .min), Instant(millisecondsSince1970: .max)] {
            #expect(moment.text.hasSuffix("Z") && !HueTime.text(moment).isEmpty)
        }
    }
}

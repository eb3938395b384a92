import Identity
import Testing

struct InstantTests {
    private static let first = Instant(millisecondsSince1970: .min)
    private static let last = Instant(millisecondsSince1970: .max)

    @Test(
        arguments: [
            (0, 0), (999, 0), (1000, 1), (-1, -1), (-1000, -1), (-1001, -2),
            (1_764_000_000_500, 1_764_000_000),
        ])
    func `seconds are rounded down`(milliseconds: Int64, seconds: Int64) {
        #expect(Instant(millisecondsSince1970: milliseconds).secondsSince1970 == seconds)
    }

    @Test func `seconds beyond the range stop at its ends`() {
        #expect(Instant(secondsSince1970: .max) == Self.last)
        #expect(Instant(secondsSince1970: .min) == Self.first)
        #expect(Instant(secondsSince1970: .max / 1000) < Self.last)
        #expect(Instant(secondsSince1970: 1_764_000_000).millisecondsSince1970 == 1_764_000_000_000)
    }

    @Test func `the ends of the range have seconds`() {
        #expect(Self.last.secondsSince1970 == 9_223_372_036_854_775)
        #expect(Self.first.secondsSince1970 == -9_223_372_036_854_776)
    }

    @Test func `a moment is moved by a span`() {
        let moment = Instant(millisecondsSince1970: 1000)
        #expect(moment + .milliseconds(5) == Instant(millisecondsSince1970: 1005))
        #expect(moment - .seconds(2) == Instant(millisecondsSince1970: -1000))
        #expect(moment + .minutes(1) - .hours(1) - moment == .seconds(-3540))
    }

    @Test(arguments: [Duration.milliseconds(1), .seconds(1), .seconds(Int64.max), .seconds(Int64.max / 1000)])
    func `moving stops at the ends of the range`(span: Duration) {
        #expect(Self.last + span == Self.last)
        #expect(Self.first - span == Self.first)
        #expect(Self.last - .zero - span < Self.last)
        let back = Duration.zero - span
        #expect(Self.first + back == Self.first)
        #expect(Self.last - back == Self.last)
    }

    @Test func `the time between the ends of the range stops at what 64 bits hold`() {
        #expect(Self.last - Self.first == .milliseconds(Int64.max))
        #expect(Self.first - Self.last == .milliseconds(Int64.min))
        #expect(Self.last - Self.last == .zero)
    }

    @Test(
        arguments: [
            (.zero, 0, 0), (.milliseconds(1999), 1999, 1), (.milliseconds(-1999), -1999, -1),
            (.microseconds(999), 0, 0),
            (.seconds(Int64.max), .max, .max), (.seconds(Int64.min), .min, .min),
        ] as [(Duration, Int64, Int64)])
    func `a span is told in whole units, rounded towards zero`(
        span: Duration, milliseconds: Int64, seconds: Int64
    ) {
        #expect(span.milliseconds == milliseconds)
        #expect(span.wholeSeconds == seconds)
    }

    @Test(
        arguments: [
            // RFC 9110 §5.6.7, RFC 9110 §8.8.2.1, and days on both sides of a leap day.
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (784_903_526, "Tue, 15 Nov 1994 12:45:26 GMT"),
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
            (1_709_164_800, "Thu, 29 Feb 2024 00:00:00 GMT"), (1_709_251_200, "Fri, 01 Mar 2024 00:00:00 GMT"),
        ])
    func `HTTP has a form of its own for a moment`(seconds: Int64, text: String) {
        #expect(Instant(secondsSince1970: seconds).httpDate == text)
    }
}

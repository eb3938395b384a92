/// A moment of civil time: whole milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// The protocol speaks in whole seconds (`NumericDate`, RFC 7519 §2), the audit log in milliseconds; both are views
/// of this one value. Arithmetic saturates, because a moment can come from outside.
package struct Instant: Hashable, Comparable, Sendable {
    package let millisecondsSince1970: Int64

    package init(millisecondsSince1970: Int64) {
        self.millisecondsSince1970 = millisecondsSince1970
    }

    /// A moment from a `NumericDate` without its fraction.
    package init(secondsSince1970: Int64) {
        let (milliseconds, overflow) = secondsSince1970.multipliedReportingOverflow(by: 1000)
        millisecondsSince1970 = overflow ? (secondsSince1970 < 0 ? .min : .max) : milliseconds
    }

    /// Whole seconds since 1970, rounded down: the `NumericDate` of RFC 7519 §2.
    package var secondsSince1970: Int64 {
        millisecondsSince1970 / 1000 - (millisecondsSince1970 % 1000 < 0 ? 1 : 0)
    }

    package static func < (left: Instant, right: Instant) -> Bool {
        left.millisecondsSince1970 < right.millisecondsSince1970
    }

    package static func + (moment: Instant, span: Duration) -> Instant {
        let (sum, overflow) = moment.millisecondsSince1970.addingReportingOverflow(span.milliseconds)
        return Instant(millisecondsSince1970: overflow ? (span.milliseconds < 0 ? .min : .max) : sum)
    }

    package static func - (moment: Instant, span: Duration) -> Instant {
        let (difference, overflow) = moment.millisecondsSince1970.subtractingReportingOverflow(span.milliseconds)
        return Instant(millisecondsSince1970: overflow ? (span.milliseconds < 0 ? .max : .min) : difference)
    }

    /// The time that has passed from `earlier` to `later`; negative when `later` is the earlier one.
    package static func - (later: Instant, earlier: Instant) -> Duration {
        .milliseconds(later.milliseconds(since: earlier))
    }

    /// The same in milliseconds: a `Duration` has 128 bits, which take long to be divided.
    package func milliseconds(since earlier: Instant) -> Int64 {
        let (difference, overflow) = millisecondsSince1970.subtractingReportingOverflow(earlier.millisecondsSince1970)
        return overflow ? (self > earlier ? .max : .min) : difference
    }
}

extension Duration {
    /// Whole milliseconds, rounded towards zero, saturating.
    package var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, carry) = whole.addingReportingOverflow(attoseconds / 1_000_000_000_000_000)
        return carry ? (seconds < 0 ? .min : .max) : sum
    }

    /// Whole seconds, rounded towards zero: OAuth's `expires_in` (RFC 6749 §5.1).
    package var wholeSeconds: Int64 { components.seconds }

    package static func minutes(_ minutes: Int) -> Duration { .seconds(minutes * 60) }
    package static func hours(_ hours: Int) -> Duration { .seconds(hours * 3600) }
}

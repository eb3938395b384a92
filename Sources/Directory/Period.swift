import Identity

/// A stretch of civil time, from its first moment up to, but not including, its end; open-ended when it has
/// none.
///
/// Half-open, so that one right ends in the moment in which the next begins, with neither gap nor overlap. A
/// period that holds no moment can't be made.
package struct Period: Hashable, Sendable {
    package let from: Instant
    /// The first moment that is no longer inside; `nil` while no end is known.
    package let until: Instant?

    /// `nil` when the end isn't after the beginning.
    package init?(from: Instant, until: Instant? = nil) {
        if let until, until <= from { return nil }
        self.from = from
        self.until = until
    }

    /// The longest period around a moment in which none of the dated facts begins or ends.
    package init(around moment: Instant, within facts: some Sequence<some Dated>) {
        var from = Period.always.from
        var until: Instant?
        for fact in facts {
            for boundary in [fact.period.from, fact.period.until].compactMap({ $0 }) {
                if boundary <= moment {
                    from = max(from, boundary)
                } else {
                    until = min(until ?? boundary, boundary)
                }
            }
        }
        self.init(unchecked: from, until)
    }

    /// From a moment on, without an end.
    package static func since(_ moment: Instant) -> Period { Period(unchecked: moment, nil) }

    /// All of time.
    package static let always = Period(unchecked: Instant(millisecondsSince1970: .min), nil)

    package func contains(_ moment: Instant) -> Bool {
        from <= moment && endsAfter(moment)
    }

    /// Whether it has no end, or one that is still to come at a moment.
    package func endsAfter(_ moment: Instant) -> Bool {
        guard let until else { return true }
        return moment < until
    }

    /// Whether it begins or ends within a time, its end included.
    package func turns(after start: Instant, until end: Instant) -> Bool {
        [from, until].contains { boundary in boundary.map { start < $0 && $0 <= end } ?? false }
    }

    /// Whether every moment of `other` is inside.
    package func contains(_ other: Period) -> Bool {
        guard from <= other.from else { return false }
        guard let until else { return true }
        guard let otherUntil = other.until else { return false }
        return otherUntil <= until
    }

    /// The moments that both hold; `nil` when there are none.
    package func intersection(_ other: Period) -> Period? {
        let ends = [until, other.until].compactMap { $0 }
        return Period(from: max(from, other.from), until: ends.min())
    }

    private init(unchecked from: Instant, _ until: Instant?) {
        self.from = from
        self.until = until
    }
}

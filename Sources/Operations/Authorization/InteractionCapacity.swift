import Accounts
import Database
import Identity
import OpenIDConnect
import Storage
import Synchronization

/// How many demands may wait for a person: of one browser, and of all together.
package struct InteractionLimits: Sendable {
    /// Of one browser: the oldest is given up for the next.
    package let perBrowser: Int
    /// Of all browsers.
    package let count: Int
    /// Bytes of the requests of all of them.
    package let bytes: Int64

    /// - Parameter count: 50,000 are 28 a second that nobody finishes, of half an hour.
    package init(perBrowser: Int = 20, count: Int = 50_000, bytes: Int64 = 64 << 20) {
        self.perBrowser = perBrowser
        self.count = count
        self.bytes = bytes
    }

    /// What strangers' may come to: the rest is for browsers that have signed in before.
    fileprivate func isReached(by load: InteractionLoad, isKnown: Bool) -> Bool {
        let quarters = isKnown ? 4 : 3
        return load.count >= count * quarters / 4 || load.bytes >= bytes * Int64(quarters) / 4
    }
}

/// As many people are being signed in as may: come again later.
package struct TooManyInteractions: Error, Sendable {
    /// What there was, where it was counted to find out.
    fileprivate var counted: InteractionLoad?
}

/// Holds the limits. What is kept is counted in the database now and then, and in memory meanwhile: what a transaction has
/// counted is taken over when it has ended, as it may be run again or undone.
package final class InteractionCapacity: Sendable {
    private let limits: InteractionLimits
    private let known = Mutex<Known?>(nil)

    fileprivate struct Known {
        /// As it was counted.
        let counted: InteractionLoad
        /// With what has come since.
        var load: InteractionLoad
        var room: DatabaseRoom
        /// When it was, or somebody went to count anew.
        var at: Instant
    }

    /// How long a count stands, as long as it is far from the limit.
    private static let period = Duration.seconds(5)
    /// How long it stands at the limit: counting is work.
    private static let fullPeriod = Duration.seconds(1)
    /// From when on an interaction in which nobody has done anything makes room for the next.
    static let patience = Duration.minutes(5)
    /// How many make room at a time.
    private static let batch = 200

    init(_ limits: InteractionLimits) {
        self.limits = limits
    }

    /// What is known before a transaction.
    struct Estimate: Sendable {
        /// `nil` for the one who counts anew.
        fileprivate let known: Known?
        fileprivate let room: DatabaseRoom
    }

    /// What is known, and how much room the volume has, which is looked at seldom. Where it is old one counts, and the others go
    /// on with it until then.
    /// - Parameter mayBeKnown: whether the browser says that somebody has signed in with it.
    /// - Throws: `TooManyInteractions`, where that is known without a transaction.
    func estimate(of database: Database, mayBeKnown: Bool, at now: Instant) async throws -> Estimate {
        let fresh = known.withLock { known -> Known? in
            guard let last = known, last.at <= now, now < last.at + period(of: last) else {
                known?.at = now
                return nil
            }
            return last
        }
        guard let fresh else {
            let room = try await database.room()
            known.withLock { $0?.room = room }
            return Estimate(known: nil, room: room)
        }
        if !mayBeKnown, limits.isReached(by: fresh.counted, isKnown: false) { throw TooManyInteractions() }
        return Estimate(known: fresh, room: fresh.room)
    }

    private func period(of known: Known) -> Duration {
        limits.isReached(by: known.counted, isKnown: false) ? Self.fullPeriod : Self.period
    }

    /// Makes room for one more, or refuses it.
    /// - Parameter isKnown: whether somebody has signed in with this browser before.
    /// - Returns: what there is besides, where it was counted.
    /// - Throws: `TooManyInteractions`.
    func admit(
        of browser: BrowserSecret<BrowserCookie>, isKnown: Bool, by estimate: Estimate, at now: Instant,
        in transaction: WriteTransaction
    ) throws -> InteractionLoad? {
        if estimate.room.isNearlyFull || (estimate.room.isScarce && !isKnown) { throw TooManyInteractions() }
        try transaction.interactions.makeRoom(for: browser, below: limits.perBrowser)
        if let last = estimate.known {
            if limits.isReached(by: last.counted, isKnown: isKnown) { throw TooManyInteractions() }
            if !limits.isReached(by: last.load, isKnown: isKnown) { return nil }
        }
        let found = try transaction.interactions.load()
        guard limits.isReached(by: found, isKnown: isKnown) else { return found }
        let given = try transaction.interactions.giveUpIdle(before: now - Self.patience, atMost: Self.batch)
        let left = given > 0 ? try transaction.interactions.load() : found
        // What was given up is undone.
        if limits.isReached(by: left, isKnown: isKnown) { throw TooManyInteractions(counted: found) }
        return left
    }

    /// One more is kept.
    /// - Parameter counted: what there was besides, where it was counted for this one.
    func note(_ counted: InteractionLoad?, bytes: Int64, by estimate: Estimate, at now: Instant) {
        known.withLock { known in
            if let counted { known = Known(counted: counted, load: counted, room: estimate.room, at: now) }
            known?.load.count += 1
            known?.load.bytes += bytes
            // Pages are half empty, and indexes take some.
            known?.room.take(2 * bytes + 512)
        }
    }

    /// One was refused.
    func note(_ refusal: TooManyInteractions, by estimate: Estimate, at now: Instant) {
        guard let counted = refusal.counted else { return }
        known.withLock { $0 = Known(counted: counted, load: counted, room: estimate.room, at: now) }
    }
}

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
package struct TooManyInteractions: Error, Sendable {}

/// Holds the limits. What is kept is counted in the database now and then, and in memory meanwhile.
package final class InteractionCapacity: Sendable {
    private let limits: InteractionLimits
    private let known = Mutex<Known?>(nil)

    private struct Known {
        /// As it was counted.
        let counted: InteractionLoad
        /// With what has come since.
        var load: InteractionLoad
        var room: DatabaseRoom
        let at: Instant
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

    /// How much room the volume has, looked at seldom.
    /// - Parameter mayBeKnown: whether the browser says that somebody has signed in with it.
    /// - Throws: `TooManyInteractions`, where that is known without a transaction.
    func room(of database: Database, mayBeKnown: Bool, at now: Instant) async throws -> DatabaseRoom {
        guard let known = known.withLock({ $0 }), known.at <= now, now < known.at + Self.period else {
            return try await database.room()
        }
        if !mayBeKnown, now < known.at + Self.fullPeriod, limits.isReached(by: known.counted, isKnown: false) {
            throw TooManyInteractions()
        }
        return known.room
    }

    /// Makes room for one more, or refuses it.
    /// - Parameter isKnown: whether somebody has signed in with this browser before.
    /// - Throws: `TooManyInteractions`.
    func admit(
        of browser: BrowserSecret<BrowserCookie>, isKnown: Bool, _ room: DatabaseRoom, at now: Instant,
        in transaction: WriteTransaction
    ) throws {
        if room.isNearlyFull || (room.isScarce && !isKnown) { throw TooManyInteractions() }
        try transaction.interactions.makeRoom(for: browser, below: limits.perBrowser)
        if let last = known.withLock({ $0 }), last.at <= now {
            let isFull = limits.isReached(by: last.counted, isKnown: isKnown)
            if isFull, now < last.at + Self.fullPeriod { throw TooManyInteractions() }
            if !limits.isReached(by: last.load, isKnown: isKnown), now < last.at + Self.period { return }
        }
        var load = try transaction.interactions.load()
        if limits.isReached(by: load, isKnown: isKnown),
            try transaction.interactions.giveUpIdle(before: now - Self.patience, atMost: Self.batch) > 0
        {
            load = try transaction.interactions.load()
        }
        known.withLock { $0 = Known(counted: load, load: load, room: room, at: now) }
        if limits.isReached(by: load, isKnown: isKnown) { throw TooManyInteractions() }
    }

    /// One more is kept, until it is counted anew.
    func note(bytes: Int64) {
        known.withLock { known in
            known?.load.count += 1
            known?.load.bytes += bytes
            // Pages are half empty, and indexes take some.
            known?.room.take(2 * bytes + 512)
        }
    }
}

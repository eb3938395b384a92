import Identity
import Settings

/// The buckets of many askers, in a table of a fixed size. An asker has a few places by its hash, which is other in each
/// process; when all are taken, the one goes that has the most tokens left: to begin anew gives it the least. So whoever
/// comes from many addresses gets what many addresses get, pushes out nobody who is being slowed down before those who
/// are not, and makes the table no larger.
struct BucketTable {
    private struct Place {
        var key: Int
        var bucket: TokenBucket
    }

    /// By hash. A set takes memory when the first of its askers comes.
    private var sets: [[Place]]

    private static let ways = 8

    /// - Parameter sets: a power of two; with 8 places each.
    init(sets: Int = 4096) {
        self.sets = Array(repeating: [], count: sets)
    }

    /// Takes a token of an asker.
    /// - Returns: how long has to be waited; `nil` when it was taken.
    mutating func take(_ asker: some Hashable, of rate: Rate, at now: Instant) -> Duration? {
        let key = asker.hashValue
        let set = set(of: key)
        let place = place(of: key, in: sets[set], rate, at: now)
        var bucket = bucket(of: key, at: place, in: sets[set], rate, now)
        let wait = bucket.take(rate, at: now)
        let taken = Place(key: key, bucket: bucket)
        if place < sets[set].count { sets[set][place] = taken } else { sets[set].append(taken) }
        return wait
    }

    /// How long an asker has to wait; `nil` when there is a token.
    func wait(_ asker: some Hashable, of rate: Rate, at now: Instant) -> Duration? {
        let key = asker.hashValue
        let set = sets[set(of: key)]
        return bucket(of: key, at: place(of: key, in: set, rate, at: now), in: set, rate, now).wait(rate, at: now)
    }

    private func set(of key: Int) -> Int { Int(UInt(bitPattern: key) % UInt(sets.count)) }

    /// The bucket at a place, if it is the asker's; otherwise a full one.
    private func bucket(of key: Int, at place: Int, in set: [Place], _ rate: Rate, _ now: Instant) -> TokenBucket {
        guard place < set.count, set[place].key == key else { return TokenBucket(rate, at: now) }
        return set[place].bucket
    }

    /// Where an asker stands, or is to stand. Places fill from the first on and are never freed.
    private func place(of key: Int, in set: [Place], _ rate: Rate, at now: Instant) -> Int {
        var (best, most) = (0, -1.0)
        for (place, taken) in set.enumerated() {
            guard taken.key != key else { return place }
            let tokens = taken.bucket.tokens(rate, at: now)
            if tokens > most { (best, most) = (place, tokens) }
        }
        return set.count < Self.ways ? set.count : best
    }
}

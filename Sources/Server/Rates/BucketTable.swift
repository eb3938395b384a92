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

    private var places: [Place?]

    private static let ways = 8

    /// - Parameter sets: a power of two; with 8 places each.
    init(sets: Int = 4096) {
        places = Array(repeating: nil, count: sets * Self.ways)
    }

    /// Takes a token of an asker.
    /// - Returns: how long has to be waited; `nil` when it was taken.
    mutating func take(_ asker: some Hashable, of rate: Rate, at now: Instant) -> Duration? {
        let key = asker.hashValue
        let place = place(of: key, rate, at: now)
        var bucket = bucket(of: key, at: place, rate, now)
        let wait = bucket.take(rate, at: now)
        places[place] = Place(key: key, bucket: bucket)
        return wait
    }

    /// How long an asker has to wait; `nil` when there is a token.
    func wait(_ asker: some Hashable, of rate: Rate, at now: Instant) -> Duration? {
        let key = asker.hashValue
        return bucket(of: key, at: place(of: key, rate, at: now), rate, now).wait(rate, at: now)
    }

    /// The bucket at a place, if it is the asker's; otherwise a full one.
    private func bucket(of key: Int, at place: Int, _ rate: Rate, _ now: Instant) -> TokenBucket {
        guard let taken = places[place], taken.key == key else { return TokenBucket(rate, at: now) }
        return taken.bucket
    }

    /// Where an asker stands, or is to stand. Places fill from the first on and are never freed.
    private func place(of key: Int, _ rate: Rate, at now: Instant) -> Int {
        let sets = places.count / Self.ways
        let first = Int(UInt(bitPattern: key) % UInt(sets)) * Self.ways
        var (best, most) = (first, -1.0)
        for place in first..<first + Self.ways {
            guard let taken = places[place], taken.key != key else { return place }
            let tokens = taken.bucket.tokens(rate, at: now)
            if tokens > most { (best, most) = (place, tokens) }
        }
        return best
    }
}

import Identity
import Settings
import TestSupport
import Testing

@testable import Server

@Suite struct TokenBucketTests {
    private let rate = Rate(burst: 3, perSecond: 0.5)

    /// How many can be taken at a moment.
    private func take(_ bucket: inout TokenBucket, at now: Instant) -> Int {
        var count = 0
        while bucket.take(rate, at: now) == nil { count += 1 }
        return count
    }

    @Test func `a burst is there at once, and comes back at the pace`() {
        var bucket = TokenBucket(rate, at: .noon)
        #expect(take(&bucket, at: .noon) == 3)
        #expect(bucket.take(rate, at: .noon) == .seconds(2))
        #expect(bucket.take(rate, at: .noon + .milliseconds(500)) == .milliseconds(1500))
        #expect(take(&bucket, at: .noon + .seconds(2)) == 1)
        #expect(take(&bucket, at: .noon + .hours(1)) == 3)
    }

    @Test func `many small steps of time are as good as one`() {
        var bucket = TokenBucket(Rate(burst: 1, perSecond: 3), at: .noon)
        _ = bucket.take(Rate(burst: 1, perSecond: 3), at: .noon)
        var (now, taken) = (Instant.noon, 0)
        for _ in 0..<3000 {
            now = now + .milliseconds(1)
            if bucket.take(Rate(burst: 1, perSecond: 3), at: now) == nil { taken += 1 }
        }
        #expect((8...9).contains(taken))
    }

    @Test func `a clock that was set back gives nothing, and takes nothing`() {
        var bucket = TokenBucket(rate, at: .noon)
        #expect(take(&bucket, at: .noon) == 3)
        #expect(take(&bucket, at: .noon - .hours(1)) == 0)
        #expect(take(&bucket, at: .noon - .hours(1) + .seconds(2)) == 1)
    }

    @Test func `a table counts each asker apart`() {
        var table = BucketTable(sets: 1)
        for asker in ["a", "b", "c"] {
            for _ in 0..<3 { #expect(table.take(asker, of: rate, at: .noon) == nil) }
            #expect(table.take(asker, of: rate, at: .noon) != nil)
            #expect(table.wait(asker, of: rate, at: .noon) != nil)
        }
    }

    @Test func `a crowd pushes out nobody who is being slowed down`() {
        var table = BucketTable(sets: 1)
        for _ in 0..<3 { _ = table.take("greedy", of: rate, at: .noon) }
        for number in 0..<10_000 { _ = table.take("crowd \(number)", of: rate, at: .noon) }
        #expect(table.take("greedy", of: rate, at: .noon) != nil)
    }
}

import Accounts
import Identity
import TestSupport
import Testing

@Suite struct LockoutTests {
    @Test(
        arguments: [
            // failures before, seconds to the end of the lock, failures after, seconds of the new lock
            (0, nil, 1, nil), (1, nil, 2, nil), (3, nil, 4, nil), (4, nil, 5, 900),
            // Left over from a smaller limit: still locked at once.
            (7, nil, 8, 900),
            // The lock is over: a fresh count.
            (5, 0, 1, nil), (5, -1, 1, nil), (9, -86_400, 1, nil),
        ] as [(Int, Int?, Int, Int?)])
    func `an attempt is counted before it is made`(
        failures: Int, lockEnds: Int?, counted: Int, newLock: Int?
    ) {
        let now = Instant.noon
        let counter = Lockout.Counter(failures: failures, lockedUntil: lockEnds.map { now + .seconds($0) })
        let next = Lockout.Counter(failures: counted, lockedUntil: newLock.map { now + .seconds($0) })
        #expect(Lockout.reserve(counter, at: now) == .granted(next))
    }

    @Test(arguments: [1, 899_999, 900_000])
    func `while the lock lasts nothing is granted and nothing is counted`(milliseconds: Int) {
        let until = Instant.noon + .milliseconds(milliseconds)
        let counter = Lockout.Counter(failures: 5, lockedUntil: until)
        #expect(Lockout.reserve(counter, at: .noon) == .locked(until: until))
    }

    @Test(arguments: [Duration.seconds(1), .hours(1), .hours(24 * 365)])
    func `a clock that was set back makes no lock longer than it was made`(back: Duration) {
        let until = Instant.noon + .minutes(15)
        let counter = Lockout.Counter(failures: 5, lockedUntil: until)
        let now = Instant.noon - back
        let seen = counter.seen(at: now)
        #expect(seen == Lockout.Counter(failures: 5, lockedUntil: now + .minutes(15)))
        #expect(Lockout.reserve(seen, at: now) == .locked(until: now + .minutes(15)))
        // Once that is written down, it ends: it doesn't begin anew each time that somebody looks.
        #expect(seen.seen(at: now + .minutes(10)) == seen)
        #expect(Lockout.reserve(seen, at: now + .minutes(15)).counter?.failures == 1)
    }

    @Test(arguments: [(5, 15), (10, 30), (15, 60), (40, 1440), (100, 1440)])
    func `a lock of the second factor keeps the length that its failures have come to`(failures: Int, minutes: Int) {
        let counter = Lockout.Counter(failures: failures, lockedUntil: .noon + .minutes(minutes))
        #expect(counter.seen(by: .secondFactor, at: .noon) == counter)
        let early = Instant.noon - .hours(48)
        #expect(counter.seen(by: .secondFactor, at: early).lockedUntil == early + .minutes(minutes))
    }

    @Test func `five wrong passwords lock for a quarter of an hour, and then five more`() {
        let clock = SetClock()
        var counter = Lockout.Counter.fresh
        for round in 0..<3 {
            var granted = 0
            while case .granted(let next) = Lockout.reserve(counter, at: clock.now) {
                (counter, granted) = (next, granted + 1)
                clock.advance(by: .seconds(1))
            }
            #expect(granted == 5, "round \(round)")
            #expect(counter.lockedUntil == clock.now - .seconds(1) + .minutes(15))
            clock.advance(by: .minutes(15))
        }
    }

    @Test func `a count from outside its range does not trap`() {
        let counter = Lockout.Counter(failures: Int.max - 1, lockedUntil: nil)
        guard case .granted(let next) = Lockout.reserve(counter, at: .noon), next.lockedUntil != nil else {
            Issue.record("not locked")
            return
        }
    }

    @Test func `five wrong codes lock for twice as long each time, up to a day`() {
        let clock = SetClock()
        var counter = Lockout.Counter.fresh
        for minutes in [15, 30, 60, 120, 240, 480, 960, 1440, 1440, 1440] {
            for attempt in 1...5 {
                guard case .granted(let next) = Lockout.reserve(counter, by: .secondFactor, at: clock.now) else {
                    Issue.record("attempt \(attempt) before the lock of \(minutes) minutes")
                    return
                }
                counter = next
            }
            let until = clock.now + .minutes(minutes)
            #expect(Lockout.reserve(counter, by: .secondFactor, at: clock.now) == .locked(until: until))
            clock.advance(by: .minutes(minutes) - .milliseconds(1))
            #expect(Lockout.reserve(counter, by: .secondFactor, at: clock.now) == .locked(until: until))
            clock.advance(by: .milliseconds(1))
        }
    }

    @Test func `the figures in the documentation of the rules are right`() {
        // What somebody can try in a year who knows the password and comes back as soon as a lock ends.
        let clock = SetClock()
        var (counter, attempts) = (Lockout.Counter.fresh, 0)
        while clock.now < .noon + .hours(365 * 24) {
            switch Lockout.reserve(counter, by: .secondFactor, at: clock.now) {
            case .granted(let next): (counter, attempts) = (next, attempts + 1)
            case .locked(let until): clock.advance(by: until - clock.now)
            }
        }
        let chance = Double(attempts) * 3 / 1_000_000
        #expect((1 / 185.0...1 / 175.0).contains(chance))
    }
}

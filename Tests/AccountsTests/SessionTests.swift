import Accounts
import Identity
import TestSupport
import Testing

@Suite struct SessionTests {
    private func person() throws -> PersonID {
        try #require(PersonID(random: [UInt8](repeating: 1, count: 16)))
    }

    private func session(signedInBefore age: Duration, seenBefore idle: Duration) throws -> Session {
        Session(
            id: SessionID("s"), person: try person(),
            authentication: Authentication(moment: .noon - age, level: .one, methods: [.password]),
            lastSeen: .noon - idle)
    }

    @Test(
        arguments: [
            (Duration.zero, Duration.zero, true), (.hours(1), .minutes(15) - .milliseconds(1), true),
            (.hours(1), .minutes(15), false), (.hours(1), .minutes(16), false),
            (.hours(12) - .milliseconds(1), .zero, true), (.hours(12), .zero, false),
            (.hours(13), .zero, false),
            (.hours(12) - .milliseconds(1), .minutes(15) - .milliseconds(1), true),
        ])
    func `a session lives 15 minutes unseen and 12 hours in all`(
        age: Duration, idle: Duration, isLive: Bool
    ) throws {
        #expect(try session(signedInBefore: age, seenBefore: idle).isLive(at: .noon) == isLive)
    }

    @Test(arguments: [(0, false), (29_999, false), (30_000, true), (60_000, true)])
    func `being seen is written down every half minute`(milliseconds: Int, isDue: Bool) throws {
        let session = try session(signedInBefore: .hours(1), seenBefore: .milliseconds(milliseconds))
        #expect(session.shouldRecordSeen(at: .noon) == isDue)
    }

    @Test func `a moment at the end of time does not trap`() throws {
        let end = Instant(millisecondsSince1970: .max)
        let session = Session(
            id: SessionID("s"), person: try person(),
            authentication: Authentication(moment: end, level: .one, methods: []), lastSeen: end)
        #expect(!session.isLive(at: end))
        #expect(!session.isLive(at: Instant(millisecondsSince1970: .min)))
    }

    @Test(arguments: [
        (Duration.zero, Duration.seconds(10), true), (.seconds(10), .seconds(10), true),
        (.zero, .seconds(11), false), (.seconds(11), .zero, false), (.hours(1), .hours(1), false),
    ])
    func `a session that was opened or seen in the future is none, beyond what clocks may differ`(
        signedIn: Duration, seen: Duration, isLive: Bool
    ) throws {
        let session = try session(signedInBefore: .zero - signedIn, seenBefore: .zero - seen)
        #expect(session.isLive(at: .noon) == isLive)
        #expect(session.isAhead(of: .noon) == (signedIn > .seconds(10)))
        // To be ended, it is there all the same.
        #expect(session.counts(at: .noon))
    }

    @Test func `what has begun in the future has not begun`() throws {
        let begun = BegunSignIn(person: try person(), factors: .password, begunAt: .noon)
        #expect(begun.counts(at: .noon - .seconds(10)))
        #expect(!begun.counts(at: .noon - .seconds(11)))
    }
}

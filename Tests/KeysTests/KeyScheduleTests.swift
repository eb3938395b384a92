import Identity
import JOSE
import Keys
import TestSupport
import Testing

/// When keys change by themselves: walked through hour by hour.
@Suite struct KeyScheduleTests {
    private static let day = Duration.hours(24)
    private let schedule = KeySchedule(rotation: day * 90, publication: day, retention: .hours(13))

    /// What a server does with what is due.
    private struct Walk {
        var states: KeyStates
        var made = 0
        /// What happened to each key, and when.
        var moments: [KeyID: [String: Instant]] = [:]

        mutating func look(_ schedule: KeySchedule, at now: Instant) throws {
            for step in schedule.due(states, at: now) {
                switch step {
                case .make(let algorithm):
                    made += 1
                    let id = KeyID("\(algorithm) \(made)")
                    try states.add(id, algorithm, at: now)
                    moments[id, default: [:]]["made"] = now
                case .stamp(let id):
                    try states.stamp(id, at: now)
                    moments[id, default: [:]]["published"] = now
                case .activate(let id):
                    if let former = try states.activate(id, publishedFor: schedule.publication, at: now) {
                        moments[former, default: [:]]["retired"] = now
                    }
                    moments[id, default: [:]]["active"] = now
                case .remove(let id):
                    try states.remove(id)
                    moments[id, default: [:]]["removed"] = now
                }
            }
        }
    }

    private func first(_ algorithms: [SignatureAlgorithm] = [.ES256, .RS256]) throws -> Walk {
        var states = try #require(KeyStates([]))
        for algorithm in algorithms { try states.add(KeyID("\(algorithm) 0"), algorithm, at: .noon) }
        return Walk(states: states)
    }

    @Test func `each key signs for ninety days, is known a day before and half a day after`() throws {
        var walk = try first()
        for hour in 0...(24 * 400) {
            try walk.look(schedule, at: .noon + .hours(hour))
            for algorithm in [SignatureAlgorithm.ES256, .RS256] {
                #expect(walk.states.active(algorithm) != nil)
                #expect(walk.states.records.count { $0.algorithm == algorithm } <= 2)
            }
        }
        #expect(walk.made == 8)
        for (_, moments) in walk.moments {
            if let active = moments["active"] {
                let published = try #require(moments["published"])
                #expect(active - published >= schedule.publication)
                if let retired = moments["retired"] {
                    #expect(retired - active >= Self.day * 90 && retired - active <= Self.day * 90 + .hours(2))
                }
            }
            if let removed = moments["removed"] {
                #expect(removed - (try #require(moments["retired"])) >= schedule.retention)
            }
        }
    }

    @Test func `without a rotation no key is made, but what was begun goes on`() throws {
        let byHand = KeySchedule(rotation: nil, publication: Self.day, retention: .hours(13))
        var walk = try first([.ES256])
        for day in 0..<400 { try walk.look(byHand, at: .noon + Self.day * day) }
        #expect(walk.made == 0)
        let start = Instant.noon + Self.day * 400
        try walk.states.add(KeyID("mine"), .ES256, at: start)
        for hour in 0...48 { try walk.look(byHand, at: start + .hours(hour)) }
        #expect(walk.states.records.map(\.id) == [KeyID("mine")])
    }

    @Test func `a server that was off for long publishes before it signs`() throws {
        var walk = try first([.ES256])
        let back = Instant.noon + Self.day * 300
        try walk.look(schedule, at: back)
        try walk.look(schedule, at: back)
        #expect(walk.states.active(.ES256)?.id == KeyID("ES256 0"))
        #expect(walk.states.next(.ES256)?.state == .next(publishedAt: back))
        try walk.look(schedule, at: back + Self.day)
        #expect(walk.states.active(.ES256)?.id != KeyID("ES256 0"))
    }

    @Test func `a moment of a clock that went wrong holds nothing up`() throws {
        let future = Instant.noon + Self.day * 3650
        for state in [KeyState.next(publishedAt: future), .active(since: future), .retired(at: future)] {
            let states = try #require(
                KeyStates([KeyRecord(id: KeyID("a"), algorithm: .ES256, createdAt: future, state: state)]))
            #expect(schedule.due(states, at: .noon) == [.stamp(KeyID("a"))])
            var stamped = states
            try stamped.stamp(KeyID("a"), at: .noon)
            #expect(stamped.records.first?.state.since == .noon && stamped.records.first?.state.name == state.name)
        }
    }

    @Test func `others may keep the keys for an hour, or half of the time that a key is published before it signs`() {
        #expect(schedule.maxAge == .hours(1))
        let quick = KeySchedule(rotation: nil, publication: .minutes(10), retention: .hours(13))
        #expect(quick.maxAge == .minutes(5))
    }
}

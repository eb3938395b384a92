import Identity
import JOSE
import Keys
import TestSupport
import Testing

/// Which key of an algorithm signs, and what becomes of the others.
@Suite struct KeyStatesTests {
    private static let day = Duration.hours(24)
    private let old = KeyID("old")
    private let new = KeyID("new")
    private let rsa = KeyID("rsa")

    private func record(
        _ id: String, _ state: KeyState, _ algorithm: SignatureAlgorithm = .ES256, created: Instant = .noon
    ) -> KeyRecord {
        KeyRecord(id: KeyID(id), algorithm: algorithm, createdAt: created, state: state)
    }

    /// Two algorithms; one has a next key, which has been published for an hour.
    private func states() throws -> KeyStates {
        try #require(
            KeyStates([
                record("old", .active(since: .noon - .hours(1000))),
                record("new", .next(publishedAt: .noon - .hours(1))),
                record("rsa", .active(since: .noon), .RS256),
            ]))
    }

    @Test func `a key is next, active, retired and removed, and one of its algorithm signs all the while`() throws {
        var states = try #require(KeyStates([]))
        try states.add(old, .ES256, at: .noon)
        #expect(states.active(.ES256)?.id == old)
        try states.add(new, .ES256, at: .noon)
        #expect(states.next(.ES256)?.state == .next(publishedAt: nil))
        try states.stamp(new, at: .noon)
        let later = Instant.noon + Self.day
        #expect(try states.activate(new, publishedFor: Self.day, at: later) == old)
        #expect(states.active(.ES256)?.id == new && states.find(old)?.state == .retired(at: later))
        try states.remove(old)
        #expect(states.records.map(\.id) == [new])
    }

    @Test func `what can't be is refused, and changes nothing`() throws {
        let before = try states()
        typealias Change = (inout KeyStates) throws -> Void
        let changes: [(KeyRefusal, Change)] = [
            (.unknownKey, { try $0.activate(KeyID("x"), publishedFor: nil, at: .noon) }),
            (.unknownKey, { _ = try $0.retire(KeyID("x"), publishedFor: nil, at: .noon) }),
            (.unknownKey, { _ = try $0.withdraw(KeyID("x"), at: .noon) }),
            (.unknownKey, { try $0.remove(KeyID("x")) }),
            (.notNext(.active), { try $0.activate(old, publishedFor: nil, at: .noon) }),
            (.tooSoon(.noon + .hours(23)), { try $0.activate(new, publishedFor: Self.day, at: .noon) }),
            (.tooSoon(.noon + .hours(23)), { _ = try $0.retire(old, publishedFor: Self.day, at: .noon) }),
            (.noSuccessor, { _ = try $0.retire(rsa, publishedFor: nil, at: .noon) }),
            (.noSuccessor, { _ = try $0.withdraw(rsa, at: .noon) }),
            (.hasNext, { try $0.add(KeyID("third"), .ES256, at: .noon) }),
            (.notActive(.active), { try $0.remove(old) }),
            (.notActive(.next), { try $0.remove(new) }),
        ]
        for (refusal, change) in changes {
            var states = before
            #expect(throws: refusal) { try change(&states) }
            #expect(states == before)
        }
    }

    @Test func `a key that no server has published doesn't sign, unless it is needed at once`() throws {
        var states = try #require(
            KeyStates([record("old", .active(since: .noon)), record("new", .next(publishedAt: nil))]))
        #expect(throws: KeyRefusal.unpublished) { try states.activate(new, publishedFor: .zero, at: .noon) }
        try states.activate(new, publishedFor: nil, at: .noon)
        #expect(states.active(.ES256)?.id == new)
    }

    @Test func `retiring takes the next key, and a next key itself is removed`() throws {
        var states = try states()
        #expect(
            try states.retire(old, publishedFor: .hours(1), at: .noon).activated == new
                && states.find(old)?.state == .retired(at: .noon))
        #expect(throws: KeyRefusal.notActive(.retired)) { try states.retire(old, publishedFor: nil, at: .noon) }
        var others = try self.states()
        #expect(try others.retire(new, publishedFor: nil, at: .noon).removed == [new] && others.find(new) == nil)
    }

    @Test func `a withdrawn key is gone at once, whatever it was`() throws {
        var states = try states()
        let retirement = try states.withdraw(old, at: .noon)
        #expect(retirement.activated == new && retirement.retired == nil && retirement.removed == [old])
        #expect(states.active(.ES256)?.id == new && states.find(old) == nil)
    }

    @Test func `records that contradict each other are none`() {
        let active = record("a", .active(since: .noon))
        #expect(KeyStates([active, record("b", .active(since: .noon))]) == nil)
        #expect(KeyStates([record("a", .next(publishedAt: nil)), record("b", .next(publishedAt: .noon))]) == nil)
        #expect(KeyStates([active, record("a", .retired(at: .noon))]) == nil)
        #expect(KeyStates([active, record("b", .active(since: .noon), .RS256)]) != nil)
    }
}

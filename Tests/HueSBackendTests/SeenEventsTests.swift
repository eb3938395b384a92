import Identity
import TestSupport
import Testing

@testable import HueSBackend

/// What the example remembers of security events.
@Suite struct SeenEventsTests {
    private func event(_ id: String, of subject: String) -> SecurityEvent {
        SecurityEvent(id: id, name: "session-revoked", subject: subject, moment: .noon, details: "")
    }

    @Test func `an event that is told twice counts once`() async {
        let events = SeenEvents()
        #expect(await events.add(event("a", of: "an")))
        #expect(await !events.add(event("a", of: "an")))
        #expect(await events.shown(of: "an").count == 1)
    }

    @Test func `a citizen sees their own events, the latest first, and so many at most`() async {
        let events = SeenEvents()
        for number in 0..<20 { _ = await events.add(event("a\(number)", of: "an")) }
        _ = await events.add(event("b", of: "binh"))
        let shown = await events.shown(of: "an").map(\.id)
        #expect(shown.count == HueSLimits.shownEvents && shown.first == "a19")
    }

    @Test func `what is remembered has a bound`() async {
        let events = SeenEvents()
        for number in 0...HueSLimits.rememberedEvents { _ = await events.add(event("\(number)", of: "an")) }
        #expect(await events.add(event("0", of: "an")), "the oldest is forgotten")
    }
}

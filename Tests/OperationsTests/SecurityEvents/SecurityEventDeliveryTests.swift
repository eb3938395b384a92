import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing
import Wire

@testable import Operations

/// How streams bring and keep security events: pushed (RFC 8935) or fetched (RFC 8936), once each, within bounds.
@Suite(.bothDatabases) struct SecurityEventDeliveryTests {
    private let receivers = ListeningReceivers()

    private func signedIn(pushed: Bool = true) async throws -> TokenWorld {
        let world = try await TokenWorld.receiving()
        _ = try await world.signIn()
        try await world.addStream(pushed: pushed)
        return world
    }

    private func poll(_ world: TokenWorld, _ body: String = "{}") async throws -> PollSecurityEvents.Answer {
        let token = try await world.streamToken()
        let request = try PollRequest(JSONReader.readObject(Array(body.utf8)))
        return try await PollSecurityEvents(EventReceivers(world.here.installation), signing: world.signing)
            .run(.success(request), by: token, world.act).get()
    }

    // MARK: Pushed

    @Test(
        arguments: [
            (.success((400, #"{"err": "invalid_key", "description": "no"}"#)), "invalid_key"),
            (.success((400, "")), "refused"), (.success((500, "")), "status-500"), (.failure(.timedOut), "timed-out"),
        ] as [(Result<(Int, String), FetchError>, String)])
    func `a receiver that doesn't take an event is sent the same one later`(
        answer: Result<(Int, String), FetchError>, reason: String
    ) async throws {
        let world = try await signedIn()
        receivers.answer(TokenWorld.eventsAddress(of: "platform"), answer)
        try await world.endSession()
        #expect(try await world.push(to: receivers).compactMap(\.failure) == [reason])
        #expect(try await world.push(to: receivers).isEmpty, "not before its time")
        world.clock.advance(by: .seconds(5))
        receivers.answer(TokenWorld.eventsAddress(of: "platform"), .success((202, "")))
        #expect(try await world.push(to: receivers).map(\.delivered) == [1])
        #expect(Set(receivers.claims.map { $0["jti"]?.string }).count == 1, "by its jti it is known again")
        #expect(receivers.claims.count == 2)
        #expect(try await world.push(to: receivers).isEmpty)
    }

    @Test func `an event that is never taken is given up when the time is over, and that is written down`() async throws
    {
        let world = try await signedIn()
        receivers.answer(TokenWorld.eventsAddress(of: "platform"), .failure(.unreachable))
        try await world.endSession()
        try await world.push(to: receivers)
        world.clock.advance(by: .hours(24))
        #expect(try await world.push(to: receivers).map(\.givenUp) == [1])
        #expect(
            try await world.audit("security-event") == ["security-event | refused: given-up | schedule | platform"])
        let listing = try #require(try await ListEventStreams(world.here.installation).run().first)
        #expect(listing.givenUp == 1 && listing.waiting == 0)
    }

    @Test func `two nodes push each event once`() async throws {
        let world = try await signedIn()
        try await world.here.write { [person = world.person, now = world.clock.now] transaction in
            for _ in 0..<8 { try transaction.securityEvents.add(.accountDisabled, about: person, at: now) }
        }
        let nodes = [
            try world.pushes(receivers), try world.pushes(receivers, on: TestInstallation(beside: world.here)),
        ]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for node in nodes {
                group.addTask {
                    while try await node.deliver(to: world.client.id, at: world.clock.now).delivered > 0 {}
                }
            }
            try await group.waitForAll()
        }
        #expect(receivers.claims.count == 8)
        #expect(Set(receivers.claims.map { $0["jti"]?.string }).count == 8)
    }

    @Test func `what a node had taken that died is pushed by another after its lease, by the same name`() async throws {
        let world = try await signedIn()
        try await world.endSession()
        let (client, now) = (world.client.id, world.clock.now)
        _ = try await world.here.write { transaction in
            try transaction.securityEvents.claim(
                for: client, lease: "dead", until: now + DeliveryBounds.lease, fresh: [TokenID(stored: "first")],
                at: now)
        }
        #expect(try await world.push(to: receivers).isEmpty)
        world.clock.advance(by: DeliveryBounds.lease)
        try await world.push(to: receivers)
        #expect(receivers.claims.map { $0["jti"] } == ["first"])
    }

    @Test func `a client that lost its scope or was disabled is told nothing`() async throws {
        let world = try await signedIn()
        try await world.endSession()
        try await world.register { $0.scopes = ["openid", "profile"] }
        try await world.push(to: receivers)
        #expect(receivers.claims.isEmpty)
        #expect(
            try await world.audit("security-event") == ["security-event | refused: withdrawn | schedule | platform"])
    }

    // MARK: Fetched

    @Test func `events are fetched, and those that are acknowledged are not given again`() async throws {
        let world = try await signedIn(pushed: false)
        try await world.disablePerson()
        #expect(try await world.push(to: receivers).isEmpty, "nobody pushes them")
        let first = try await poll(world, #"{"maxEvents": 1}"#)
        #expect(first.tokens.count == 1 && first.hasMore)
        let id = try #require(first.tokens.keys.first)
        let second = try await poll(world, #"{"ack": ["\#(id)", "unknown"]}"#)
        #expect(second.tokens.count == 1 && !second.hasMore && second.tokens[id] == nil)
        let other = try #require(second.tokens.keys.first)
        #expect(try await poll(world).tokens.isEmpty, "it is under way")
        world.clock.advance(by: DeliveryBounds.lease)
        #expect(try await poll(world).tokens.keys.map { $0 } == [other], "nobody has said that it came")
        _ = try await poll(world, #"{"maxEvents": 0, "setErrs": {"\#(other)": {"err": "invalid_key"}}}"#)
        world.clock.advance(by: DeliveryBounds.lease)
        #expect(try await poll(world).tokens.isEmpty)
        #expect(
            try await world.audit("security-event") == [
                "security-event | success | client | platform",
                "security-event | refused: not-taken | client | platform",
            ])
    }

    @Test func `nobody acknowledges another's events, and a pushed stream isn't fetched from`() async throws {
        let world = try await signedIn(pushed: false)
        let other = try await world.add(TokenWorld.client("other") { $0.scopes.append("ssf.manage") })
        try await world.addStream(to: "other", pushed: false)
        try await world.endSession()
        let id = try #require(try await poll(world).tokens.keys.first)
        let token = try await world.streamToken(of: other)
        let receivers = EventReceivers(world.here.installation)
        let poll = PollSecurityEvents(receivers, signing: try world.signing)
        let request = try PollRequest(["ack": [.string(id)]])
        #expect(try await poll.run(.success(request), by: token, world.act).get().tokens.isEmpty)
        #expect(try await world.waitingEvents().count == 1)
        try await world.here.write { transaction in
            try transaction.execute("UPDATE event_streams SET endpoint = 'https://other.hue.test/'")
        }
        await #expect(throws: EventStreamRefusal.noStream(other.id)) {
            try await poll.run(.success(request), by: token, world.act).get()
        }
    }

    // MARK: Bounds

    @Test func `a stream that nobody reads is disabled when it is full, and says so once`() async throws {
        let world = try await signedIn(pushed: false)
        try await world.here.write { [person = world.person, now = world.clock.now] transaction in
            for _ in 0...EventStream.waitingAtMost {
                try transaction.securityEvents.add(.accountDisabled, about: person, at: now)
            }
            try transaction.securityEvents.add(.accountEnabled, about: person, at: now)
        }
        #expect(try await world.waitingEvents() == ["stream-updated platform"])
        let answer = try await poll(world)
        #expect(answer.tokens.count == 1)
        let stream = try #require(try await ListEventStreams(world.here.installation).run().first?.stream)
        #expect(stream.status == .disabled && stream.reason == EventStream.fullReason)
    }

    @Test func `a paused stream keeps its events, and a disabled one doesn't`() async throws {
        let world = try await signedIn()
        func set(_ status: EventStream.Status) async throws {
            try await world.here.write { [client = world.client.id] transaction in
                try transaction.eventStreams.set(status, reason: nil, of: client, at: .noon)
            }
        }
        try await set(.paused)
        try await world.endSession()
        #expect(try await world.push(to: receivers).isEmpty)
        try await set(.enabled)
        try await world.push(to: receivers)
        #expect(receivers.types == ["session-revoked"])
        try await world.disablePerson()
        try await set(.disabled)
        #expect(try await world.waitingEvents().isEmpty)
    }

    @Test func `events and receipts are forgotten after a week`() async throws {
        let world = try await signedIn(pushed: false)
        try await world.endSession()
        world.clock.advance(by: .hours(24 * 8))
        try await world.housekeep()
        #expect(try await world.count("security_events") == 0)
    }
}

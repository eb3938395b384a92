import Accounts
import Cryptography
import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing

@testable import Operations

/// Everybody is signed out in one moment, however many they are; platforms are told afterwards.
@Suite(.bothDatabases) struct EndEverybodyTests {
    private static let offline = "openid offline_access"
    /// More than are told of at once.
    private static let many = 450

    /// Sessions of one more person each, of which the world's client knows; many of them begun in the same moment.
    private func open(_ range: Range<Int>, _ world: TokenWorld, begun: Instant) async throws {
        let (client, seed) = (world.client.id, UInt64(range.lowerBound) + 100)
        try await world.here.write { transaction in
            let random = SeededRandom(seed: seed)
            for number in range {
                let person = PersonID.number(number)
                try transaction.people.add(
                    person,
                    PersonClaims(
                        name: nil, birthdate: nil, phoneNumber: nil, address: nil, citizenNumber: nil,
                        identityLevel: nil), at: begun)
                let moment = begun + .milliseconds(number % 3)
                let session = Session(
                    id: SessionID("s-\(number)"), person: person,
                    authentication: Authentication(moment: moment, level: .two, methods: [.vneid]), lastSeen: moment)
                try transaction.sessions.open(session, cookie: BrowserSecret(random: random))
                try transaction.sessions.remember(client, in: session.id, at: moment)
            }
        }
    }

    private func standing(_ range: Range<Int>, _ world: TokenWorld) async throws -> Int {
        try await world.here.read { transaction in
            try range.count { number in
                let isLive = try !transaction.sessions.live(of: .number(number), at: world.clock.now).isEmpty
                #expect(try transaction.sessions.stands(SessionID("s-\(number)")) == isLive)
                return isLive
            }
        }
    }

    @Test(arguments: [true, false])
    func `nobody is in after the first transaction, and of a run that was cut short housekeeping tells the rest`(
        isCutShort: Bool
    ) async throws {
        let world = try await TokenWorld.listening()
        let (all, late) = (100..<100 + Self.many, 900..<901)
        try await open(all, world, begun: world.clock.now)
        // One of yesterday has expired, and is nobody's to be told of.
        try await open(800..<801, world, begun: world.clock.now - .hours(13))
        #expect(try await standing(all, world) == Self.many)
        let acts = EndSessions(world.here.installation)
        try await acts.begin(offline: false, world.act)
        #expect(try await standing(all, world) == 0)
        #expect(try await world.count("logout_notices") == 0)
        try await open(late, world, begun: world.clock.now)
        if isCutShort {
            try await world.housekeep()
        } else {
            // That of the world is one more.
            #expect(try await acts.settle(at: world.clock.now) == Self.many + 1)
        }
        #expect(try await world.count("logout_notices") == Int64(Self.many))
        #expect(try await world.count("sessions WHERE ended_at IS NOT NULL") == Int64(Self.many + 1))
        #expect(try await standing(late, world) == 1)
        #expect(try await acts.settle(at: world.clock.now) == 0)
        let listed = try await ReadSessions(world.here.installation).list(
            of: nil, onlyLive: true, atMost: 10, at: world.clock.now)
        #expect(listed.map(\.id.text) == ["s-900"])
        #expect(try await world.here.audit().contains { $0.hasPrefix("session-end") && $0.contains("everybody") })
    }

    @Test(arguments: [false, true])
    func `all that sessions gave ends on every node at once, and what outlives them where that is said`(
        endsOffline: Bool
    ) async throws {
        let world = try await TokenWorld.listening()
        let node = try TestInstallation(beside: world.here)
        let (inSession, outliving) = (try await world.signIn(), try await world.signIn(scope: Self.offline))
        let pending = try await world.code(["scope": "openid"])
        let acts = EndSessions(world.here.installation)
        try await acts.begin(offline: endsOffline, world.act)

        #expect(try await world.refresh(inSession.givenRefreshToken(), to: node).refusal == .sessionEnded)
        #expect(try await !world.opens(inSession))
        #expect(try await world.redeem(pending).refusal != nil)
        let later = Session(
            id: SessionID("later"), person: world.person, authentication: world.session.authentication,
            lastSeen: world.clock.now)
        try await world.here.write { transaction in
            try transaction.sessions.open(later, cookie: BrowserSecret(random: SeededRandom(seed: 31)))
        }
        let allowedSince = try await world.redeem(world.code(["scope": Self.offline], in: later)).given()
        try await acts.settle(at: world.clock.now)

        let renewed = try await world.refresh(outliving.givenRefreshToken(), to: node)
        if endsOffline {
            #expect(renewed.refusal == .sessionEnded)
        } else {
            #expect(try await world.opens(renewed.given()))
        }
        let revoked = try await world.count("authorizations WHERE revoked_at IS NOT NULL AND is_offline = 1")
        #expect(revoked == (endsOffline ? 1 : 0))
        #expect(try await world.opens(world.refresh(allowedSince.givenRefreshToken()).given()))
    }

    @Test func `what is told of one time everybody was signed out leaves another that has begun meanwhile to be told`()
        async throws
    {
        let world = try await TokenWorld.listening()
        let acts = EndSessions(world.here.installation)
        try await acts.begin(offline: false, world.act)
        let first = try await world.here.read { transaction in try transaction.sessionEpochs.unsettled() }
        try await open(100..<101, world, begun: world.clock.now)
        try await acts.begin(offline: false, world.act)
        try await world.here.write { transaction in try transaction.sessionEpochs.settle(try #require(first)) }
        #expect(try await acts.settle(at: world.clock.now) == 2)
        #expect(try await world.count("logout_notices") == 1)
        #expect(try await world.here.read { transaction in try transaction.sessionEpochs.unsettled() } == nil)
    }

    @Test(arguments: [false, true])
    func `all of somebody end, and what outlives them where that is said`(endsOffline: Bool) async throws {
        let world = try await TokenWorld()
        let (inSession, outliving) = (try await world.signIn(), try await world.signIn(scope: Self.offline))
        let known = KnownPerson(id: world.person, auditName: "an", name: nil, isEnabled: true)
        let count = try await EndSessions(world.here.installation).all(of: known, offline: endsOffline, world.act)
        #expect(count == 1)
        #expect(try await world.refresh(inSession.givenRefreshToken()).refusal == .sessionEnded)
        let renewed = try await world.refresh(outliving.givenRefreshToken())
        #expect((renewed.refusal == .sessionEnded) == endsOffline && (renewed.issue != nil) == !endsOffline)
    }
}

import Accounts
import Cryptography
import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing
import Wire

@testable import Operations

/// Whatever ends a session puts into the outbox who is to be told, in its own transaction; and who is told, when, how often
/// and by which node (OpenID Connect Back-Channel Logout 1.0).
@Suite(.bothDatabases) struct LogoutDeliveryTests {
    private let platforms = ListeningPlatforms()

    // MARK: What ends a session

    enum End: CaseIterable, Sendable { case signOut, disabled, reset, left, dormant, one, all, everybody, merged }

    private func end(_ end: End, _ world: TokenWorld) async throws {
        let known = KnownPerson(id: world.person, auditName: "an", name: nil, isEnabled: true)
        let installation = world.here.installation
        switch end {
        case .signOut:
            try await SignOut(installation, issuer: world.issuer).end(world.session, client: nil, world.act)
        case .disabled: try await world.disablePerson()
        case .reset:
            let username = try #require(Username("an.hue"))
            try await world.here.write { [person = world.person] transaction in
                _ = try transaction.localAccounts.add(username, person: person, passwordHash: "", at: .noon)
            }
            _ = try await ResetAccount(installation).run(username, world.act)
        case .left, .dormant:
            try await world.here.write { [person = world.person, clock = world.clock] transaction in
                try transaction.staffAccounts.end(person, as: end == .left ? .left : .dormant, at: clock.now)
            }
        case .one: #expect(try await EndSessions(installation).one(world.session.id, world.act))
        case .all: #expect(try await EndSessions(installation).all(of: known, offline: false, world.act) == 1)
        case .everybody: #expect(try await EndSessions(installation).everybodys(offline: false, world.act) == 1)
        case .merged:
            let other = try #require(PersonID(random: [UInt8](repeating: 2, count: 16)))
            try await world.here.write { [person = world.person] transaction in
                try transaction.people.add(
                    other,
                    PersonClaims(
                        name: nil, birthdate: nil, phoneNumber: nil, address: nil, citizenNumber: nil,
                        identityLevel: nil), at: .noon)
                try transaction.people.merge(person, into: other, at: .noon)
            }
        }
    }

    /// OpenID Connect Back-Channel Logout §2.6.
    @Test func `a platform whose ID tokens are encrypted hears by an encrypted token; whose keys are away, later`()
        async throws
    {
        let world = try await TokenWorld.listening()
        let keys = try MessageKey.set()
        try await world.signIn(at: "sealed") {
            $0.proofs.keys = keys
            $0.messages.idTokenEncryption = .init(named: "ECDH-ES A256GCM")
        }
        try await world.signIn(at: "away") {
            $0.proofs.keysURI = "https://away.hue.test/jwks"
            $0.messages.idTokenEncryption = .init(named: "ECDH-ES")
        }
        try await end(.one, world)
        let results = try await world.deliver(to: platforms)
        #expect(platforms.addresses == [TokenWorld.logoutAddress(of: "sealed")])
        #expect(platforms.heard.map(\.wasEncrypted) == [true])
        #expect(results.compactMap(\.failure) == ["not-encrypted"])
    }

    @Test(arguments: End.allCases)
    func `every platform that knows of a session hears of its end`(end: End) async throws {
        let world = try await TokenWorld.listening()
        _ = try await world.signIn()
        try await world.signIn(at: "bi")
        try await world.signIn(at: "deaf") { $0.backchannelLogoutURI = nil }
        #expect(try await world.count("logout_notices") == 0)
        try await self.end(end, world)
        #expect(try await world.count("logout_notices") == 2)
        try await world.deliver(to: platforms)
        #expect(platforms.addresses == ["bi", "platform"].map(TokenWorld.logoutAddress))
        for heard in platforms.heard {
            let id = try #require(heard.claims["aud"]?.string)
            let client = try #require(try await RegisteredClients(world.here.installation).find(ClientID(id)!))
            #expect(try heard.claims["sid"] == world.sid(at: id))
            #expect(
                heard.claims["sub"] == .string(world.subjects.subject(of: world.person, for: client.subjectType)))
        }
        #expect(
            try await world.audit("logout-notice") == [
                "logout-notice | success | schedule | bi", "logout-notice | success | schedule | platform",
            ])
        let progress = try await world.progress()
        #expect(progress.signedOut == 2 && progress.retrying == 0 && progress.unreached == 1)
    }

    @Test func `a platform that only began a sign-in hears nothing`() async throws {
        let world = try await TokenWorld.listening()
        _ = try await world.code()
        try await world.endSession()
        #expect(try await world.count("logout_notices") == 0)
    }

    @Test func `a session that ends twice is told of once`() async throws {
        let world = try await TokenWorld.listening()
        _ = try await world.signIn()
        try await world.endSession()
        try await world.endSession()
        try await world.disablePerson()
        #expect(try await world.count("logout_notices") == 1)
    }

    @Test func `what outlives sessions is told of when it ends with the account, without a session or with it`()
        async throws
    {
        let world = try await TokenWorld.listening()
        _ = try await world.signIn(scope: "openid offline_access")
        try await world.signIn(at: "bi", scope: "openid offline_access") { $0.backchannelLogoutSessionRequired = true }
        try await world.endSession()
        try await world.deliver(to: platforms)
        #expect(platforms.heard.count == 2)
        world.clock.advance(by: .hours(24 * 20))
        try await world.disablePerson()
        try await world.deliver(to: platforms)
        let later = platforms.heard.dropFirst(2)
        #expect(Set(later.map(\.address)) == Set(["bi", "platform"].map(TokenWorld.logoutAddress)))
        for heard in later {
            #expect(heard.claims["sub"] != nil)
            let sid: JSONValue? = heard.claims["aud"] == "bi" ? try world.sid(at: "bi") : nil
            #expect(heard.claims["sid"] == sid)
        }
    }

    /// A step-up makes a session of ours, and none of the platform's.
    @Test func `who proves once more who they are is signed out nowhere, and everywhere in the end`() async throws {
        let world = try await TokenWorld.listening()
        _ = try await world.signIn()
        let opening = SessionOpening(random: SeededRandom(seed: 77))
        let old = BrowserSecret<SessionCookie>(random: SeededRandom(seed: 30))
        let cookie = try await world.here.write { [person = world.person, act = world.act] transaction in
            try opening.open(
                person, .vneid(.two), at: SignInPlace(interaction: nil, client: nil, session: old), act,
                in: transaction)
        }
        #expect(try await world.count("logout_notices") == 0)
        let session = try #require(
            try await SignOut(world.here.installation, issuer: world.issuer).holder(of: cookie, at: world.clock.now)
        ).session
        #expect(session.id != world.session.id)
        try await SignOut(world.here.installation, issuer: world.issuer).end(session, client: nil, world.act)
        try await world.deliver(to: platforms)
        #expect(try platforms.heard.map { $0.claims["sid"] } == [world.sid(at: "platform")])
        #expect(try await world.progress(session.id).signedOut == 1)
    }

    @Test func `a consent that is taken back ends what rests on it at that platform, which hears of it`() async throws {
        let world = try await TokenWorld.listening()
        let issue = try await world.signIn(scope: "openid offline_access")
        let other = try await world.signIn(at: "bi")
        let person = KnownPerson(id: world.person, auditName: "an", name: nil, isEnabled: true)
        let withdraw = WithdrawConsent(world.here.installation)
        #expect(try await !withdraw.run(person, from: world.client.id, world.act))
        #expect(try await world.opens(issue))
        try await world.here.write { [person = world.person, client = world.client.id] transaction in
            try transaction.consents.record(of: person, to: client, scopes: [.openid], at: .noon)
        }
        let consents = try await ReadConsents(world.here.installation).run(person)
        #expect(consents.map(\.client) == [world.client.id])
        #expect(try await withdraw.run(person, from: world.client.id, world.act))
        #expect(try await !world.opens(issue))
        #expect(try await world.opens(other))
        #expect(try await ReadConsents(world.here.installation).run(person).isEmpty)
        try await world.deliver(to: platforms)
        #expect(platforms.addresses == [TokenWorld.logoutAddress(of: "platform")])
        #expect(platforms.heard.first?.claims["sid"] == nil)
    }

    // MARK: How it is told

    @Test(arguments: [Result<Int, FetchError>.success(500), .success(302), .success(400), .failure(.timedOut)])
    func `a platform that doesn't take it is told again, later each time, and no other waits for it`(
        answer: Result<Int, FetchError>
    ) async throws {
        let world = try await TokenWorld.listening()
        _ = try await world.signIn()
        try await world.signIn(at: "bi")
        platforms.answer(TokenWorld.logoutAddress(of: "platform"), answer)
        try await world.endSession()
        try await world.deliver(to: platforms)
        #expect(platforms.heard.count == 2)
        var progress = try await world.progress()
        #expect(progress.signedOut == 1 && progress.retrying == 1)
        try await world.deliver(to: platforms)
        #expect(platforms.heard.count == 2, "not before its time")
        world.clock.advance(by: .seconds(5))
        try await world.deliver(to: platforms)
        world.clock.advance(by: .seconds(5))
        try await world.deliver(to: platforms)
        #expect(platforms.heard.count == 3)
        world.clock.advance(by: .seconds(5))
        platforms.answer(TokenWorld.logoutAddress(of: "platform"), .success(204))
        try await world.deliver(to: platforms)
        progress = try await world.progress()
        #expect(progress.signedOut == 2)
        #expect(Set(platforms.heard.map { $0.claims["jti"]?.string }).count == 4, "each attempt has a token of its own")
        world.clock.advance(by: .hours(24))
        try await world.deliver(to: platforms)
        #expect(platforms.heard.count == 4)
    }

    @Test func `a platform that never takes it is given up when the time is over, and that is written down`()
        async throws
    {
        let world = try await TokenWorld.listening()
        _ = try await world.signIn()
        platforms.answer(TokenWorld.logoutAddress(of: "platform"), .failure(.unreachable))
        try await world.endSession()
        try await world.deliver(to: platforms, givingUpAfter: .minutes(1))
        world.clock.advance(by: .minutes(1))
        let results = try await world.deliver(to: platforms, givingUpAfter: .minutes(1))
        #expect(results.map(\.givenUp) == [1] && results.map(\.failure) == ["unreachable"])
        #expect(try await world.audit("logout-notice") == ["logout-notice | refused: given-up | schedule | platform"])
        #expect(try await world.progress().unreached == 1)
        world.clock.advance(by: .hours(1))
        #expect(try await world.deliver(to: platforms).isEmpty)
    }

    @Test func `a platform that is removed, disabled or wants to hear nothing any more is told nothing`() async throws {
        let world = try await TokenWorld.listening()
        _ = try await world.signIn()
        try await world.endSession()
        try await world.register { $0.backchannelLogoutURI = nil }
        try await world.deliver(to: platforms)
        #expect(platforms.heard.isEmpty)
        #expect(
            try await world.audit("logout-notice") == ["logout-notice | refused: withdrawn | schedule | platform"])
        #expect(try await world.deliver(to: platforms).isEmpty)
    }

    // MARK: Nodes

    @Test func `two nodes tell each platform once`() async throws {
        let world = try await TokenWorld.listening()
        for number in 0..<8 { try await world.signIn(at: "p\(number)") }
        try await world.endSession()
        let nodes = [
            try world.delivery(platforms), try world.delivery(platforms, on: TestInstallation(beside: world.here)),
        ]
        let clients = try await nodes[0].due(at: world.clock.now)
        #expect(clients.count == 8)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for node in nodes {
                for client in clients {
                    group.addTask { _ = try await node.deliver(to: client, at: world.clock.now) }
                }
            }
            try await group.waitForAll()
        }
        #expect(platforms.heard.count == 8)
    }

    @Test func `what a node had taken that died is told by another after its lease, and the dead one settles nothing`()
        async throws
    {
        let world = try await TokenWorld.listening()
        _ = try await world.signIn()
        try await world.endSession()
        let (client, now) = (world.client.id, world.clock.now)
        let taken = try await world.here.write { transaction in
            try transaction.logoutNotices.claim(
                for: client, lease: "dead", until: now + DeliveryBounds.lease, atMost: 4, at: now)
        }
        #expect(try await world.deliver(to: platforms).isEmpty)
        world.clock.advance(by: DeliveryBounds.lease)
        try await world.deliver(to: platforms)
        #expect(platforms.heard.count == 1)
        let late = try await world.here.write { transaction in
            try transaction.outbox(.logoutNotices).settle(
                try #require(taken.first).number, lease: "dead", .givenUp, failure: nil, at: now)
        }
        #expect(!late)
        #expect(try await world.progress().signedOut == 1)
    }

    @Test func `many sessions of one platform are told a few at a time, the oldest first`() async throws {
        let world = try await TokenWorld.listening()
        _ = try await world.signIn()
        try await world.endSession()
        try await world.here.write { [person = world.person] transaction in
            for number in 0..<9 {
                try transaction.execute(
                    """
                    INSERT INTO logout_notices (client_id, person, session, known_as, created_at, due_at, attempts)
                    VALUES ('platform', $1, $2, $2, $3, $3, 0)
                    """, .text(person.text), .text("s\(number)"), .integer(Int64(number)))
            }
        }
        var rounds: [Int] = []
        while case let results = try await world.deliver(to: platforms), !results.isEmpty {
            rounds.append(results.map(\.delivered).reduce(0, +))
        }
        #expect(rounds == [4, 4, 2])
    }

    @Test func `what is done with is forgotten after a week, what isn't is not`() async throws {
        let world = try await TokenWorld.listening()
        _ = try await world.signIn()
        try await world.endSession()
        world.clock.advance(by: .hours(24 * 8))
        try await world.housekeep()
        #expect(try await world.count("logout_notices") == 1)
        #expect(try await world.count("session_clients") == 0)
        try await world.deliver(to: platforms)
        try await world.housekeep()
        #expect(try await world.count("logout_notices") == 0)
    }
}

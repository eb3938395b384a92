import Accounts
import Cryptography
import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing
import Wire

@testable import Operations

/// Which acts are told as security events, to whom: written in the transaction of the act itself (OpenID CAEP 1.0, RISC 1.0).
@Suite(.bothDatabases) struct SecurityEventSourcesTests {
    private let receivers = ListeningReceivers()

    private func known(_ world: TokenWorld) -> KnownPerson {
        KnownPerson(id: world.person, auditName: "an", name: nil, isEnabled: true)
    }

    private func username() throws -> Username { try #require(Username("an.hue")) }

    private func addAccount(_ world: TokenWorld, _ activation: PendingActivation? = nil) async throws {
        let username = try username()
        try await world.here.write { [person = world.person] transaction in
            if let activation {
                _ = try transaction.localAccounts.add(username, person: person, activation: activation, at: .noon)
            } else {
                _ = try transaction.localAccounts.add(username, person: person, passwordHash: "hash", at: .noon)
            }
        }
    }

    enum Source: CaseIterable, Sendable {
        case sessionEnded, allEnded, everybodysEnded, disabled, enabled, left, consentWithdrawn
        case reset, passwordChosen, factorEnrolled, factorRemoved
    }

    private func cause(_ source: Source, _ world: TokenWorld) async throws {
        let installation = world.here.installation
        switch source {
        case .sessionEnded: #expect(try await EndSessions(installation).one(world.session.id, world.act))
        case .allEnded: _ = try await EndSessions(installation).all(of: known(world), offline: false, world.act)
        case .everybodysEnded: _ = try await EndSessions(installation).everybodys(offline: false, world.act)
        case .disabled: try await world.disablePerson()
        case .enabled:
            try await world.disablePerson()
            try await EnableAccount(installation).run(known(world), world.act)
        case .left:
            try await world.here.write { [person = world.person, now = world.clock.now] transaction in
                try transaction.staffAccounts.end(person, as: .left, at: now)
                try transaction.staffAccounts.disablePerson(person, at: now)
            }
        case .consentWithdrawn:
            try await world.here.write { [person = world.person, client = world.client.id] transaction in
                try transaction.consents.record(of: person, to: client, scopes: [.openid], at: .noon)
            }
            _ = try await WithdrawConsent(installation).run(known(world), from: world.client.id, world.act)
        case .reset:
            try await addAccount(world)
            _ = try await ResetAccount(installation).run(try username(), world.act)
        case .passwordChosen:
            try await addAccount(world, PendingActivation(hash: "code", until: .noon + .hours(1)))
            let username = try username()
            _ = try await world.here.write { [now = world.clock.now] transaction in
                try transaction.localAccounts.activate(username, consuming: "code", passwordHash: "new", at: now)
            }
        case .factorEnrolled, .factorRemoved:
            _ = try await world.here.write { [person = world.person, now = world.clock.now] transaction in
                try transaction.secondFactors.enrol(person, sealedSeed: "seed", step: 1, at: now)
            }
            guard source == .factorRemoved else { return }
            try await world.here.write { [person = world.person, now = world.clock.now] transaction in
                try transaction.secondFactors.remove(of: person, at: now)
            }
        }
    }

    private static let told: [(Source, [String])] = [
        (.sessionEnded, ["session-revoked"]), (.allEnded, ["session-revoked"]),
        (.everybodysEnded, ["session-revoked"]), (.disabled, ["account-disabled", "session-revoked"]),
        (.enabled, ["account-disabled", "session-revoked", "account-enabled"]),
        (.left, ["session-revoked", "account-disabled"]), (.consentWithdrawn, ["session-revoked"]),
        (.reset, ["credential-change", "session-revoked"]), (.passwordChosen, ["credential-change"]),
        (.factorEnrolled, ["credential-change"]), (.factorRemoved, ["credential-change", "credential-change"]),
    ]

    @Test(arguments: Source.allCases)
    func `what happens is told to the client that has seen the person, and to nobody else`(source: Source) async throws
    {
        let world = try await TokenWorld.receiving()
        _ = try await world.signIn()
        try await world.add(TokenWorld.client("stranger") { $0.scopes.append("ssf.manage") })
        try await world.addStream()
        try await world.addStream(to: "stranger")
        try await cause(source, world)
        let types = try #require(Self.told.first { $0.0 == source }).1
        #expect(try await world.waitingEvents() == types.map { "\($0) platform" })
        try await world.push(to: receivers)
        #expect(receivers.types.sorted() == types.sorted())
        for claims in receivers.claims {
            let subject = try #require(claims["sub_id"]?.object)
            let user = subject["format"] == "complex" ? subject["user"]?.object : subject
            #expect(
                user?["sub"] == .string(world.subjects.subject(of: world.person, for: world.client.subjectType)))
        }
        #expect(try await world.waitingEvents().isEmpty)
        #expect(
            try await world.audit("security-event")
                == types.map { _ in "security-event | success | schedule | platform" })
    }

    @Test func `a session's end names the session as the ID token did`() async throws {
        let world = try await TokenWorld.receiving()
        _ = try await world.signIn()
        try await world.addStream()
        try await world.endSession()
        try await world.push(to: receivers)
        let session = receivers.claims.first?["sub_id"]?.object?["session"]?.object
        #expect(try session == ["format": "opaque", "id": world.sid(at: "platform")])
    }

    @Test func `a step-up tells that the same session is stronger, and ends it nowhere`() async throws {
        let world = try await TokenWorld.receiving()
        _ = try await world.signIn()
        try await world.addStream()
        let opening = SessionOpening(random: SeededRandom(seed: 77))
        let old = BrowserSecret<SessionCookie>(random: SeededRandom(seed: 30))
        _ = try await world.here.write { [person = world.person, act = world.act] transaction in
            try transaction.execute("UPDATE sessions SET level = 1")
            return try opening.open(
                person, .vneid(.two), at: SignInPlace(interaction: nil, client: nil, session: old), act,
                in: transaction)
        }
        try await world.push(to: receivers)
        #expect(receivers.types == ["assurance-level-change"])
        let claims = try #require(receivers.claims.first)
        #expect(try claims["sub_id"]?.object?["session"]?.object?["id"] == world.sid(at: "platform"))
        let details = claims["events"]?.object?[SecurityEventType.assuranceLevelChange.rawValue]?.object
        #expect(details?["previous_level"] == "https://hue.gov.vn/acr/1")
        #expect(details?["change_direction"] == "increase")
    }

    @Test func `an account that is disabled twice is told of once`() async throws {
        let world = try await TokenWorld.receiving()
        _ = try await world.signIn()
        try await world.addStream()
        try await world.disablePerson()
        try await world.disablePerson()
        #expect(try await world.waitingEvents() == ["account-disabled platform", "session-revoked platform"])
    }

    @Test func `only what a stream asks for is put into it, and nothing where it is disabled`() async throws {
        let world = try await TokenWorld.receiving()
        _ = try await world.signIn()
        try await world.addStream(events: [.accountEnabled])
        try await world.disablePerson()
        #expect(try await world.waitingEvents().isEmpty)
        try await world.here.write { [client = world.client.id] transaction in
            try transaction.eventStreams.set(.disabled, reason: nil, of: client, at: .noon)
        }
        try await EnableAccount(world.here.installation).run(known(world), world.act)
        #expect(try await world.count("security_events") == 0)
    }
}

import Accounts
import Audit
import Database
import Identity
import OpenIDConnect
import Permissions
import Storage
import TestSupport
import Testing
import Wire

@Suite(.bothDatabases) struct HousekeepingTests {
    /// A store in which everything was begun at noon.
    private func world() async throws -> World {
        let world = try await World()
        _ = try await world.code()
        let (client, person, session) = (world.client.id, world.person, world.session.id)
        let (username, role) = (try #require(Username("nguyen.thu")), "can-bo" as RoleID)
        let interaction = Interaction(
            id: InteractionID(random: world.random), source: .request(FormParameters([])), clientID: client,
            progress: .init(startedAt: .noon), isComplete: false)
        let authorization = Sample.authorization(client: client, person: person)
        let token = RefreshTokenRecord(
            first: RefreshToken(random: world.random), of: authorization,
            sessionEnd: world.session.authentication.sessionEnd, at: .noon)
        let device = DeviceAuthorization.sample(of: client, world.random).device
        try await world.store.write { transaction in
            try transaction.interactions.begin(interaction, browser: .init(random: SeededRandom(seed: 3)))
            try transaction.upstreamLogins.begin(
                stateHash: "h", upstream: .vneid, interaction: interaction.id,
                browser: .init(random: SeededRandom(seed: 3)),
                at: .noon)
            try transaction.accessTokens.record(Sample.accessToken(of: authorization))
            try transaction.refreshTokens.add(token)
            try transaction.devicesWaiting.add(device)
            try transaction.consents.record(of: person, to: client, scopes: [.openid], at: .noon)
            _ = try transaction.localAccounts.add(username, person: person, passwordHash: "a", at: .noon)
            _ = try transaction.passwordAttempts.reserve(username, device: nil, at: .noon)
            try transaction.devices.remember("d", of: username, at: .noon)
            try transaction.sessions.exercise(role, in: session, at: .noon)
            try transaction.audit.append(
                AuditEvent(moment: .noon, action: .signIn, actor: .anonymous, origin: .local))
        }
        return world
    }

    @Test(
        arguments: [
            ("interactions", Duration.hours(24)), ("upstream_logins", .minutes(15)),
            // 60 s of the code and, after it, as long as the token that it may have given.
            ("authorization_codes", .minutes(11)), ("authorizations", .minutes(11)), ("access_tokens", .minutes(10)),
            ("refresh_tokens", .hours(12)), ("sessions", .hours(12)),
            // As long again as its code counts.
            ("device_authorizations", .minutes(20)),
            ("exercised_roles", .hours(12)),
            ("password_attempts", .hours(24)), ("known_devices", Session.deviceMemory),
        ])
    func `what no longer counts is forgotten, and not before`(
        table: String, lifetime: Duration
    ) async throws {
        for (age, isKept) in [(lifetime - .milliseconds(1), true), (lifetime + .milliseconds(1), false)] {
            let world = try await world()
            try await world.store.write { transaction in
                try transaction.housekeeping.forgetExpired(at: .noon + age)
            }
            #expect(try await world.count(table) == (isKept ? 1 : 0), "after \(age)")
        }
    }

    @Test(arguments: ["clients", "people", "local_accounts", "consents", "audit_events"])
    func `what is for good is kept`(table: String) async throws {
        let world = try await world()
        try await world.store.write { transaction in
            try transaction.housekeeping.forgetExpired(at: .noon + .hours(24 * 365 * 10))
        }
        #expect(try await world.count(table) == 1)
    }

    @Test func `a lock outlasts housekeeping`() async throws {
        let world = try await World()
        let username = try #require(Username("nguyen.thu"))
        let isGranted = try await world.store.write { transaction in
            for _ in 0..<5 { _ = try transaction.passwordAttempts.reserve(username, device: nil, at: .noon) }
            let late = Instant.noon + .minutes(15) - .milliseconds(1)
            try transaction.housekeeping.forgetExpired(at: late)
            let reserved = try transaction.passwordAttempts.reserve(username, device: nil, at: late)
            return if case .granted = reserved.reservation { true } else { false }
        }
        #expect(!isGranted)
    }

    @Test func `whether a token counts does not depend on housekeeping having run`()
        async throws
    {
        let world = try await World()
        let late = Instant.noon + .hours(12) - .seconds(1)
        let presented = try TokenSample.presented(id: "t", client: world.client.id)
        let authorization = try await world.allow(until: late + .minutes(11))
        let found = try await world.store.write { transaction in
            try transaction.accessTokens.record(Sample.accessToken(of: authorization, issuedAt: late))
            let after = late + .minutes(5)
            let before = try transaction.accessTokens.find(presented, at: after)
            try transaction.housekeeping.forgetExpired(at: after)
            return (before, try transaction.accessTokens.find(presented, at: after))
        }
        #expect(found.0 != nil && found.0?.isLive == false)
        #expect(found.1?.isLive == false)
    }
}

import Accounts
import Identity
import OpenIDConnect
import Operations
import Permissions
import Storage
import TestSupport
import Testing

/// What has ended since is refused by every grant.
@Suite(.bothDatabases) struct RefusalsOfEveryGrantTests {
    /// What happens between the authorization and the token request.
    private enum Change: CaseIterable {
        case nothing, lockedPerson, newPolicy
        case disabledPerson, disabledClient, removedClient, endedSession, lostScope, lostGrant, revokedFamily

        /// What takes nothing away that was allowed: a lock keeps out who guesses a password, and a policy says what a token
        /// tells, not who gets one.
        var isHarmless: Bool { [.nothing, .lockedPerson, .newPolicy].contains(self) }
    }

    /// How the client proves to be itself, and that its tokens are its own.
    enum Way: CaseIterable {
        case secret, key
    }

    private func world(_ way: Way) async throws -> TokenWorld {
        guard way == .key else { return try await TokenWorld() }
        let keys = try ClientKey.set()
        var world = try await TokenWorld {
            $0.authenticationMethod = "private_key_jwt"
            $0.proofs.keys = keys
            $0.proofs.bindsTokens = true
        }
        world.provesKey = true
        return world
    }

    /// How a request ends after a change. There is nobody behind a service, and nothing that it was allowed before.
    private func expected(_ change: Change, _ grant: GrantType) -> String {
        switch (change, grant) {
        case (.disabledClient, _), (.removedClient, _): "unauthenticated"
        case (.lostGrant, _): "unregistered-grant"
        case (_, .clientCredentials): "issued "
        // The word of another authority, about somebody who isn't signed in and has allowed nothing before.
        case (.disabledPerson, .jwtBearer): "unknown-asserted-person"
        case (.lostScope, .jwtBearer): "issued "
        case (_, .jwtBearer): "issued profile phone"
        // What opens UserInfo isn't handed on.
        case (.lostScope, .tokenExchange): "issued "
        case (_, .tokenExchange): change.isHarmless ? "issued profile" : "subject-token-ended"
        case (.lostScope, _): "issued openid"
        case (_, _): change.isHarmless ? "issued openid profile" : "session-ended"
        }
    }

    /// Comes as far as one request before the tokens, and returns that request.
    /// - Parameter also: what that one has besides.
    private func prepared(
        _ grant: GrantType, in world: TokenWorld, also: [(String, String)] = []
    ) async throws -> @Sendable () async throws -> TokenOutcome {
        var last = world
        last.also = also
        switch grant {
        case .authorizationCode:
            let code = try await world.code()
            return { [last] in try await last.redeem(code) }
        case .refreshToken:
            let token = try await world.refreshToken()
            return { [last] in try await last.refresh(token) }
        case .clientCredentials:
            return { [last] in try await last.send([("grant_type", "client_credentials")]) }
        case .deviceCode:
            let device = try await world.device()
            #expect(try await world.approve(device))
            return { [last] in try await last.poll(device) }
        case .ciba:
            let asked = try await world.ask()
            #expect(try await world.allow(asked))
            return { [last] in try await last.poll(asked) }
        case .tokenExchange:
            let token = try world.text(try await world.signIn())
            return { [last] in try await last.exchange(token) }
        case .jwtBearer:
            try await world.giveNumber()
            let assertion = try world.assertion()
            return { [last] in try await last.bear(assertion) }
        }
    }

    /// The person's account of the city is locked by somebody who guesses at its password.
    private func lockOut(_ world: TokenWorld) async throws {
        let username = try #require(Username("an.nguyen"))
        try await world.here.write { transaction in
            _ = try transaction.localAccounts.add(username, person: world.person, passwordHash: "", at: .noon)
            for _ in 0...Lockout.attempts {
                _ = try transaction.passwordAttempts.reserve(username, device: nil, at: world.clock.now)
            }
        }
        let locks = try await world.here.read { transaction in
            try transaction.row("SELECT COUNT(*) FROM password_attempts WHERE locked_until IS NOT NULL")?.integer(0)
        }
        #expect(locks == 1)
    }

    private func apply(_ change: Change, _ grant: GrantType, to world: TokenWorld) async throws {
        switch change {
        case .nothing: break
        case .lockedPerson: try await lockOut(world)
        case .newPolicy:
            let services = "services:\n  - {client: platform, name: {vi: a, en: a}, roles: [nguoi-nhap]}\n"
            try await world.here.importUnits(City.units)
            try await world.here.apply(City.policy + [PolicyFile(name: "services.yaml", text: services)])
        case .disabledPerson: try await world.disablePerson()
        case .disabledClient:
            _ = try await DisableClient(world.here.installation).run(world.client.id, world.here.act)
        case .removedClient:
            _ = try await RemoveClient(world.here.installation).run(world.client.id, world.here.act)
        case .endedSession: try await world.endSession()
        case .lostScope: try await world.register { $0.scopes = ["openid", "offline_access"] }
        case .lostGrant:
            try await world.register {
                $0.grants.removeAll { $0 == grant.rawValue }
                $0.scopes = ["openid", "profile"]
            }
        case .revokedFamily:
            try await world.here.write { transaction in
                _ = try transaction.execute("UPDATE authorizations SET revoked_at = 1")
            }
        }
    }

    @Test(
        arguments: Change.allCases,
        GrantType.allCases.flatMap { grant in Way.allCases.map { (grant: grant, way: $0) } })
    private func `what was allowed is asked for again with every request`(
        change: Change, asked: (grant: GrantType, way: Way)
    ) async throws {
        let grant = asked.grant
        let world = try await world(asked.way)
        let request = try await prepared(grant, in: world)
        let before = try await world.count("access_tokens")
        let lines = try await world.audit("token")
        try await apply(change, grant, to: world)
        let outcome = try await request()
        #expect(outcome.word == expected(change, grant))
        if case .issued(_, let claims, _) = outcome, grant == .clientCredentials {
            let roles = claims[ClaimName.roles]?.array?.compactMap(\.string)
            #expect(roles == (change == .newPolicy ? ["nguoi-nhap"] : nil), "as the policy in force says")
        }
        if outcome.issue == nil, change != .removedClient {
            #expect(try await world.count("access_tokens") == before, "a refusal gives nothing")
        }
        if [.removedClient, .disabledClient].contains(change) {
            // Whoever asks is nobody then, and counted.
            #expect(try await world.audit("token") == lines)
            return
        }
        let last = try await world.audit("token", "token-exchange").last
        let success = grant == .tokenExchange ? "token-exchange | success" : "token | success"
        #expect(last?.hasPrefix(outcome.issue == nil ? "token | refused: " : success) == true)
    }

    /// RFC 9396 §5, §6.
    @Test(arguments: GrantType.allCases)
    func `what nobody has allowed isn't given for authorization_details`(grant: GrantType) async throws {
        let world = try await world(.secret)
        let details = #"[{"type": "hue_permissions", "unit": "H57.01", "functions": ["dashboard.view"]}]"#
        let request = try await prepared(grant, in: world, also: [("authorization_details", details)])
        let before = try await world.count("access_tokens")
        let outcome = try await request()
        #expect(outcome.refusal?.error.code == .invalidAuthorizationDetails, "\(outcome.word)")
        #expect(try await world.count("access_tokens") == before)
    }
}

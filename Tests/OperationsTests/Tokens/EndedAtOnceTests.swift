import Accounts
import Directory
import Identity
import OpenIDConnect
import Permissions
import Storage
import TestSupport
import Testing
import Wire

@testable import Operations

/// What has ended by somebody's word on one node has ended for whatever is given on another at that moment: in whichever order
/// the two come, nothing that was given counts once the end has been told, and nothing of it comes back later.
@Suite(.bothDatabases) struct EndedAtOnceTests {
    /// What ends it.
    enum End: CaseIterable, Sendable {
        case accountDisabled, accountsJoined, sessionEnded, signedOut, sessionsOfPerson, everybodysSessions
        case clientDisabled, clientRemoved, consentWithdrawn
        /// As a client ends its own registration: what it was given is forgotten later.
        case clientRemovedAlone
    }

    /// What is given beside it.
    enum Gift: CaseIterable, Sendable { case code, tokensOfCode, tokensOfRefresh, tokensOfOfflineRefresh }

    enum Order: CaseIterable, Sendable { case endFirst, endLast, atOnce }

    /// How often each race is run.
    private static let rounds = 3

    /// What was held before.
    private enum Held: Sendable {
        case nothing
        case code(AuthorizationCode)
        case refreshToken(RefreshToken)
    }

    private enum Given: Sendable {
        case nothing
        case code(AuthorizationCode)
        case tokens(TokenIssue)
    }

    private static let username = "thu.hue"

    private struct Unfounded: Error {}

    private func world(for end: End) async throws -> (here: TokenWorld, there: TestInstallation) {
        let world = try await TokenWorld { $0.requiresConsent = end == .consentWithdrawn }
        try await world.giveNumber()
        _ = try await world.here.addAccount(Self.username, name: "Nguyễn Thị Thử")
        try await world.here.write { [world] transaction in
            try transaction.consents.record(
                of: world.person, to: world.client.id, scopes: [.openid, .profile, .offlineAccess], at: .noon)
        }
        return (world, try TestInstallation(beside: world.here))
    }

    private func held(for gift: Gift, _ world: TokenWorld) async throws -> Held {
        switch gift {
        case .code: .nothing
        case .tokensOfCode: .code(try await world.code())
        case .tokensOfRefresh: .refreshToken(try await world.refreshToken())
        case .tokensOfOfflineRefresh:
            .refreshToken(try await world.refreshToken(scope: "openid profile offline_access"))
        }
    }

    private func give(_ held: Held, _ world: TokenWorld, on node: TestInstallation) async throws -> Given {
        let outcome: TokenOutcome
        switch held {
        case .nothing:
            let request = try AuthorizationRequest(.authorization(), client: world.client)
            let code = try await IssueCode(node.installation, issuer: world.issuer).issue(
                request, to: SignedIn(session: world.session, name: ""), interaction: nil, world.act)
            return code.given.map(Given.code) ?? .nothing
        case .code(let code): outcome = try await world.redeem(code, to: node)
        case .refreshToken(let token): outcome = try await world.refresh(token, to: node)
        }
        return outcome.issue.map(Given.tokens) ?? .nothing
    }

    private func end(_ end: End, _ world: TokenWorld) async throws {
        let (installation, act) = (world.here.installation, world.here.act)
        let person = KnownPerson(id: world.person, auditName: world.person.text, name: nil, isEnabled: true)
        switch end {
        case .accountDisabled: try await DisableAccount(installation).run(person, act)
        case .accountsJoined:
            let outcome = try await LinkAccount(installation).run(
                try #require(Username(Self.username)), to: try #require(CitizenNumber(TokenWorld.number)), act)
            guard case .linked(_, merged: world.person) = outcome else { throw Unfounded() }
        case .sessionEnded: try #require(try await EndSessions(installation).one(world.session.id, act))
        case .signedOut:
            try await SignOut(installation, issuer: world.issuer).end(world.session, client: nil, world.act)
        case .sessionsOfPerson: _ = try await EndSessions(installation).all(of: person, offline: true, act)
        case .everybodysSessions: _ = try await EndSessions(installation).everybodys(offline: true, act)
        case .clientDisabled:
            try #require(try await DisableClient(installation).run(world.client.id, act) == .disabled)
        case .clientRemoved: try #require(try await RemoveClient(installation).run(world.client.id, act) == .removed)
        case .clientRemovedAlone:
            let isRemoved = try await world.here.write { transaction in
                try transaction.clients.remove(world.client.id, at: world.clock.now)
            }
            try #require(isRemoved)
        case .consentWithdrawn:
            try #require(try await WithdrawConsent(installation).run(person, from: world.client.id, act))
        }
    }

    /// What brings an account back, and none of what it had.
    private func enable(after end: End, _ world: TokenWorld) async throws {
        let (installation, act) = (world.here.installation, world.here.act)
        switch end {
        case .accountDisabled:
            let person = KnownPerson(id: world.person, auditName: world.person.text, name: nil, isEnabled: false)
            try await EnableAccount(installation).run(person, act)
        case .accountsJoined:
            let known = try #require(try await FindPerson(installation).run(Self.username))
            guard case .unlinked(_, other: world.person) = try await UnlinkAccount(installation).run(known, act) else {
                throw Unfounded()
            }
        default: break
        }
    }

    /// Whether an access token opens anything on a node.
    private func opens(_ issue: TokenIssue, _ world: TokenWorld, on node: TestInstallation) async throws -> Bool {
        let token = try? world.reader().token(
            world.text(issue), for: world.issuer.userInfoEndpoint, at: world.clock.now)
        guard let token else { return false }
        return try await ReadUserInfo(node.installation, issuer: world.issuer, subjects: world.subjects)
            .userInfo(of: token, world.act) != nil
    }

    private func expectNothing(of given: Given, _ world: TokenWorld, _ nodes: [TestInstallation]) async throws {
        switch given {
        case .nothing: return
        case .code(let code): #expect(try await world.redeem(code).issue == nil, "the code counts")
        case .tokens(let issue):
            for node in nodes { #expect(try await !opens(issue, world, on: node), "the access token counts") }
            let told = try await world.introspect(try world.text(issue))
            #expect(told == nil || told?["active"] == false, "it is told as one that counts")
            if let token = issue.refreshToken {
                #expect(try await world.refresh(token).issue == nil, "the refresh token counts")
            }
        }
    }

    /// What a session's end leaves: that outlives it.
    private func isLeft(by end: End, _ gift: Gift) -> Bool {
        gift == .tokensOfOfflineRefresh && (end == .sessionEnded || end == .signedOut)
    }

    @Test(arguments: End.allCases, Gift.allCases)
    func `nothing that was given counts once the end has been told`(end: End, gift: Gift) async throws {
        guard !isLeft(by: end, gift) else { return }
        for order in Order.allCases {
            for _ in 0..<(order == .atOnce ? Self.rounds : 1) {
                let (world, there) = try await world(for: end)
                let held = try await held(for: gift, world)
                let given: Given
                switch order {
                case .endFirst:
                    try await self.end(end, world)
                    given = try await give(held, world, on: there)
                    if gift != .code { #expect({ if case .nothing = given { true } else { false } }(), "\(given)") }
                case .endLast:
                    given = try await give(held, world, on: there)
                    #expect({ if case .nothing = given { false } else { true } }(), "nothing was given")
                    try await self.end(end, world)
                case .atOnce:
                    async let gave = give(held, world, on: there)
                    async let ended: Void = self.end(end, world)
                    (given, _) = (try await gave, try await ended)
                }
                try await expectNothing(of: given, world, [world.here, there])
                try await enable(after: end, world)
                try await expectNothing(of: given, world, [world.here, there])
            }
        }
    }

    // MARK: Beside a sign-in

    private func signIn(_ world: TokenWorld, on node: TestInstallation) async throws -> BrowserSecret<SessionCookie>? {
        let opening = SessionOpening(random: node.installation.random)
        let place = SignInPlace(interaction: nil, client: world.client.id, session: nil)
        return try await node.write { [world] transaction in
            try opening.open(world.person, .vneid(.two), at: place, world.act, in: transaction)
        }
    }

    @Test(arguments: [End.accountDisabled, .accountsJoined], Order.allCases)
    func `nobody is signed in whose account has been told to be shut, nor when it is open again`(
        end: End, order: Order
    ) async throws {
        for _ in 0..<(order == .atOnce ? Self.rounds : 1) {
            let (world, there) = try await world(for: end)
            let cookie: BrowserSecret<SessionCookie>?
            switch order {
            case .endFirst:
                try await self.end(end, world)
                cookie = try await signIn(world, on: there)
                #expect(cookie == nil)
            case .endLast:
                cookie = try await signIn(world, on: there)
                try await self.end(end, world)
            case .atOnce:
                async let opened = signIn(world, on: there)
                async let ended: Void = self.end(end, world)
                (cookie, _) = (try await opened, try await ended)
            }
            let now = world.clock.now
            for isEnabled in [false, true] {
                if isEnabled { try await enable(after: end, world) }
                let live = try await world.here.read { [world] transaction in
                    (
                        try cookie.flatMap { try transaction.sessions.find($0, at: now) },
                        try transaction.sessions.live(of: world.person, at: now).count
                    )
                }
                #expect(live.0 == nil && live.1 == 0)
            }
        }
    }

    // MARK: Beside what is told of permissions

    /// Of a platform that is told what people may do there.
    private func platform() async throws -> (world: TokenWorld, city: City, session: Session) {
        let world = try await TokenWorld {
            $0.platform = "bi"
            $0.scopes = ["openid", "org", "permissions", "offline_access"]
        }
        let city = try await City(world.here)
        let session = Session(
            id: SessionID("an"), person: city.an,
            authentication: Authentication(moment: .noon, level: .two, methods: [.password]), lastSeen: .noon)
        try await world.here.write { transaction in
            try transaction.sessions.open(session, cookie: BrowserSecret(random: SeededRandom(seed: 31)))
        }
        return (world, city, session)
    }

    private func roles(_ claims: JSONObject) -> [String] {
        (claims[PersonClaim.permissions.rawValue]?.object?["roles"]?.array ?? []).compactMap(\.string)
    }

    @Test(arguments: Order.allCases, [false, true])
    func `no token and no answer says a role whose end has been told`(order: Order, refreshes: Bool) async throws {
        let (world, city, session) = try await platform()
        let there = try TestInstallation(beside: world.here)
        for _ in 0..<(order == .atOnce ? 2 * Self.rounds : 1) {
            let grant = try await world.here.give("nguoi-nhap", to: .person(city.an), at: "H57.01.01", by: city.binh)
            world.clock.advance(by: .seconds(1))
            let code = try await world.code(["scope": "openid permissions offline_access"], in: session)
            let token = refreshes ? try await world.redeem(code).given().givenRefreshToken() : nil
            @Sendable func ask() async throws -> TokenOutcome {
                if let token { return try await world.refresh(token, to: there) }
                return try await world.redeem(code, to: there)
            }
            let outcome: TokenOutcome
            switch order {
            case .endFirst:
                _ = try await world.here.revoke(grant, by: city.binh).done()
                outcome = try await ask()
                #expect(roles(outcome.platformClaims) == [])
            case .endLast:
                outcome = try await ask()
                #expect(roles(outcome.platformClaims) == ["nguoi-nhap"])
                _ = try await world.here.revoke(grant, by: city.binh).done()
            case .atOnce:
                async let asked = ask()
                async let revoked = world.here.revoke(grant, by: city.binh)
                _ = try await revoked.done()
                outcome = try await asked
            }
            // Whatever the token itself said, who asks with it is told what holds.
            let issue = try outcome.given()
            let told = try #require(try await world.userInfo(issue))
            #expect(roles(told) == [])
            let next = try await world.refresh(try issue.givenRefreshToken(), to: there)
            #expect(next.issue != nil && roles(next.platformClaims) == [])
            let state = try await world.here.permissions()
            let decision = state.snapshot.decide(
                Question(
                    person: city.an, function: "bi.report.enter", unit: "H57.01.01",
                    moment: world.clock.now, session: .best(at: world.clock.now)))
            #expect(!decision.isPermit)
            world.clock.advance(by: .seconds(1))
        }
    }
}

extension TokenOutcome {
    fileprivate var platformClaims: JSONObject {
        if case .issued(_, let claims, _) = self { claims } else { JSONObject() }
    }
}

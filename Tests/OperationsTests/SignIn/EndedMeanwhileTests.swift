import Accounts
import Database
import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing
import Wire

@testable import Operations

/// A session that was looked at, and ends before it is acted in: by a sign-out, or with its person's account.
@Suite(.bothDatabases) struct EndedMeanwhileTests {
    enum End: CaseIterable, Sendable { case signOut, disabled }

    private func end(_ end: End, _ world: TokenWorld) async throws {
        switch end {
        case .signOut: try await world.endSession()
        case .disabled: try await world.disablePerson()
        }
    }

    /// An interaction, opened while the session was live, as a page would.
    private func opened(_ world: TokenWorld) async throws -> (OpenedInteraction, SignedIn) {
        let browser = BrowserSecret<BrowserCookie>(random: SeededRandom(seed: 41))
        let interaction = try await BeginInteraction(world.here.installation).begin(
            .request(.authorization([:])), for: world.client.id,
            at: BeginInteraction.Place(browser, device: nil, session: nil), world.clock.now)
        let context = DemandContext(
            TokenParties(
                issuer: world.issuer, subjects: world.subjects,
                succession: RefreshTokenSuccession(secret: [UInt8](repeating: 8, count: 32))),
            keys: try TokenWorld.keys(), session: BrowserSecret<SessionCookie>(random: SeededRandom(seed: 30)),
            at: world.clock.now)
        guard
            case .opened(let opened) = try await OpenInteraction(world.here.installation)
                .open(interaction, browser: browser, context)
        else { throw TestInstallation.Unregistered() }
        return (opened, try #require(opened.opened.signedIn))
    }

    @Test(arguments: End.allCases)
    func `a code is given to no session that has ended`(end: End) async throws {
        let world = try await TokenWorld()
        let (opened, signedIn) = try await opened(world)
        try await self.end(end, world)
        let request = try #require(opened.opened.request)
        let issue = IssueCode(world.here.installation, issuer: world.issuer)
        for interaction in [opened.id, nil] {
            let outcome = try await issue.issue(request, to: signedIn, interaction: interaction, world.act)
            #expect(outcome.word == "signed out")
        }
        #expect(try await world.count("authorizations") == 0)
        #expect(try await world.audit("authorization").isEmpty)
        // The demand still waits for whoever signs in next.
        let complete = "SELECT COUNT(*) FROM interactions WHERE completed_at IS NOT NULL"
        #expect(try await world.here.read { try $0.row(complete)?.integer(0) } == 0)
    }

    @Test(arguments: End.allCases)
    func `what is answered in a session that has ended was not said`(end: End) async throws {
        let world = try await TokenWorld()
        let (opened, signedIn) = try await opened(world)
        try await self.end(end, world)
        let consent = GiveConsent(world.here.installation)
        try await consent.allow(opened, signedIn, world.act)
        #expect(try await !consent.deny(opened, signedIn, world.act))
        try await ConfirmAccount(world.here.installation).confirm(opened.id, signedIn)
        #expect(try await world.count("consents") == 0)
        #expect(try await world.audit("consent").isEmpty)
        let answered = """
            SELECT COUNT(*) FROM interactions
            WHERE consent_given_in IS NOT NULL OR account_confirmed_in IS NOT NULL OR completed_at IS NOT NULL
            """
        #expect(try await world.here.read { try $0.row(answered)?.integer(0) } == 0)
    }

    @Test func `a session is signed out of once`() async throws {
        let world = try await TokenWorld()
        let signOut = SignOut(world.here.installation, issuer: world.issuer)
        for _ in 0..<2 { try await signOut.end(world.session, client: nil, world.act) }
        #expect(try await world.audit("sign-out").count == 1)
    }
}

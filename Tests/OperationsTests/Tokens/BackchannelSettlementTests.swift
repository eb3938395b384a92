import Accounts
import Cryptography
import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing

@testable import Operations

/// What a client gets that has asked behind the browser's back (CIBA Core §10, §11).
@Suite(.bothDatabases) struct BackchannelSettlementTests {
    @Test func `a request waits, is allowed by the person, and gives tokens`() async throws {
        let world = try await TokenWorld()
        let asked = try await world.ask(also: [("binding_message", "W4SCT")])
        #expect(asked.json["expires_in"] == 300 && asked.json["interval"] == 5)
        #expect(try await world.poll(asked).refusal == .authorizationPending)
        world.clock.advance(by: .seconds(5))
        #expect(try await world.poll(asked).refusal == .authorizationPending)
        #expect(try await world.allow(asked))
        let issue = try await world.poll(asked).given()
        #expect(
            issue.authorization.subject
                == .person(world.person, world.session.authentication, session: world.session.id))
        #expect(issue.accessToken.scopes == [.openid, .profile] && issue.idToken != nil)
        #expect(try await world.opens(issue))
        #expect(try await world.refresh(issue.givenRefreshToken()).issue != nil)
        #expect(
            try await world.audit("backchannel-authentication", "backchannel-approval", "token") == [
                "backchannel-authentication | success | client | platform",
                "backchannel-approval | success | person | platform",
                "token | success | person | platform", "token | success | person | platform",
            ])
    }

    @Test func `a client that names a resource gets a token for it alone`() async throws {
        let world = try await TokenWorld()
        let asked = try await world.ask()
        #expect(try await world.allow(asked))
        #expect(try await world.poll(asked, resource: TokenWorld.api).given().accessToken.audience == TokenWorld.api)
    }

    @Test func `who polls too soon has to wait 5 seconds longer (CIBA Core §11)`() async throws {
        let world = try await TokenWorld()
        let asked = try await world.ask()
        for (milliseconds, refusal) in [
            (0, TokenRefusal.authorizationPending), (4_999, .slowDown), (9_999, .slowDown),
            (15_000, .authorizationPending),
        ] {
            world.clock.advance(by: .milliseconds(milliseconds))
            #expect(try await world.poll(asked).refusal == refusal, "after \(milliseconds)")
        }
    }

    @Test func `a request that is denied is told so, and can't be allowed any more`() async throws {
        let world = try await TokenWorld()
        let asked = try await world.ask()
        #expect(try await world.deny(asked))
        #expect(try await world.poll(asked).refusal == .authRequestDenied)
        #expect(try await !world.allow(asked))
        #expect(try await world.count("authorizations") == 0)
    }

    @Test(arguments: [false, true])
    func `a request counts as long as it says, and then no longer`(isAllowed: Bool) async throws {
        let world = try await TokenWorld()
        let asked = try await world.ask(also: [("requested_expiry", "120")])
        #expect(asked.json["expires_in"] == 120)
        if isAllowed { #expect(try await world.allow(asked)) }
        world.clock.advance(by: .seconds(120))
        try await world.housekeep()
        #expect(try await world.poll(asked).refusal == .expiredAuthRequest)
        #expect(try await !world.allow(asked))
        world.clock.advance(by: .minutes(11))
        try await world.housekeep()
        #expect(try await world.count("backchannel_requests") == 0)
    }

    @Test func `another client's attempt changes nothing`() async throws {
        let world = try await TokenWorld()
        let thief = try await world.add(TokenWorld.client("thief"))
        let asked = try await world.ask()
        #expect(try await world.poll(asked, by: thief).refusal == .unknownAuthRequest)
        #expect(try await world.poll(asked).refusal == .authorizationPending, "the thief's poll was none of its own")
        #expect(try await world.allow(asked))
        #expect(try await world.poll(asked, by: thief).refusal == .unknownAuthRequest)
        #expect(try await world.poll(asked).issue != nil)
        #expect(try await world.poll(asked).refusal == .authRequestUsedTwice)
    }

    @Test func `nobody but the person who was asked can allow it`() async throws {
        let world = try await TokenWorld()
        let asked = try await world.ask()
        let other = try #require(PersonID(random: [UInt8](repeating: 2, count: 16)))
        let session = try await world.signInAnother(other)
        #expect(try await !world.allow(asked, in: session))
        #expect(try await world.poll(asked).refusal == .authorizationPending)
        #expect(try await world.allow(asked))
    }

    @Test func `an id that nobody gave is unknown`() async throws {
        let world = try await TokenWorld()
        let asked = try await world.ask()
        let outcome = try await world.send([
            ("grant_type", GrantType.ciba.rawValue), ("auth_req_id", asked.id.hash.text),
        ])
        #expect(outcome.refusal == .unknownAuthRequest)
    }
}

extension TokenWorld {
    /// Somebody else, with a session of their own.
    func signInAnother(_ person: PersonID) async throws -> Session {
        let other = Session(
            id: SessionID("another"), person: person, authentication: session.authentication, lastSeen: clock.now)
        try await here.write { transaction in
            try transaction.people.add(
                person,
                PersonClaims(
                    name: "Trần Văn Khác", birthdate: nil, phoneNumber: nil, address: nil, citizenNumber: nil,
                    identityLevel: .two), at: .noon)
            try transaction.sessions.open(other, cookie: BrowserSecret(random: SeededRandom(seed: 77)))
        }
        return other
    }
}

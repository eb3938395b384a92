import Accounts
import Cryptography
import Identity
import JOSE
import OpenIDConnect
import Storage
import TestSupport
import Testing
import Wire

@testable import Operations

/// Who may ask whom, by which hint, how often, and how (CIBA Core §7).
@Suite(.bothDatabases) struct BeginBackchannelAuthenticationTests {
    private let world: TokenWorld

    init() async throws { world = try await TokenWorld() }

    private func person(_ outcome: BeginBackchannelAuthentication.Outcome) async throws -> PersonID? {
        try await world.kept(try #require(outcome.response, "\(outcome.word)"))?.person
    }

    @Test(arguments: ["an.nguyen", " An.Nguyen "])
    func `a user name means its person, as somebody types it`(name: String) async throws {
        try await world.giveUsername()
        #expect(try await person(world.ask([("scope", "openid"), ("login_hint", name)])) == world.person)
    }

    @Test func `an ID token of the client means whom it is about, however old it is`() async throws {
        let issue = try await world.signIn()
        let hint = try world.idToken(issue)
        world.clock.advance(by: .hours(30))
        #expect(try await person(world.ask([("scope", "openid"), ("id_token_hint", hint)])) == world.person)
        let other = try await world.add(TokenWorld.client("other"))
        let foreign = try await world.ask([("scope", "openid"), ("id_token_hint", hint)], by: other)
        #expect(foreign.word == "unreadable-hint", "another client's ID token is no hint")
    }

    @Test func `a trusted issuer's statement means its person, once`() async throws {
        try await world.giveNumber()
        let hint: String = try world.assertion("1")
        #expect(try await person(world.ask([("scope", "openid"), ("login_hint_token", hint)])) == world.person)
        let again = try await world.ask([("scope", "openid"), ("login_hint_token", hint)])
        #expect(again.word == "unreadable-hint")
        let old: String = try world.assertion("2")
        world.clock.advance(by: .minutes(3))
        let expired = try await world.ask([("scope", "openid"), ("login_hint_token", old)])
        #expect(expired.word == "expired-login-hint-token")
    }

    /// CIBA Core §13 would let us say `unknown_user_id`; a client would learn by it who has an account.
    @Test(arguments: ["nobody.here", "0461900000 01", "x'; DROP TABLE people", "disabled"])
    func `a name that is nobody's waits and expires as one that somebody doesn't answer`(name: String) async throws {
        if name == "disabled" {
            try await world.giveUsername()
            try await world.disablePerson()
        }
        let hint = name == "disabled" ? "an.nguyen" : name
        let asked = try #require(try await world.ask([("scope", "openid"), ("login_hint", hint)]).response)
        #expect(try await world.kept(asked)?.person == nil)
        #expect(try await world.poll(asked).refusal == .authorizationPending)
        #expect(try await !world.allow(asked))
        world.clock.advance(by: .minutes(5))
        #expect(try await world.poll(asked).refusal == .expiredAuthRequest)
        #expect(try await world.audit("backchannel-authentication").count == 1)
    }

    @Test(arguments: ["an.nguyen", "nobody.here"])
    func `a client has three requests to one name waiting, whether it is anybody's or not`(name: String) async throws {
        try await world.giveUsername()
        for _ in 0..<3 {
            #expect(try await world.ask([("scope", "openid"), ("login_hint", name)]).word == "begun")
        }
        #expect(try await world.ask([("scope", "openid"), ("login_hint", name)]).word == "too many")
        #expect(try await world.ask([("scope", "openid"), ("login_hint", "somebody.else")]).word == "begun")
        world.clock.advance(by: .minutes(5))
        #expect(try await world.ask([("scope", "openid"), ("login_hint", name)]).word == "begun")
    }

    @Test func `a person is shown twenty requests at most, and no client is told of the others`() async throws {
        for number in 0..<7 {
            let other = try await world.add(TokenWorld.client("client-\(number)"))
            for _ in 0..<3 { _ = try await world.ask(by: other) }
        }
        #expect(try await world.count("backchannel_requests") == 21)
        let heard = try await world.here.read { [world] transaction in
            try transaction.backchannelRequests.waiting(for: world.person, at: world.clock.now, atMost: 100).count
        }
        #expect(heard == 20)
    }

    @Test func `a client that is not registered for it asks nobody, and a public one can't be`() async throws {
        let other = try await world.add(
            TokenWorld.client("other") { $0.grants.removeAll { $0 == GrantType.ciba.rawValue } })
        #expect(
            try await world.ask([("scope", "openid"), ("login_hint", "an.nguyen")], by: other).word
                == "unregistered-grant")
        #expect(throws: ClientRegistrationError.grantNeedsSecret(.ciba)) {
            try TokenWorld.client("public") {
                $0.authenticationMethod = "none"
                $0.grants = [GrantType.ciba.rawValue]
            }
        }
        #expect(try await world.count("backchannel_requests") == 0)
    }

    @Test func `a listing shows what waits for whoever is signed in, and nothing of others`() async throws {
        let asked = try await world.ask(also: [("binding_message", "Quầy số 3")])
        _ = try await world.ask([("scope", "openid"), ("login_hint", "nobody.here")])
        let read = ReadWaitingRequests(world.here.installation)
        let cookie = BrowserSecret<SessionCookie>(random: SeededRandom(seed: 30))
        let listing = try #require(try await read.list(cookie, at: world.clock.now))
        #expect(listing.requests.map(\.request.id) == [asked.id.hash])
        #expect(listing.requests.first?.request.bindingMessage == "Quầy số 3")
        let other = try #require(PersonID(random: [UInt8](repeating: 2, count: 16)))
        _ = try await world.signInAnother(other)
        let others = BrowserSecret<SessionCookie>(random: SeededRandom(seed: 77))
        #expect(try await read.list(others, at: world.clock.now)?.requests.isEmpty == true)
        #expect(try await read.list(nil, at: world.clock.now) == nil)
        #expect(try await world.deny(asked))
        #expect(try await read.list(cookie, at: world.clock.now)?.requests.isEmpty == true)
    }
}

extension TokenWorld {
    func idToken(_ issue: TokenIssue) throws -> String {
        let response = try TokenIssuer(issuer: issuer, keys: Self.keys(), subjects: subjects, memory: memory)
            .response(issue, platformClaims: [:])
        return try #require(response["id_token"]?.string)
    }
}

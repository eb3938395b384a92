import Accounts
import Database
import Directory
import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing
import Wire

@testable import Operations

@Suite(.bothDatabases) struct ReleasedClaimsTests {
    /// A platform that may learn what there is, of a person whom the city's directory knows.
    private func world(
        _ details: StaffDetails? = StaffDetails(
            username: Username("thunt"), name: "Nguyễn Thị Thử", mail: "thunt@hue.gov.vn", givenName: "Thử",
            familyName: "Nguyễn", locale: "vi"), _ change: (inout ClientRegistration) -> Void = { _ in }
    ) async throws -> TokenWorld {
        let world = try await TokenWorld {
            $0.scopes = ["openid", "profile", "email", "phone", "offline_access", "citizen_id"]
            change(&$0)
        }
        guard let details else { return world }
        let (source, key) = (try #require(SourceID("hr")), try #require(EntryKey("01")))
        try await world.here.write { transaction in
            try transaction.directoryBindings.put(
                BoundStaff(person: world.person, details: details, isActive: true), key, dn: "uid=thunt", of: source,
                at: .noon)
        }
        return world
    }

    /// What the ID token says of the person.
    private func idTokenClaims(_ world: TokenWorld, _ request: [String: String?]) async throws -> JSONObject {
        let outcome = try await world.redeem(try await world.code(request))
        guard case .issued(_, _, let claims) = outcome else { return ["outcome": .string(outcome.word)] }
        return claims
    }

    @Test func `UserInfo tells what the directory says of a member of staff`() async throws {
        let world = try await world()
        let told = try #require(try await world.userInfo(try await world.signIn(scope: "openid profile email")))
        #expect(told["email"] == "thunt@hue.gov.vn" && told["email_verified"] == false)
        #expect(told["given_name"] == "Thử" && told["family_name"] == "Nguyễn" && told["locale"] == "vi")
        #expect(told["preferred_username"] == "thunt")
        #expect(told["updated_at"] == .integer(Instant.noon.secondsSince1970))
        #expect(told["phone_number"] == nil)
    }

    @Test func `who isn't at work any more, or was never of the staff, has no address and no parts of a name`()
        async throws
    {
        let world = try await world(nil)
        let told = try #require(try await world.userInfo(try await world.signIn(scope: "openid profile email")))
        #expect(told["name"] == "Nguyễn Thị Thử")
        for name in ["email", "email_verified", "given_name", "family_name", "preferred_username", "locale"] {
            #expect(told[name] == nil, "\(name)")
        }
    }

    @Test func `a platform that can't do without gets a made-up address, the same at each sign-in`() async throws {
        let world = try await world(nil) {
            $0.tokens.hasSyntheticEmail = true
            $0.tokens.idTokenClaims = ["email"]
        }
        let told = try #require(try await world.userInfo(try await world.signIn(scope: "openid email")))
        let address = try #require(told["email"]?.string)
        #expect(address.hasSuffix("@khong-nhan-thu.invalid") && told["email_verified"] == false)
        #expect(try await idTokenClaims(world, ["scope": "openid email"]) == ["email": .string(address)])
    }

    @Test func `an ID token says what the client is registered for, of the scopes that were given`() async throws {
        let world = try await world { $0.tokens.idTokenClaims = ["name", "email", "preferred_username"] }
        #expect(
            try await idTokenClaims(world, ["scope": "openid profile"])
                == ["name": "Nguyễn Thị Thử", "preferred_username": "thunt"])
        #expect(try await idTokenClaims(world, ["scope": "openid"]).isEmpty)
    }

    @Test func `claims that a request names are told where it asked for them, and at no other place`() async throws {
        let world = try await world()
        let asked = #"{"userinfo":{"email":{"essential":true}},"id_token":{"given_name":null}}"#
        let code = try await world.code(["scope": "openid", "claims": asked])
        guard case .issued(let issue, _, let idToken) = try await world.redeem(code) else {
            Issue.record("no tokens")
            return
        }
        #expect(idToken == ["given_name": "Thử"])
        let told = try #require(try await world.userInfo(issue))
        #expect(told.names.sorted() == ["email", "sub"])
    }

    @Test func `what the registration has lost since isn't told, though the request had named it`() async throws {
        let world = try await world()
        let code = try await world.code([
            "scope": "openid", "claims": #"{"userinfo":{"email":null},"id_token":{"email":null}}"#,
        ])
        try await world.register { $0.scopes = ["openid", "profile"] }
        guard case .issued(let issue, _, let idToken) = try await world.redeem(code) else {
            Issue.record("no tokens")
            return
        }
        #expect(idToken.isEmpty)
        #expect(try await world.userInfo(issue)?.names == ["sub"])
    }

    @Test func `claims that were asked for are told after a refresh too`() async throws {
        let world = try await world { $0.tokens.idTokenClaims = ["email"] }
        let code = try await world.code([
            "scope": "openid offline_access email", "claims": #"{"id_token":{"locale":null}}"#,
        ])
        let token = try #require(try await world.redeem(code).given().refreshToken)
        guard case .issued(_, _, let claims) = try await world.refresh(token) else {
            Issue.record("no tokens")
            return
        }
        #expect(claims == ["locale": "vi", "email": "thunt@hue.gov.vn"])
    }
}

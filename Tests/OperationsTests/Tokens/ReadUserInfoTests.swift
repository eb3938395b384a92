import Identity
import OpenIDConnect
import Operations
import Storage
import TestSupport
import Testing

@Suite(.bothDatabases) struct ReadUserInfoTests {
    private typealias Change = @Sendable (TokenWorld, TokenIssue) async throws -> Void

    @Test func `an access token opens UserInfo until it, its authorization, session, person or client ends`()
        async throws
    {
        let cases: [(String, Bool, Change)] = [
            ("fresh", true, { _, _ in }),
            ("almost late", true, { world, _ in world.clock.advance(by: .minutes(10) - .milliseconds(1)) }),
            ("late", false, { world, _ in world.clock.advance(by: .minutes(10)) }),
            ("revoked", false, { world, issue in _ = try await world.revoke(try world.text(issue)) }),
            (
                "family revoked", false,
                { world, issue in _ = try await world.revoke(issue.givenRefreshToken().text) }
            ),
            ("session ended", false, { world, _ in try await world.endSession() }),
            ("person disabled", false, { world, _ in try await world.disablePerson() }),
            ("client disabled", false, { world, _ in try await world.register(isEnabled: false) }),
            (
                "client disabled and enabled", true,
                { world, _ in
                    try await world.register(isEnabled: false)
                    try await world.register()
                }
            ),
            (
                "client removed", false,
                { world, _ in
                    _ = try await RemoveClient(world.here.installation).run(world.client.id, world.here.act)
                }
            ),
        ]
        for (name, opens, change) in cases {
            let world = try await TokenWorld()
            let issue = try await world.signIn()
            try await change(world, issue)
            #expect(try await world.opens(issue) == opens, "\(name)")
        }
    }

    @Test func `a scope that a client lost is lost to the tokens that it has`() async throws {
        let world = try await TokenWorld()
        let issue = try await world.signIn()
        #expect(try await world.userInfo(issue)?["name"] == "Nguyễn Thị Thử")
        try await world.register { $0.scopes = ["openid"] }
        let claims = try #require(try await world.userInfo(issue))
        #expect(claims["name"] == nil)
        #expect(
            claims["sub"] == .string(world.subjects.subject(of: world.person, for: world.client.subjectType)))
    }

    @Test func `a citizen number that goes out is written down, and to whom; nothing else is`() async throws {
        let world = try await TokenWorld { $0.scopes += ["citizen_id"] }
        let number = try #require(CitizenNumber("046190000001"))
        try await world.here.write { [person = world.person] transaction in
            try transaction.execute(
                """
                INSERT INTO person_identifiers (kind, value, person, valid_from) VALUES ('citizen', $1, $2, 0)
                """, .text(number.digits), .text(person.text))
        }
        let plain = try await world.signIn()
        _ = try await world.userInfo(plain)
        #expect(try await world.audit("user-info").isEmpty)
        let issue = try await world.signIn(scope: "openid citizen_id")
        #expect(try await world.userInfo(issue)?["vn.gov.hue.citizen_id"]?.string == number.digits)
        #expect(try await world.audit("user-info") == ["user-info | success | person | platform"])
        let line = try await world.here.audit().last
        #expect(line?.hasSuffix("| vn.gov.hue.citizen_id") == true && line?.contains(number.digits) == false)
    }

    @Test func `a token without openid opens nothing`() async throws {
        let world = try await TokenWorld()
        let token = try await world.refreshToken()
        let narrow = try await world.refresh(token, scope: "profile").given()
        #expect(try await !world.opens(narrow))
    }
}

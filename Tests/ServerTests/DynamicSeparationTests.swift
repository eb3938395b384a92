import TestSupport
import Testing
import Wire

@testable import Server

/// Roles that exclude each other in a session (TCVN 14423 5.6.2.4): the first that is used shuts the other out.
@Suite(.bothDatabases) struct DynamicSeparationTests {
    private let provider: RunningProvider
    private let city: City
    private let map: PlatformClient

    init() async throws {
        provider = try RunningProvider()
        city = try await City(provider)
        map = city.platform("map")
        for role in ["bien-tap", "phat-hanh"] { try await provider.give(role, to: .person(city.an), at: "H57.01.01") }
    }

    @Test(arguments: [("layer.edit", "layer.publish"), ("layer.publish", "layer.edit")])
    func `the role that is used first shuts the other out, until the session ends`(
        _ first: String, _ second: String
    ) async throws {
        let an = try await city.signIn("an", at: "map")
        #expect(try await map.answer(an.sub, first, at: "H57.01.01", sid: an.sid) == "permit")
        for _ in 0..<2 {
            #expect(try await map.answer(an.sub, second, at: "H57.01.01", sid: an.sid) == "excluded_in_session")
        }
        #expect(try await map.answer(an.sub, first, at: "H57.01.01", sid: an.sid) == "permit")
        #expect(try await provider.count("exercised_roles") == 1)
    }

    @Test func `on a second node too, which had its own picture before`() async throws {
        let other = try RunningProvider(beside: provider)
        let an = try await city.signIn("an", at: "map")
        let there = city.platform("map", on: other)
        #expect(try await there.answer(an.sub, "layer.edit", at: "H57.02", sid: an.sid) == "no_grant")
        #expect(try await map.answer(an.sub, "layer.edit", at: "H57.01.01", sid: an.sid) == "permit")
        #expect(
            try await there.answer(an.sub, "layer.publish", at: "H57.01.01", sid: an.sid) == "excluded_in_session")
    }

    @Test func `within one request of several questions too`() async throws {
        let an = try await city.signIn("an", at: "map")
        let questions = ["layer.edit", "layer.publish", "layer.edit"].map {
            PlatformClient.question(an.sub, $0, at: "H57.01.01", sid: an.sid)
        }
        #expect(try await map.answers(questions) == ["permit", "excluded_in_session", "permit"])
        #expect(try await map.answers(Array(questions.reversed())) == ["permit", "excluded_in_session", "permit"])
        #expect(try await provider.texts("SELECT role FROM exercised_roles") == ["bien-tap"])
    }

    @Test func `questions that weren't asked any more use nothing`() async throws {
        let an = try await city.signIn("an", at: "map")
        let questions = [("layer.edit", "H57.02"), ("layer.edit", "H57.01.01")].map {
            PlatformClient.question(an.sub, $0.0, at: $0.1, sid: an.sid)
        }
        #expect(try await map.answers(questions, semantic: "deny_on_first_deny") == ["no_grant"])
        #expect(try await provider.count("exercised_roles") == 0)
        #expect(try await map.answer(an.sub, "layer.publish", at: "H57.01.01", sid: an.sid) == "permit")
    }

    @Test func `two requests at once on two nodes use one of the roles, not both`() async throws {
        let other = try RunningProvider(beside: provider)
        let there = city.platform("map", on: other)
        for _ in 0..<5 {
            let an = try await city.signIn("an", at: "map")
            let (sub, sid) = (an.sub, an.sid)
            async let edit = map.answer(sub, "layer.edit", at: "H57.01.01", sid: sid)
            async let publish = there.answer(sub, "layer.publish", at: "H57.01.01", sid: sid)
            #expect(try await [edit, publish].sorted() == ["excluded_in_session", "permit"])
        }
    }

    @Test func `another session is free`() async throws {
        let one = try await city.signIn("an", at: "map")
        let another = try await city.signIn("an", at: "map")
        #expect(try await map.answer(one.sub, "layer.edit", at: "H57.01.01", sid: one.sid) == "permit")
        #expect(try await map.answer(one.sub, "layer.publish", at: "H57.01.01", sid: another.sid) == "permit")
        #expect(
            try await map.answer(one.sub, "layer.publish", at: "H57.01.01", sid: one.sid) == "excluded_in_session")
    }

    @Test func `without a session nothing could be remembered, and so nothing is permitted`() async throws {
        let an = try await city.signIn("an", at: "map")
        #expect(try await map.answer(an.sub, "layer.edit", at: "H57.01.01") == "session_required")
        #expect(try await map.answer(an.sub, "layer.publish", at: "H57.01.01") == "session_required")
        #expect(try await provider.count("exercised_roles") == 0)
    }

    @Test func `roles that exclude nothing leave no trace`() async throws {
        try await provider.give("nguoi-xem", to: .person(city.an), at: "H57")
        let an = try await city.signIn("an", at: "map")
        #expect(try await map.answer(an.sub, "layer.view", at: "H57", sid: an.sid) == "permit")
        #expect(try await map.answer(an.sub, "layer.view", at: "H57") == "permit")
        #expect(try await provider.count("exercised_roles") == 0)
    }

    @Test func `searching for functions uses none of them`() async throws {
        let an = try await city.signIn("an", at: "map")
        let found = try await map.search(
            "action",
            [
                "subject": ["type": "user", "id": .string(an.sub)], "resource": ["type": "unit", "id": "H57.01.01"],
                "context": ["sid": .string(an.sid)],
            ])
        #expect(found == [["map.layer.edit", "map.layer.publish"]])
        #expect(try await provider.count("exercised_roles") == 0)
        #expect(try await map.answer(an.sub, "layer.edit", at: "H57.01.01", sid: an.sid) == "permit")
        let after = try await map.search(
            "action",
            [
                "subject": ["type": "user", "id": .string(an.sub)], "resource": ["type": "unit", "id": "H57.01.01"],
                "context": ["sid": .string(an.sid)],
            ])
        #expect(after == [["map.layer.edit"]])
    }

    // MARK: Signing in once more

    /// Signs somebody in once more in a browser that is signed in.
    private func signIn(
        _ name: String, after acting: Acting, in pause: Duration = .minutes(1)
    ) async throws -> Acting {
        provider.clock.advance(by: pause)
        let changes = [("scope", "openid"), ("prompt", "login")]
        let code = try await acting.browser.code("map", changes, as: name + ".hue")
        return try Acting(acting.browser, try await acting.browser.redeem(code, "map"))
    }

    // Fifteen minutes of idleness are our limit, and what a function may ask a fresh sign-in for.
    @Test(arguments: [Duration.milliseconds(1), .minutes(14), .minutes(15), .hours(5)])
    func `who proves once more to be the same person goes on with the roles that were used`(
        _ pause: Duration
    ) async throws {
        var an = try await city.signIn("an", at: "map")
        #expect(try await map.answer(an.sub, "layer.edit", at: "H57.01.01", sid: an.sid) == "permit")
        for _ in 0..<2 {
            let old = an
            an = try await signIn("an", after: old, in: pause)
            #expect(an.sid != old.sid && an.sub == old.sub)
            #expect(
                try await map.answer(an.sub, "layer.publish", at: "H57.01.01", sid: an.sid) == "excluded_in_session")
            #expect(try await map.answer(an.sub, "layer.publish", at: "H57.01.01", sid: old.sid) == "session_ended")
        }
        #expect(try await map.answer(an.sub, "layer.edit", at: "H57.01.01", sid: an.sid) == "permit")
    }

    @Test func `another person in the same browser begins anew`() async throws {
        for role in ["bien-tap", "phat-hanh"] {
            try await provider.give(role, to: .person(city.giang), at: "H57.01.01")
        }
        let an = try await city.signIn("an", at: "map")
        #expect(try await map.answer(an.sub, "layer.edit", at: "H57.01.01", sid: an.sid) == "permit")
        let giang = try await signIn("giang", after: an)
        #expect(giang.sub != an.sub)
        #expect(try await map.answer(giang.sub, "layer.publish", at: "H57.01.01", sid: giang.sid) == "permit")
        #expect(
            try await provider.texts("SELECT role FROM exercised_roles ORDER BY role") == ["bien-tap", "phat-hanh"])
    }
}

import Accounts
import Database
import Identity
import OpenIDConnect
import Operations
import Storage
import TestSupport
import Testing
import Wire

@testable import Server

/// A stranger who asks for authorizations as fast as they can be asked for, on a volume of 6 MB: it used to be full after
/// 255 of them, and then nobody signed in.
@Suite(.bothDatabases) struct FloodTests {
    private static let volume: Int64 = 6 << 20

    private let provider: RunningProvider

    init() async throws {
        // How much room a PostgreSQL has nobody says: there requests have a bound of their own.
        let isFile = TestEngine.current.isSQLite
        provider = try RunningProvider(
            limits: DatabaseLimits(bytes: isFile ? Self.volume : nil),
            interactions: isFile ? InteractionLimits() : InteractionLimits(bytes: 2 << 20), rates: .wide)
        try await provider.register()
        try await provider.addAccount()
    }

    /// An authorization with as much besides as a query may have, from a browser that keeps no cookies.
    private func flood(_ count: Int, _ changes: [(String, String)] = []) async throws -> [Int: Int] {
        let query =
            "/oauth2/authorize?"
            + FormParameters(
                Browser.request("platform", changes + [("junk", String(repeating: "j", count: 8000))])
            ).encoded()
        var answers: [Int: Int] = [:]
        for _ in 0..<count {
            let reply = try await Browser(provider).get(query)
            answers[reply.status, default: 0] += 1
            if reply.status == 503 { #expect(reply.header("Retry-After") != nil) }
        }
        return answers
    }

    private func statusOfReadiness() async throws -> Int {
        try await AdministrativePort(provider).get("/readyz").status
    }

    @Test func `a flood of authorizations with junk in them doesn't fill the volume, and honest sign-ins go on`()
        async throws
    {
        let before = try await provider.database.room().free
        for _ in 0..<8 {
            #expect(try await flood(100) == [303: 100])
            let honest = Browser(provider)
            let code = try await honest.code()
            #expect(try await honest.redeem(code).status == 200)
        }
        // What is known of 800 requests, and not their 6.4 MB of junk.
        #expect(before - (try await provider.database.room().free) < 2 << 20)
        #expect(try await provider.database.read { try $0.interactions.load().bytes } < 1 << 20)
        #expect(try await statusOfReadiness() == 200)
    }

    @Test func `when strangers have their share, who is known goes on, and strangers are told when to come again`()
        async throws
    {
        let known = Browser(provider)
        _ = try await known.code()
        let begun = Browser(provider)
        let page = try await begun.authorize()
        // With all that is allowed, so that it goes quicker.
        let state = [("state", String(repeating: "s", count: 8000))]
        var refused = 0
        for _ in 0..<100 where refused == 0 {
            refused = try await flood(20, state)[503] ?? 0
            provider.clock.advance(by: .milliseconds(250))
        }
        #expect(refused > 0)
        // Who has begun finishes.
        let code = try await begun.goOn(try await begun.signIn(page)).redirection().single("code")
        #expect(try await begun.redeem(try #require(code)).status == 200)
        // Who has signed in with this browser before begins, though the session is gone.
        known.cookies["__Host-hue-sso-session"] = nil
        known.cookies["__Host-hue-sso-browser"] = nil
        let again = try await known.code()
        #expect(try await known.redeem(again).status == 200)
        #expect(try await statusOfReadiness() == 200)
        // A page for people, in both languages, for whoever has to wait.
        let waiting = try await Browser(provider).get(
            "/oauth2/authorize?" + FormParameters(Browser.request("platform", state)).encoded())
        #expect(waiting.status == 503 && waiting.header("Retry-After") == "5")
        #expect(waiting.text.contains("quá tải") && waiting.text.contains("Too many people"))
        // When the half hour of the flood is over there is room again.
        provider.clock.advance(by: Interaction.lifetime)
        try await Housekeep(provider.provider.installation).run(at: provider.clock.now)
        #expect(try await flood(20) == [303: 20])
    }

    @Test func `requests that are refused to strangers cost no row each`() async throws {
        let events = try await provider.events()
        let stranger = Browser(provider)
        for _ in 0..<50 {
            _ = try await stranger.get("/oauth2/userinfo")
            _ = try await stranger.get("/oauth2/authorize")
            _ = try await stranger.get("/oauth2/logout?id_token_hint=x")
            _ = try await stranger.get("/vneid/callback?x")
            _ = try await stranger.post("/oauth2/token", raw: "rubbish")
            _ = try await stranger.post("/oauth2/token", [("grant_type", "x"), ("client_id", "nobody")])
            _ = try await stranger.post("/oauth2/introspect", [("token", "x"), ("client_id", "nobody")])
            _ = try await stranger.post("/oauth2/revoke", [("token", "x"), ("client_id", "nobody")])
            _ = try await stranger.post("/oauth2/device_authorization", [("client_id", "nobody")])
            _ = try await stranger.post("/device", [("user_code", "x")])
            _ = try await stranger.post("/access/v1/evaluation", body: "{}", type: "application/json")
        }
        #expect(try await provider.events() == events)
        let counted = try await provider.counted()
        #expect(
            counted.count <= 11 && counted.allSatisfy { $0.hasSuffix(" | 50") || $0.hasSuffix(" | 100") }, "\(counted)")
    }
}

import Identity
import Synchronization
import TestSupport
import Testing
import VNeIDMock
import Wire

/// A fresh sign-in that a platform demands is one at VNeID too, though VNeID remembers people (OpenID Connect Core
/// §3.1.2.1): it is asked for, and what comes back is believed.
@Suite(.bothDatabases) struct VNeIDFreshnessTests {
    private static let citizen = "046195000022"

    /// A browser as VNeID sees it: with the cookie of a session there.
    private final class Portal: Sendable {
        let stage: Federated
        private let cookie = Mutex<String?>(nil)

        init(_ stage: Federated) { self.stage = stage }

        private func send(_ address: String, _ form: [(String, String)]? = nil) async throws -> Reply {
            let reply = try await stage.send(address, form, cookie: cookie.withLock { $0 })
            if let set = reply.header("Set-Cookie") { cookie.withLock { $0 = String(set.prefix { $0 != ";" }) } }
            return reply
        }

        /// What a person does there, up to the redirect back to us.
        /// - Returns: the callback, and whether a password was asked for.
        func visit(_ address: String, as username: String = citizen) async throws -> (callback: String, asked: Bool) {
            var page = try await send(address)
            let transaction = try #require(page.hidden("transaction"), "\(page.text)")
            let asked = page.text.contains("name=\"otp\"")
            if asked {
                let persona = try #require(try PersonaFile.standard().first { $0.username == username })
                page = try await send(
                    stage.origin + "/simulation/sign-in",
                    [
                        ("transaction", transaction), ("username", username), ("password", persona.password),
                        ("otp", persona.otp),
                    ])
            }
            let decided = try await send(
                stage.origin + "/simulation/consent", [("transaction", transaction), ("decision", "allow")])
            return (try stage.path(try #require(decided.location, "\(decided.status) \(decided.text)")), asked)
        }

        /// From our login page to the answer of our callback.
        func signIn(_ browser: Browser, _ page: Reply) async throws -> (reply: Reply, asked: Bool) {
            let (callback, asked) = try await visit(try await stage.begin(browser, page))
            return (try await browser.follow(try await browser.get(callback)), asked)
        }
    }

    private static func authTime(_ reply: Reply, _ browser: Browser) async throws -> Int64? {
        let code = try #require(try reply.redirection().single("code"), "\(reply.status) \(reply.text)")
        return try browser.idToken(try await browser.redeem(code))["auth_time"]?.integer
    }

    @Test func `a plain sign-in goes on with VNeID's session, and tells when that began`() async throws {
        try await Federated.run(keepsSessions: true) { stage in
            let portal = Portal(stage)
            let first = Browser(stage.provider)
            #expect(try await portal.signIn(first, try await first.authorize()).asked)
            let signedInAt = stage.provider.clock.now
            stage.provider.clock.advance(by: .minutes(40))

            let second = Browser(stage.provider)
            let (reply, asked) = try await portal.signIn(second, try await second.authorize())
            #expect(!asked)
            #expect(try await Self.authTime(reply, second) == signedInAt.secondsSince1970)
        }
    }

    @Test(arguments: [
        [("prompt", "login")], [("max_age", "0")], [("max_age", "300")],
    ])
    func `what has to be fresh is asked of VNeID, and proven there`(demand: [(String, String)]) async throws {
        try await Federated.run(keepsSessions: true) { stage in
            let portal = Portal(stage)
            let browser = Browser(stage.provider)
            _ = try await portal.signIn(browser, try await browser.authorize())
            stage.provider.clock.advance(by: .minutes(10))

            let page = try await browser.authorize("platform", demand)
            let (reply, asked) = try await portal.signIn(browser, page)
            #expect(asked, "somebody else may sit there by now")
            #expect(try await Self.authTime(reply, browser) == stage.provider.clock.now.secondsSince1970)
        }
    }

    @Test func `who wants to be another is asked by VNeID as well who they are`() async throws {
        try await Federated.run(keepsSessions: true) { stage in
            let portal = Portal(stage)
            let browser = Browser(stage.provider)
            _ = try await portal.signIn(browser, try await browser.authorize())
            stage.provider.clock.advance(by: .minutes(1))
            let chosen = try await browser.authorize("platform", [("prompt", "select_account")])
            let page = try await browser.follow(try await browser.submit(chosen, [("choice", "another")]))
            let (reply, asked) = try await portal.signIn(browser, page)
            #expect(asked)
            #expect(try reply.redirection().single("code") != nil)
        }
    }

    @Test(arguments: [[("prompt", "login")], [("max_age", "300")]])
    func `a VNeID that doesn't ask makes no fresh sign-in, and no loop`(demand: [(String, String)]) async throws {
        try await Federated.run(keepsSessions: true) { stage in
            let portal = Portal(stage)
            let browser = Browser(stage.provider)
            _ = try await portal.signIn(browser, try await browser.authorize())
            stage.provider.clock.advance(by: .minutes(10))
            let before = try await stage.provider.texts("SELECT id FROM sessions")
            try await stage.mock.faults.set(.freshnessIgnored, lasting: .untilCleared)

            var page = try await browser.authorize("platform", demand)
            for _ in 0..<2 {
                let (reply, asked) = try await portal.signIn(browser, page)
                #expect(!asked)
                #expect(reply.status == 200 && reply.words(of: "problem")?.contains("VNeID đã không yêu cầu") == true)
                page = reply
            }
            #expect(try await stage.provider.texts("SELECT id FROM sessions") == before)
            let refusals = try await stage.provider.counted().filter { $0.contains("vneid-not-fresh") }
            #expect(refusals.map { $0.hasSuffix("| 2") } == [true], "\(refusals)")

            // Once VNeID asks, the same page leads through.
            await stage.mock.faults.clear()
            let (reply, asked) = try await portal.signIn(browser, page)
            #expect(asked)
            #expect(try await Self.authTime(reply, browser) == stage.provider.clock.now.secondsSince1970)
        }
    }

    @Test func `after an answer that was too old VNeID is told to ask, whatever the demand`() async throws {
        try await Federated.run(keepsSessions: true) { stage in
            let portal = Portal(stage)
            let first = Browser(stage.provider)
            _ = try await portal.signIn(first, try await first.authorize())
            stage.provider.clock.advance(by: .hours(2))
            try await stage.mock.faults.set(.freshnessIgnored)
            let browser = Browser(stage.provider)
            let (page, _) = try await portal.signIn(browser, try await browser.authorize())
            #expect(page.attribute("href", of: "continue-with-vneid")?.hasSuffix("/vneid?prompt=login") == true)
            let address = try await stage.begin(browser, page)
            #expect(try FormParameters(query: try URI(address).query ?? "").single("prompt") == "login")
        }
    }

    @Test(arguments: [
        (Fault.noAuthTime, "auth-time"), (.noSubject, "claims"), (.foreignAnswer, "issuer"),
    ])
    func `an answer that doesn't say when, whom, or is another's is none`(fault: Fault, flaw: String) async throws {
        try await Federated.run { stage in
            let browser = Browser(stage.provider)
            let page = try await browser.authorize()
            try await stage.mock.faults.set(fault)
            let reply = try await stage.signIn(browser, page, as: Self.citizen)
            #expect(reply.location?.hasSuffix("?problem=failed") == true)
            #expect(browser.session == nil)
            let counted = try await stage.provider.counted()
            #expect(counted.contains { $0.contains("| vneid-untrustworthy-\(flaw) |") }, "\(counted)")
            let again = try await stage.signIn(browser, try await browser.follow(reply), as: Self.citizen)
            #expect(try await browser.follow(again).redirection().single("code") != nil)
        }
    }

    @Test func `one sign-in is enough for max_age=0 and prompt=login together`() async throws {
        try await Federated.run(keepsSessions: true) { stage in
            let portal = Portal(stage)
            let browser = Browser(stage.provider)
            _ = try await portal.signIn(browser, try await browser.authorize())
            stage.provider.clock.advance(by: .minutes(1))
            let page = try await browser.authorize("platform", [("prompt", "login"), ("max_age", "0")])
            let (reply, _) = try await portal.signIn(browser, page)
            #expect(try reply.redirection().single("code") != nil)
        }
    }
}

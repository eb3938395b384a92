import Identity
import Keys
import Operations
import Settings
import TestSupport
import Testing
import VNeIDMock
import Wire

@testable import Server

/// The way in with VNeID directly (profile `quirks`), on the simulated one, from the login page to the platform's code.
@Suite(.bothDatabases) struct QuirksSignInTests {
    private static let citizen = "046195000022"

    @Test(arguments: ["046195000022", "NN04600044", "0000460055", "046080000066"])
    func `VNeID's answer opens a session, in our own terms`(username: String) async throws {
        try await Federated.run(.quirks) { stage in
            let browser = Browser(stage.provider)
            let claims = try browser.idToken(try await browser.redeem(try await stage.code(browser, as: username)))
            #expect(claims["acr"] == "https://hue.gov.vn/acr/2")
            #expect(claims["amr"] == ["vneid", "mfa"])
            #expect(stage.wire.count("/token") == 1 && stage.wire.count("/userinfo") == 1)
            // Nothing came in clear.
            for body in stage.wire.bodies("/token") + stage.wire.bodies("/userinfo") {
                #expect(Set(try JSONReader.readObject(Array(body.utf8)).members.map(\.name)) == ["data", "key"])
            }
        }
    }

    @Test func `the same person comes by either profile`() async throws {
        for profile in VNeIDProfile.allCases {
            try await Federated.run(profile) { stage in
                _ = try await stage.code(Browser(stage.provider))
                _ = try await stage.code(Browser(stage.provider))
                #expect(
                    try await stage.provider.texts("SELECT kind || ' ' || value FROM person_identifiers")
                        == ["citizen \(Self.citizen)"])
            }
        }
    }

    @Test func `an answer without an envelope is taken`() async throws {
        try await Federated.run(.quirks) { stage in
            try await stage.mock.faults.set(.plainAnswer, lasting: .untilCleared)
            _ = try await stage.code(Browser(stage.provider))
            #expect(try #require(stage.wire.bodies("/userinfo").first).contains(Self.citizen))
        }
    }

    /// What an answer in the browser can be made into by somebody on its way.
    private static let changes: [(String, @Sendable (String) -> String)] = [
        ("no key", { $0.replacing(/&encrypt_key=[^&]*/, with: "") }),
        ("another key", { $0.replacing(/encrypt_key=...../, with: "encrypt_key=AAAAA") }),
        ("a key that is short", { $0.replacing(/encrypt_key=[^&]*/, with: "encrypt_key=AAAA") }),
        ("another code", { $0.replacing(/([?&])code=...../, with: { "\($0.output.1)code=AAAAA" }) }),
        ("a code that is short", { $0.replacing(/([?&])code=[^&]*/, with: { "\($0.output.1)code=AAAA" }) }),
        ("no Base64", { $0.replacing(/([?&])code=[^&]*/, with: { "\($0.output.1)code=*" }) }),
        (
            "a GUID in clear",
            {
                $0.replacing(/([?&])code=[^&]*/, with: { "\($0.output.1)code=5f0c2a1e-8d34-4b6f-9a77-0c1d2e3f4a5b" })
            }
        ),
    ]

    @Test(arguments: 0..<7)
    func `whatever was changed on the way, it is one refusal, and VNeID was asked`(index: Int) async throws {
        let (name, change) = Self.changes[index]
        try await expectTheOneFailure(name) { stage, browser, page in
            let callback = try await stage.visit(try await stage.begin(browser, page), as: Self.citizen)
            let changed = change(callback)
            try #require(changed != callback, "\(name)")
            return try await browser.get(changed)
        }
    }

    @Test(arguments: [Fault.corruptEnvelope, .replayedCode, .addressNotAllowed])
    func `whatever VNeID gets wrong, it is the same refusal`(fault: Fault) async throws {
        try await expectTheOneFailure(fault.rawValue) { stage, browser, page in
            try await stage.mock.faults.set(fault)
            return try await stage.signIn(browser, page, as: Self.citizen)
        }
    }

    @Test func `a code that has waited for longer than a few seconds is the same refusal`() async throws {
        try await expectTheOneFailure("late") { stage, browser, page in
            let callback = try await stage.visit(try await stage.begin(browser, page), as: Self.citizen)
            stage.provider.clock.advance(by: .seconds(10))
            return try await browser.get(callback)
        }
    }

    typealias Scripted = RecordingFetcher.Scripted

    @Test(arguments: [
        ("/token", Scripted.answer(415, "{}")), ("/token", .answer(200, "<html>")), ("/token", .answer(200, "{}")),
        ("/token", .answer(200, #"{"data":"AAAA","key":"AAAA"}"#)), ("/userinfo", .answer(401, "{}")),
        ("/userinfo", .answer(200, "{}")), ("/userinfo", .answer(200, #"{"data":"AAAA"}"#)),
    ])
    func `an answer that can't be used is the same refusal`(path: String, answer: Scripted) async throws {
        try await expectTheOneFailure(path) { stage, browser, page in
            stage.wire.script(path, answer)
            return try await stage.signIn(browser, page, as: Self.citizen)
        }
    }

    /// Somebody whose sign-in fails sees, and leaves behind, the same as everybody whose sign-in fails.
    private func expectTheOneFailure(
        _ name: String, _ signIn: @Sendable (Federated, Browser, Reply) async throws -> Reply
    ) async throws {
        try await Federated.run(.quirks) { stage in
            let browser = Browser(stage.provider)
            let reply = try await signIn(stage, browser, try await browser.authorize())
            #expect(reply.status == 303 && reply.location?.hasSuffix("?problem=failed") == true, "\(name)")
            #expect(reply.header("Set-Cookie") == nil, "\(name)")
            let page = try await browser.follow(reply)
            #expect(page.words(of: "problem")?.contains("Không xác thực được kết quả") == true, "\(name)")
            #expect(stage.wire.count("/token") == 1, "\(name)")
            for table in ["sessions", "people", "authorization_codes"] {
                #expect(try await stage.provider.count(table) == 0, "\(name)")
            }
            #expect(
                try await stage.provider.counted()
                    == ["sign-in | vneid-untrustworthy-exchange | 203.0.113.0/24 | platform | 1"], "\(name)")
        }
    }

    @Test func `a platform that needs a fresh sign-in gets none where that was not agreed`() async throws {
        try await Federated.run(.quirks, keepsSessions: true, asksEveryTime: false) { stage in
            let browser = Browser(stage.provider)
            _ = try await stage.code(browser)
            let page = try await browser.authorize("platform", [("prompt", "login")])
            let reply = try await browser.get(try #require(page.attribute("href", of: "continue-with-vneid")))
            #expect(reply.location?.hasSuffix("?problem=not-fresh") == true, "\(reply.location ?? "")")
        }
    }

    @Test func `a key that is made beside a running server opens what VNeID seals to it`() async throws {
        let vault = try KeyVault(
            masterKey: MasterKey(Base64URL.encode([UInt8](repeating: 1, count: 32))), random: SeededRandom(seed: 5),
            algorithms: [.ES256])
        let fresh = try vault.make(at: SetClock().now)
        try await Federated.run(.quirks, keys: (fresh.secrets, vault, KeySettings())) { stage in
            let (provider, mock) = (stage.provider, stage.mock)
            let act = Act(actor: .administrator("root"), origin: .local, now: provider.clock.now)
            try #require(try await InstallKeys(provider.installation).run(fresh, act))
            let keepKeys = try #require(provider.provider.keepKeys)
            for isSuccessor in [false, true] {
                let key = try await MakeEnvelopeKey(provider.installation, vault.sealer)
                    .run(asSuccessor: isSuccessor, act).get()
                let registration = try #require(
                    VNeIDMockClient(
                        id: "sso-hue-web", secret: "the secret of hue", name: "Huế",
                        redirectURIs: [URI(RunningProvider.issuer + "/vneid/callback")], publicKey: key))
                await mock.register(registration)
                _ = try await keepKeys.run(knowing: nil, act)
                _ = try await stage.code(Browser(provider))
            }
        }
    }
}

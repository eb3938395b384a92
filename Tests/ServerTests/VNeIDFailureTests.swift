import Identity
import TestSupport
import Testing
import VNeIDMock
import Wire

/// Every way in which VNeID can fail ends on our login page, which says what happened and offers the ways on; nobody is
/// signed in, and the refusal is counted.
@Suite(.bothDatabases) struct VNeIDFailureTests {
    /// How a login ended that must not have signed anybody in.
    private func expectRefusal(
        _ reply: Reply, _ browser: Browser, _ stage: Federated, problem: String, event word: String
    ) async throws {
        #expect(reply.status == 303)
        #expect(reply.location?.hasSuffix("?problem=\(problem)") == true, "\(reply.location ?? reply.text)")
        let page = try await browser.follow(reply)
        #expect(page.status == 200)
        #expect(page.words(of: "problem")?.contains(try #require(Self.words[problem])) == true)
        #expect(page.attribute("href", of: "continue-with-vneid") != nil)
        #expect(page.attribute("name", of: "password") == "password")
        #expect(browser.session == nil)
        for table in ["sessions", "people", "authorization_codes"] {
            #expect(try await stage.provider.count(table) == 0)
        }
        #expect(try await stage.provider.counted() == ["sign-in | \(word) | 203.0.113.0/24 | platform | 1"])
    }

    private static let words = [
        "refused": "đã từ chối chia sẻ", "failed": "Không xác thực được kết quả",
        "unavailable": "không kết nối được",
        "level-too-low": "chưa đạt mức độ",
    ]

    @Test(arguments: [
        (Fault.refusedByCitizen, "refused", "vneid-refused"), (.consentExpired, "refused", "vneid-refused"),
        (.accountLocked, "refused", "vneid-refused"),
        (.replayedCode, "failed", "vneid-untrustworthy-token-refused"),
        (.addressNotAllowed, "failed", "vneid-untrustworthy-token-refused"),
        (.wrongSignature, "failed", "vneid-untrustworthy-signature"),
        (.wrongIssuer, "failed", "vneid-untrustworthy-issuer"),
        (.wrongNonce, "failed", "vneid-untrustworthy-nonce"),
        (.wrongAudience, "failed", "vneid-untrustworthy-audience"),
    ])
    func `a fault of VNeID signs nobody in, and says why`(
        fault: Fault, problem: String, word: String
    ) async throws {
        try await Federated.run { stage in
            let browser = Browser(stage.provider)
            let page = try await browser.authorize()
            try await stage.mock.faults.set(fault)
            let reply = try await stage.signIn(browser, page, as: "046195000022")
            try await expectRefusal(reply, browser, stage, problem: problem, event: word)

            // It was once; the same page leads through now.
            let again = try await stage.signIn(browser, try await browser.follow(reply), as: "046195000022")
            #expect(try await browser.follow(again).redirection().single("code") != nil)
        }
    }

    @Test func `a lower level than the platform asks for is told to the person`() async throws {
        try await Federated.run { stage in
            let browser = Browser(stage.provider)
            let page = try await browser.authorize("platform", [("acr_values", "https://hue.gov.vn/acr/2")])
            try await stage.mock.faults.set(.levelTooLow)
            let reply = try await stage.signIn(browser, page, as: "046195000022")
            try #require(
                reply.location?.hasSuffix("?problem=level-too-low") == true, "\(reply.location ?? "")")
            try await expectRefusal(
                reply, browser, stage, problem: "level-too-low", event: "vneid-level-too-low")
        }
    }

    @Test func `a lower level is taken where the platform asks for none, and told as what it is`()
        async throws
    {
        try await Federated.run { stage in
            let browser = Browser(stage.provider)
            try await stage.mock.faults.set(.levelTooLow)
            let claims = try browser.idToken(try await browser.redeem(try await stage.code(browser)))
            #expect(claims["acr"] == "https://hue.gov.vn/acr/1")
            #expect(claims["amr"] == ["vneid"])
        }
    }

    @Test func `who presses refuse at VNeID comes back to our page`() async throws {
        try await Federated.run { stage in
            let browser = Browser(stage.provider)
            let address = try await stage.begin(browser, try await browser.authorize())
            let callback = try await stage.visit(address, as: "046195000022", decision: "deny")
            try await expectRefusal(
                try await browser.get(callback), browser, stage, problem: "refused", event: "vneid-refused")
        }
    }

    @Test func `VNeID that is down before we send the browser there is unavailable`() async throws {
        try await Federated.run { stage in
            let browser = Browser(stage.provider)
            let page = try await browser.authorize()
            try await stage.mock.faults.set(.down)
            let reply = try await browser.get(try #require(page.attribute("href", of: "continue-with-vneid")))
            try await expectRefusal(reply, browser, stage, problem: "unavailable", event: "vneid-unavailable")
            #expect(try await stage.provider.count("upstream_logins") == 0)
        }
    }

    @Test func `VNeID that goes down while the person is there is unavailable`() async throws {
        try await Federated.run { stage in
            let browser = Browser(stage.provider)
            let address = try await stage.begin(browser, try await browser.authorize())
            let callback = try await stage.visit(address, as: "046195000022")
            try await stage.mock.faults.set(.down)
            try await expectRefusal(
                try await browser.get(callback), browser, stage, problem: "unavailable",
                event: "vneid-unavailable")
        }
    }

    typealias Scripted = RecordingFetcher.Scripted

    @Test(arguments: [
        ("/oauth2/token", Scripted.failure(.timedOut), "unavailable", "vneid-unavailable"),
        ("/oauth2/token", .failure(.unreachable), "unavailable", "vneid-unavailable"),
        ("/oauth2/token", .failure(.tooLarge), "unavailable", "vneid-unavailable"),
        ("/oauth2/token", .answer(500, "{}"), "unavailable", "vneid-unavailable"),
        ("/oauth2/token", .answer(302, ""), "failed", "vneid-untrustworthy-token-refused"),
        ("/oauth2/token", .answer(200, "<html>"), "failed", "vneid-untrustworthy-token-refused"),
        ("/oauth2/token", .answer(200, "[]"), "failed", "vneid-untrustworthy-token-refused"),
        ("/oauth2/token", .answer(200, "{}"), "failed", "vneid-untrustworthy-token-response"),
        (
            "/oauth2/token", .answer(200, #"{"id_token":7,"access_token":"a"}"#), "failed",
            "vneid-untrustworthy-token-response"
        ),
        (
            "/oauth2/token", .answer(200, #"{"id_token":"a.b.c","access_token":"a"}"#), "failed",
            "vneid-untrustworthy-token-response"
        ),
        (
            // {"alg":"none"} . {} . nothing
            "/oauth2/token", .answer(200, #"{"id_token":"eyJhbGciOiJub25lIn0.e30.","access_token":"a"}"#),
            "failed",
            "vneid-untrustworthy-token-response"
        ),
        ("/oauth2/jwks", .failure(.timedOut), "unavailable", "vneid-unavailable"),
        ("/oauth2/jwks", .answer(404, ""), "failed", "vneid-untrustworthy-keys"),
        ("/oauth2/jwks", .answer(200, #"{"keys":7}"#), "failed", "vneid-untrustworthy-keys"),
        ("/oauth2/jwks", .answer(200, #"{"keys":[]}"#), "failed", "vneid-untrustworthy-signature"),
    ])
    func `an answer that can't be used signs nobody in`(
        path: String, answer: Scripted, problem: String, word: String
    ) async throws {
        try await Federated.run { stage in
            let browser = Browser(stage.provider)
            stage.wire.script(path, answer)
            let reply = try await stage.signIn(browser, try await browser.authorize(), as: "046195000022")
            try await expectRefusal(reply, browser, stage, problem: problem, event: word)
        }
    }

    @Test(arguments: [
        ("issuer", "https://another.test"), ("token_endpoint", "http://vneid.test/token"),
        ("jwks_uri", "file:///etc/passwd"), ("authorization_endpoint", "javascript:alert(1)"),
        ("userinfo_endpoint", nil),
    ])
    func `metadata that can't be trusted is not used`(member: String, value: String?) async throws {
        try await Federated.run { stage in
            var metadata: JSONObject = ["issuer": .string(stage.origin)]
            for name in ["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"] {
                metadata[name] = .string("\(stage.origin)/\(name)")
            }
            metadata[member] = value.map(JSONValue.string)
            let text = String(decoding: JSONWriter.write(metadata), as: UTF8.self)
            stage.wire.script("/.well-known/openid-configuration", .answer(200, text))
            let browser = Browser(stage.provider)
            let page = try await browser.authorize()
            let reply = try await browser.get(try #require(page.attribute("href", of: "continue-with-vneid")))
            try await expectRefusal(
                reply, browser, stage, problem: "failed", event: "vneid-untrustworthy-metadata")
        }
    }

    // MARK: Claims

    private static let flaws: [(String, JSONValue?, String)] = [
        ("exp", 0, "expired"), ("exp", nil, "claims"), ("nonce", nil, "nonce"), ("nonce", "another", "nonce"),
        ("iss", nil, "issuer"), ("aud", ["sso-hue", "web"], "audience"), ("LoaiTaiKhoan", "3", "claims"),
        ("auth_time", nil, "auth-time"), ("sub", nil, "claims"), ("SoDinhDanh", nil, "claims"),
        ("SoDinhDanh", "", "claims"), ("IAL", nil, "claims"),
        ("IAL", "0", "claims"),
        ("IAL", "3", "claims"), ("loAs", "LoA5", "claims"), ("loAs", "LoA", "claims"),
        ("loAs", true, "claims"),
    ]

    @Test(arguments: flaws)
    func `a claim that is missing or wrong signs nobody in`(
        name: String, value: JSONValue?, flaw: String
    ) async throws {
        try await Federated.run { stage in
            let browser = Browser(stage.provider)
            let reply = try await stage.signIn(browser, telling: { $0[name] = value })
            try await expectRefusal(
                reply, browser, stage, problem: "failed", event: "vneid-untrustworthy-\(flaw)")
        }
    }

    @Test func `the same claims without a flaw sign in`() async throws {
        try await Federated.run { stage in
            let browser = Browser(stage.provider)
            let reply = try await stage.signIn(browser, telling: { _ in })
            #expect(reply.location?.hasPrefix("/oauth2/authorize/") == true)
            #expect(browser.session != nil)
        }
    }
}

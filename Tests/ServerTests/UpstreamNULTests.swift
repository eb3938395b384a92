import Identity
import TestSupport
import Testing
import Wire

/// JSON can say NUL, `\u0000`, and no record holds one: an upstream that names somebody with it has broken a rule, in the terms
/// of its profile. It is told on our page, and not as a failure of ours.
@Suite(.bothDatabases) struct UpstreamNULTests {
    private static let party: JSONObject = [
        "id": "giao-duc", "name": ["vi": "Sở Giáo dục", "en": "Education"], "client_id": "sso-hue-web",
        "client_secret_file": "/secret", "citizen_number_claim": "cccd",
    ]

    /// What a plain party says of whom it knows, so that its UserInfo isn't asked.
    private static let plain: JSONObject = ["name": "Trần Thị Dạy", "birthdate": "1985-03-04", "cccd": "1"]

    private func expectRefusal(
        _ reply: Reply, _ browser: Browser, _ stage: Federated, _ word: String, upstream: String = ""
    ) async throws {
        #expect(reply.status == 303, "\(reply.status) \(reply.text)")
        #expect(reply.location?.hasSuffix("?problem=failed" + upstream) == true, "\(reply.location ?? reply.text)")
        #expect(try await browser.follow(reply).status == 200 && browser.session == nil)
        for table in ["sessions", "people", "person_identifiers", "authorization_codes"] {
            #expect(try await stage.provider.count(table) == 0, "\(table)")
        }
        #expect(try await stage.provider.counted() == ["sign-in | \(word) | 203.0.113.0/24 | platform | 1"])
    }

    @Test(
        arguments: [
            ["SoDinhDanh": "N1234567\0"], ["SoDinhDanh": "\0"], ["LoaiTaiKhoan": "2", "MaSoThue": "3300101010\0"],
        ] as [JSONObject])
    func `VNeID that numbers somebody with it is believed in nothing`(told: JSONObject) async throws {
        try await Federated.run { stage in
            let browser = Browser(stage.provider)
            let reply = try await stage.signIn(browser, telling: { $0.merge(told) })
            try await expectRefusal(reply, browser, stage, "vneid-untrustworthy-claims")
        }
    }

    @Test(arguments: ["1", "2"])
    func `in the profile quirks it is that profile's one refusal`(kind: String) async throws {
        try await Federated.run(.quirks) { stage in
            let browser = Browser(stage.provider)
            stage.wire.script(
                "/userinfo", .answer(200, #"{"citizenPid":"P123\u0000","accountType":"\#(kind)","accountLevel":"2"}"#))
            let reply = try await stage.signIn(browser, try await browser.authorize(), as: "046195000022")
            try await expectRefusal(reply, browser, stage, "vneid-untrustworthy-exchange")
        }
    }

    @Test(arguments: [["sub": "s\0"], ["sub": "\0", "cccd": "046195000022\0"]] as [JSONObject])
    func `another party that names somebody with it signs nobody in`(told: JSONObject) async throws {
        try await Federated.run(upstream: Self.party) { stage in
            let browser = Browser(stage.provider)
            let reply = try await stage.signIn(browser, at: "giao-duc") {
                $0.merge(Self.plain)
                $0.merge(told)
            }
            try await expectRefusal(
                reply, browser, stage, "giao-duc-untrustworthy-claims", upstream: "&upstream=giao-duc")
        }
    }

    /// As with whatever else can't be read of them.
    @Test(arguments: ["vneid", "giao-duc"])
    func `a name or a date with it is none, and the person is who they are`(party: String) async throws {
        try await Federated.run(upstream: Self.party) { stage in
            let browser = Browser(stage.provider)
            let reply = try await stage.signIn(browser, at: party) { claims in
                claims.merge(Self.plain)
                for name in ["HoVaTen", "NgayThangNamSinh", "name", "birthdate"] { claims[name] = "19900228\0" }
            }
            #expect(reply.location?.hasPrefix("/oauth2/authorize/") == true, "\(reply.status) \(reply.text)")
            #expect(
                try await stage.provider.texts("SELECT COALESCE(name, '-') || COALESCE(birthdate, '-') FROM people")
                    == ["--"])
        }
    }
}

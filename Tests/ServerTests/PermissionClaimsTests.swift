import Directory
import Identity
import OpenIDConnect
import Permissions
import TestSupport
import Testing
import Wire

@testable import Server

/// What the scopes `org` and `permissions` put into access tokens and UserInfo.
@Suite(.bothDatabases) struct PermissionClaimsTests {
    private let provider: RunningProvider
    private let city: City

    init() async throws {
        provider = try RunningProvider()
        city = try await City(provider)
    }

    private static let scope = "openid org permissions"
    private static let endpoint = JSONValue.string(RunningProvider.issuer + "/access/v1/evaluation")

    private func rights(_ claim: JSONObject) -> [[String]: JSONObject] {
        var rights: [[String]: JSONObject] = [:]
        for right in claim["rights"]?.array ?? [] {
            guard var object = right.object else { continue }
            let functions = object["functions"]?.array?.compactMap(\.string) ?? []
            object["functions"] = nil
            rights[functions] = object
        }
        return rights
    }

    @Test func `the claim says in which post, with which roles, what may be done where, and with which sign-in`()
        async throws
    {
        try await provider.give("nguoi-nhap", to: .post("giam-doc@H57.01"), at: "H57.01.02", .unit)
        try await provider.give("nguoi-xem", to: .person(city.binh), at: "H57.01")
        try await provider.give("lanh-dao", to: .person(city.binh), at: "H57.01")
        let claim = try #require(try await city.signIn("binh", scope: Self.scope).permissions())
        #expect(claim["platform"] == "bi" && claim["as"] == "giam-doc@H57.01")
        #expect(claim["path"] == ["H57", "H57.01"] && claim["access_evaluation_endpoint"] == Self.endpoint)
        #expect(claim["roles"] == ["nguoi-xem", "nguoi-nhap", "lanh-dao"])
        #expect(
            rights(claim) == [
                ["dashboard.view"]: ["units": ["H57.01/*"]],
                ["dashboard.publish"]: ["units": ["H57.01"], "max_age": 900],
                ["report.secret"]: ["units": ["H57.01"], "acr": "https://hue.gov.vn/acr/2", "max_age": 3600],
                ["report.enter"]: ["units": ["H57.01.02"]],
            ])
        #expect(claim["ask"] == nil && claim["citizen"] == nil)
    }

    @Test func `each platform hears of its own functions`() async throws {
        try await provider.give("nguoi-xem", to: .person(city.an), at: "H57.01")
        try await provider.give("nguoi-nhap", to: .person(city.an), at: "H57.01")
        let claim = try #require(try await city.signIn("an", at: "map", scope: Self.scope).permissions())
        #expect(claim["platform"] == "map" && claim["roles"] == ["nguoi-xem"])
        #expect(rights(claim) == [["layer.view"]: ["units": ["H57.01/*"]]])
    }

    @Test func `what is audited, or shuts something out in a session, has to be asked about`() async throws {
        try await provider.give("kiem-toan", to: .person(city.an), at: "H57.01")
        let atBI = try #require(try await city.signIn("an", scope: Self.scope).permissions())
        #expect(atBI["ask"] == ["report.export"] && rights(atBI).isEmpty && atBI["roles"] == ["kiem-toan"])
        try await provider.give("bien-tap", to: .person(city.an), at: "H57.01")
        let atMap = try #require(try await city.signIn("an", at: "map", scope: Self.scope).permissions())
        #expect(atMap["ask"] == ["layer.edit"] && rights(atMap).isEmpty)
    }

    @Test func `UserInfo says the same, and what has changed since the token`() async throws {
        let grant = try await provider.give("nguoi-nhap", to: .person(city.an), at: "H57.01")
        let an = try await city.signIn("an", scope: Self.scope)
        let token = try an.browser.accessToken(an.reply)
        let info = try await an.browser.userInfo(token).json()
        #expect(info["vn.gov.hue.permissions"]?.object == (try an.permissions()))
        #expect(info["vn.gov.hue.unit"] == "H57.01.01" && info["vn.gov.hue.position"] == "chuyen-vien")
        _ = try await provider.revoke(grant).done()
        let after = try await an.browser.userInfo(token).json()["vn.gov.hue.permissions"]?.object
        #expect(after?["roles"] == [] && after?["rights"] == [])
    }

    @Test func `the scope org names unit and position, without permissions`() async throws {
        let claims = try await city.signIn("an", scope: "openid org").accessToken()
        #expect(claims["vn.gov.hue.unit"] == "H57.01.01" && claims["vn.gov.hue.unit_name"] == "Phòng Một")
        #expect(claims["vn.gov.hue.position"] == "chuyen-vien" && claims["vn.gov.hue.permissions"] == nil)
        let without = try await city.signIn("an").accessToken()
        #expect(without.members.filter { $0.name.hasPrefix("vn.gov.hue.") }.isEmpty)
    }

    @Test func `only platforms are told permissions, and can be registered for them`() async throws {
        var registration = ClientRegistration(
            id: "site", name: "Trang", redirectURIs: ["https://site.hue.test/callback"])
        registration.scopes = ["openid", "permissions"]
        #expect(throws: ClientRegistrationError.platformNeeded) {
            try registration.client(secret: SecretHash(of: "secret"))
        }
        try await provider.register("site", scopes: ["openid", "profile", "org"])
        let refused = try await Browser(provider).authorize("site", [("scope", Self.scope)])
        #expect(try refused.redirection().single("error") == "invalid_scope")
        let claims = try await city.signIn("an", at: "site", scope: "openid org").accessToken()
        #expect(claims["vn.gov.hue.permissions"] == nil && claims["vn.gov.hue.unit"] == "H57.01.01")
    }

    @Test func `a token says what holds when the code is redeemed, not what held when it was given`() async throws {
        let old = try await provider.give("nguoi-xem", to: .person(city.an), at: "H57.01")
        let browser = Browser(provider)
        let code = try await browser.code("bi", [("scope", Self.scope)], as: "an.hue")
        // As another process does it, while the code is on its way.
        let other = try RunningProvider(beside: provider)
        provider.clock.advance(by: .seconds(1))
        try await other.give("nguoi-nhap", to: .person(city.an), at: "H57.01.01", .unit)
        _ = try await other.revoke(old).done()
        let acting = try Acting(browser, try await browser.redeem(code, "bi"))
        let claim = try #require(try acting.permissions())
        #expect(claim["roles"] == ["nguoi-nhap"] && claim["as"] == "chuyen-vien@H57.01.01")
        #expect(rights(claim) == [["report.enter"]: ["units": ["H57.01.01"]]])
        let info = try await browser.userInfo(try browser.accessToken(acting.reply)).json()
        #expect(info["vn.gov.hue.permissions"]?.object == claim)
        #expect(try await city.platform().answer(acting.sub, "report.enter", at: "H57.01.01") == "permit")
    }

    // MARK: Citizens

    @Test func `a person with no post is a citizen, and acts nowhere`() async throws {
        try await provider.give("cong-dan", to: .citizens(.one), at: "H57", .unit)
        // Not for identities of level 1.
        try await provider.give("nguoi-xem", to: .citizens(.two), at: "H57", .unit)
        // A right of staff, left over from a post.
        try await provider.give("nguoi-nhap", to: .person(city.em), at: "H57")
        try await provider.execute("UPDATE people SET identity_level = 1 WHERE id = '\(city.em.text)'")
        let em = try await city.signIn("em", scope: Self.scope)
        let claims = try em.accessToken()
        let claim = try #require(try em.permissions())
        #expect(claim["as"] == "citizen" && claim["path"] == nil && claim["citizen"] == nil)
        // Paying needs an identity of level 2, which no sign-in can give.
        #expect(rights(claim) == [["citizen.reflect"]: ["units": ["H57"]]] && claim["roles"] == ["cong-dan"])
        #expect(claims["vn.gov.hue.unit"] == nil && claims["vn.gov.hue.position"] == nil)
    }

    @Test func `a member of staff with an e-identity is a citizen besides`() async throws {
        try await provider.give("cong-dan", to: .citizens(.one), at: "H57", .unit)
        try await provider.give("nguoi-nhap", to: .person(city.an), at: "H57.01.01", .unit)
        let before = try #require(try await city.signIn("an", scope: Self.scope).permissions())
        #expect(before["citizen"] == nil)
        try await provider.execute("UPDATE people SET identity_level = 2 WHERE id = '\(city.an.text)'")
        let claim = try #require(try await city.signIn("an", scope: Self.scope).permissions())
        #expect(claim["as"] == "chuyen-vien@H57.01.01")
        #expect(rights(claim) == [["report.enter"]: ["units": ["H57.01.01"]]])
        let citizen = try #require(claim["citizen"]?.object)
        #expect(citizen["roles"] == ["cong-dan"])
        #expect(rights(citizen) == [["citizen.reflect", "citizen.pay"]: ["units": ["H57"]]])
    }

    // MARK: The bound

    @Test func `past the bound only the way to ask is left`() async throws {
        let phong = Reach.Extent.kind("phong")
        let more = (10..<400).map { "H57.02.\($0)\tH57.02\tphong\tPhòng \($0)" }
        try await provider.importUnits(City.units + "\n" + more.joined(separator: "\n"))
        let an = try await city.signIn("an", scope: Self.scope)
        try await provider.give("nguoi-nhap", to: .person(city.an), at: "H57.01", phong)
        let small = try #require(try await city.signIn("an", scope: Self.scope).permissions())
        #expect(rights(small) == [["report.enter"]: ["units": ["H57.01.01", "H57.01.02"]]])
        for unit in more.map({ $0.prefix { $0 != "\t" } }).prefix(390) where unit.hasSuffix("0") || unit.hasSuffix("5")
        {
            try await provider.give("nguoi-xem", to: .person(city.an), at: String(unit), .unit)
        }
        try await provider.give("nguoi-nhap", to: .person(city.an), at: "H57.02", phong)
        let acting = try await city.signIn("an", scope: Self.scope)
        let claim = try #require(try acting.permissions())
        #expect(
            claim == [
                "platform": "bi", "as": "chuyen-vien@H57.01.01", "path": ["H57", "H57.01", "H57.01.01"],
                "access_evaluation_endpoint": Self.endpoint,
            ])
        #expect(JSONWriter.write(claim).count <= PermissionClaim.bound)
        #expect(an.sub == acting.sub)
        // And there the answer is.
        #expect(try await city.platform().answer(acting.sub, "report.enter", at: "H57.02.399") == "permit")
    }
}

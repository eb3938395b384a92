import Foundation
import LDAPTestSupport
import TestSupport
import Testing

extension EndToEnd.Browsers {
    /// Staff sign in with the password that a real slapd has, under its password policies.
    @Suite struct DirectorySignInTests {
        /// Members of staff by user name, the policy of each, and what slapd keeps of their password.
        private static let staff: [(name: String, policy: String, kept: String)] = [
            ("thuong.le", "pwdMaxAge: 0", ""),
            ("khoa.tran", "pwdMaxAge: 0", "pwdAccountLockedTime: 20260101000000Z"),
            ("han.pham", "pwdMaxAge: 86400", "pwdChangedTime: 20200101000000Z"),
            ("an.han", "pwdMaxAge: 86400\npwdGraceAuthnLimit: 3", "pwdChangedTime: 20200101000000Z"),
            (
                "sap.het", "pwdMaxAge: 2000000000\npwdExpireWarning: 2000000000",
                "pwdChangedTime: 20200101000000Z"
            ),
            ("phai.doi", "pwdMaxAge: 0\npwdMustChange: TRUE", "pwdReset: TRUE"),
            ("nghi.viec", "pwdMaxAge: 0", ""),
        ]

        private static func password(of name: String) -> String { "Mật khẩu của \(name) 2026!" }
        private static func dn(of name: String) -> String { "uid=\(name),ou=can-bo,\(Slapd.base)" }

        private static let plan = Slapd.Plan().with { plan in
            plan.layout = .nested
            plan.people = 20
            plan.hasPasswordPolicy = true
            plan.more = staff.enumerated().map { number, person in
                """
                dn: cn=chinh-sach-\(number),ou=chinh-sach,\(Slapd.base)
                objectClass: organizationalRole
                objectClass: pwdPolicy
                cn: chinh-sach-\(number)
                pwdAttribute: userPassword
                pwdLockout: TRUE
                pwdMaxFailure: 20
                \(person.policy)

                dn: \(dn(of: person.name))
                objectClass: inetOrgPerson
                objectClass: huePerson
                uid: \(person.name)
                cn: \(person.name)
                sn: Thử
                userPassword:: \(Data(password(of: person.name).utf8).base64EncodedString())
                pwdPolicySubentry: cn=chinh-sach-\(number),ou=chinh-sach,\(Slapd.base)
                \(person.kept)

                """
            }.joined(separator: "\n").replacing("\n\n\n", with: "\n\n")
        }

        /// What a test works with.
        private struct Scene {
            let city: Installation
            let slapd: Slapd
            let issuer: String

            var request: String { request() }

            func request(
                of client: String = "nen-tang", returningTo uri: String = "http://127.0.0.1/callback"
            ) -> String {
                issuer
                    + "/oauth2/authorize?response_type=code&client_id=\(client)&scope=openid&state=s&redirect_uri="
                    + Form.encode(uri)
                    + "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"
            }

            /// Somebody types a name and a password at a browser of their own.
            func type(
                _ name: String, _ password: String? = nil, at visitor: Visitor = Visitor()
            ) async throws -> Visitor.Place {
                try await visitor.submit(
                    try await visitor.go(request), formWith: "username",
                    ["username": name, "password": password ?? DirectorySignInTests.password(of: name)],
                    button: "submit")
            }
        }

        /// A city that is served, has read its directory, and lets staff sign in with the passwords of it.
        private func withScene(mode: String = "live", _ body: (Scene) async throws -> Void) async throws {
            let city = try await Installation.empty()
            defer { city.remove() }
            try await city.succeed("policy", "apply", Installation.policies)
            try await city.succeed(
                "client", "add", "--id", "nen-tang", "--name", "Nền tảng", "--redirect-uri", "http://127.0.0.1/callback"
            )
            try await Slapd.run(Self.plan) { slapd in
                let file = city.data.appendingPathComponent("directory.yaml")
                let example = Installed.package.appendingPathComponent("Documentation/Directory/openldap-nested.yaml")
                let mapping = EndToEnd.Commands.DirectoryCommandTests.mapping(
                    try String(contentsOf: example, encoding: .utf8), of: slapd)
                let changed = mapping.replacing("sign-in: off", with: "sign-in: on")
                    .replacing("mode: live", with: "mode: \(mode)")
                try Data(changed.utf8).write(to: file)
                try await city.succeed("directory", "apply", "--yes", "--mapping", file.path)
                let port = try freePort()
                let issuer = "http://localhost:\(port)"
                try await city.serve([
                    "HUE_SSO_DIRECTORY_MAPPING": file.path, "HUE_SSO_ISSUER": issuer,
                    "HUE_SSO_LISTEN_PORT": "\(port)",
                ]) { _ in try await body(Scene(city: city, slapd: slapd, issuer: issuer)) }
            }
        }

        @Test func `the first sign-in sets up the second factor; the next shows it`() async throws {
            try await withScene { scene in
                let visitor = Visitor()
                let begun = try await scene.type("thuong.le", at: visitor)
                let done = try await visitor.finishSignIn(begun, "thuong.le")
                #expect(Form(of: done.leavesFor ?? "")["code"] != nil, "\(done.page.text)")
                let again = try await scene.type("thuong.le")
                #expect(again.page.element(id: "other-way") != nil, "\(again.page.text)")
                // It was the directory that said so: nothing of the password is here.
                try await scene.slapd.change(
                    """
                    dn: \(Self.dn(of: "thuong.le"))
                    changetype: modify
                    replace: userPassword
                    userPassword: another one

                    """)
                #expect(try await scene.type("thuong.le").answer.status == 403)
                #expect(try await scene.type("thuong.le", "another one").page.element(id: "other-way") != nil)
            }
        }

        @Test(arguments: [Browser.Options.plain, .withoutJavaScript])
        func `a member of staff signs in with the directory's password in a browser`(
            options: Browser.Options
        ) async throws {
            try await withScene { scene in
                try await CallbackServer.open { callback in
                    try await scene.city.succeed(
                        "client", "add", "--id", "trinh-duyet", "--name", "Nền tảng", "--redirect-uri",
                        callback.origin + "/callback")
                    try await Browser.open(options) { browser in
                        try await browser.open(
                            scene.request(of: "trinh-duyet", returningTo: callback.origin + "/callback"))
                        #expect(try await browser.text("#directory-hint").contains("thư mục nhân sự"))
                        try await browser.fill("#username", "thuong.le")
                        try await browser.fill("#password", "không phải")
                        try await browser.click("#submit")
                        #expect(try await browser.text("#problem").contains("không đúng"))
                        try await browser.signInLocally(
                            Demo.Person(
                                username: "thuong.le", password: Self.password(of: "thuong.le"), otp: nil,
                                description: ""))
                        try await browser.waitForURL(callback.origin)
                        #expect(try await browser.has("#arrived"))
                    }
                    #expect(await callback.visits(to: "/callback").last?.form["code"] != nil)
                }
            }
        }

        @Test func `who leaves in the directory is signed out at the platform, which is told whom`() async throws {
            try await withScene { scene in
                try await CallbackServer.open { server in
                    let redirect = server.origin + "/callback"
                    let added = try await scene.city.json(
                        "client", "add", "--id", "noi-bo", "--name", "Nội bộ", "--redirect-uri", redirect,
                        "--backchannel-logout-uri", server.origin + "/logout")
                    let platform = Platform(
                        id: "noi-bo", secret: added["client_secret"].string,
                        registration: Platform.Registration(redirectURIs: [redirect]))
                    let metadata = try await Metadata.discover(issuer: scene.issuer)
                    let visitor = Visitor()
                    let begun = try await visitor.submit(
                        try await visitor.go(platform.authorizationURL(at: metadata)), formWith: "username",
                        ["username": "nghi.viec", "password": Self.password(of: "nghi.viec")], button: "submit")
                    let place = try await visitor.finishSignIn(begun, "nghi.viec")
                    let code = try #require(Form(of: place.leavesFor ?? "")["code"])
                    let answer = try await HTTP.send(
                        platform.tokenRequest(at: metadata, platform.tokenForm(code: code)))
                    let token = answer.json["id_token"].string ?? ""
                    let subject = try JSON(claimsOf: token)["sub"].string
                    try #require(subject != nil, "\(answer.status)")

                    try await scene.slapd.set("hueActive", ["FALSE"], of: Self.dn(of: "nghi.viec"))
                    var told: CallbackServer.Visit?
                    for _ in 0..<300 where told == nil {
                        told = await server.visits(to: "/logout").first
                        if told == nil { try await Task.sleep(for: .milliseconds(100)) }
                    }
                    let logout = try JSON(claimsOf: try #require(told?.form["logout_token"]))
                    #expect(logout["sub"].string == subject && logout["aud"].string == "noi-bo")
                    #expect(
                        logout["events"]["http://schemas.openid.net/event/backchannel-logout"].object?.isEmpty == true)
                    #expect(try await scene.type("nghi.viec").answer.status == 403)
                }
            }
        }

        @Test func `what a password policy answers is read in words`() async throws {
            try await withScene { scene in
                for (name, words) in [
                    ("khoa.tran", "không đúng, hoặc tài khoản đang bị khóa"), ("han.pham", "đã hết hạn"),
                    ("phai.doi", "yêu cầu ông/bà đổi mật khẩu"),
                ] {
                    let place = try await scene.type(name)
                    #expect(place.answer.status == 403)
                    #expect(place.page.element(id: "problem")?.text.contains(words) == true, "\(place.page.text)")
                }
                for words in ["còn dùng được 2 lần", "còn dùng được 1 lần", "lần cuối"] {
                    let place = try await scene.type("an.han")
                    #expect(place.page.element(id: "notice")?.text.contains(words) == true, "\(place.page.text)")
                }
                #expect(try await scene.type("an.han").answer.status == 403)
                let soon = try await scene.type("sap.het")
                #expect(soon.page.element(id: "notice")?.text.contains("hết hạn sau") == true, "\(soon.page.text)")
            }
        }

        @Test func `nobody signs in without a password, by a filter, or by the city's directory when they have left`()
            async throws
        {
            try await withScene { scene in
                for name in ["*", "thuong*", "thuong.le)(uid=*", "*)(objectClass=*", "(|(uid=*))", "thuong.le\\2a"] {
                    let place = try await scene.type(name, Self.password(of: "thuong.le"))
                    #expect(place.answer.status == 403, "\(name)")
                }
                for password in ["", " ", "wrong"] {
                    #expect([400, 403].contains(try await scene.type("thuong.le", password).answer.status))
                }
                // Entries that aren't staff have passwords too.
                #expect(try await scene.type("admin", Slapd.administratorPassword).answer.status == 403)
                #expect(try await scene.type("hue-sso", Slapd.readerPassword).answer.status == 403)

                #expect(try await scene.type("nghi.viec").page.element(id: "open-app") != nil)
                try await scene.slapd.change(
                    """
                    dn: \(Self.dn(of: "nghi.viec"))
                    changetype: modify
                    replace: hueActive
                    hueActive: FALSE

                    """)
                var status = 200
                for _ in 0..<20 where status != 403 { status = try await scene.type("nghi.viec").answer.status }
                #expect(status == 403)
                let left = try await scene.city.json("account", "list", "--staff", "left").array ?? []
                #expect(left.contains { $0["username"].string == "nghi.viec" })
                let shown = try await scene.city.json("account", "show", "nghi.viec")
                #expect(shown["staff"].string == "left" && shown["left_sources"].strings == ["thanh-pho"])
                let former = try #require(shown["history"]["states"].array?.first)
                #expect(former["staff"] == "active" && former["until"] == shown["staff_since"], "\(shown)")
                let text = try await scene.city.succeed("account", "show", "nghi.viec")
                #expect(text.contains("Trước đây (formerly) đang làm việc (active): "), "\(text)")
            }
        }

        @Test func `a name that has passed to another entry opens nothing before that is read`() async throws {
            // Read at night only: what changes now isn't known yet.
            try await withScene(mode: "full") { scene in
                #expect(try await scene.type("thuong.le").page.element(id: "open-app") != nil)
                let dn = Self.dn(of: "thuong.le")
                try await scene.slapd.change("dn: \(dn)\nchangetype: delete\n")
                try await scene.slapd.change(
                    """
                    dn: \(dn)
                    changetype: add
                    objectClass: inetOrgPerson
                    objectClass: huePerson
                    uid: thuong.le
                    cn: thuong.le
                    sn: Thử
                    userPassword: of somebody else

                    """)
                #expect(try await scene.type("thuong.le", "of somebody else").answer.status == 403)
            }
        }

        @Test func `a directory that is gone keeps nobody out but its staff, until it's back`() async throws {
            try await withScene { scene in
                let code = try await scene.city.json("account", "add", "--username", "can.bo.an", "--name", "An")[
                    "activation_code"]
                await scene.slapd.kill()
                let away = try await scene.type("thuong.le")
                #expect(away.answer.status == 503 && away.answer.header("Retry-After") != nil, "\(away.page.text)")
                #expect(away.page.element(id: "problem")?.text.contains("không trả lời") == true)
                let local = try await scene.type("can.bo.an", code.string ?? "")
                #expect(local.page.element(id: "password-again") != nil, "\(local.page.text)")
                try await scene.slapd.start()
                var isIn = false
                // The server that failed rests for a moment.
                for _ in 0..<100 where !isIn {
                    isIn = try await scene.type("thuong.le").page.element(id: "open-app") != nil
                }
                #expect(isIn)
            }
        }
    }
}

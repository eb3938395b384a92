import Foundation
import Testing

extension EndToEnd.Browsers {
    /// What people meet on our pages beside the straight way through: tabs, the back button, languages, refusals.
    @Suite(.demo, .demoLog)
    struct BrowserPagesTests {
        let demo: Demo

        init() throws { demo = try Demo.current }

        /// A browser at our sign-in page, sent there by a platform of the tests.
        private func atSignIn(
            _ options: Browser.Options = .plain, _ change: @Sendable (inout Platform.Registration) -> Void = { _ in },
            _ use: @Sendable (Browser, Platform, CallbackServer) async throws -> Void
        ) async throws {
            try await CallbackServer.open { server in
                var registration = Platform.Registration(
                    name: "Cổng dịch vụ thử nghiệm", redirectURIs: [server.origin + "/callback"])
                change(&registration)
                let platform = try await Platform.register(registration, on: demo)
                try await Browser.open(options) { browser in
                    try await browser.open(platform.authorizationURL(at: demo.metadata))
                    try await use(browser, platform, server)
                }
            }
        }

        @Test func `the page says in Vietnamese which platform asks`() async throws {
            try await atSignIn { browser, platform, _ in
                let page = try await browser.text("body")
                #expect(page.contains(platform.registration.name))
                #expect(page.contains("Đăng nhập bằng tài khoản định danh điện tử"))
                #expect(page.contains("Tài khoản được cấp"))
                #expect(try await browser.attribute("html", "lang") == "vi")
            }
        }

        @Test func `a person can turn the page into English and signs in there`() async throws {
            let person = try demo.local()
            try await atSignIn { browser, platform, _ in
                try await browser.click(Assumed.toEnglish)
                try await browser.wait("the page is English") {
                    try await browser.attribute("html", "lang") == "en"
                }
                #expect(try await browser.text("body").contains(platform.registration.name))
                try await browser.signInLocally(person)
                try await browser.waitForURL(platform.redirectURI)
            }
        }

        @Test func `the platform can ask for English`() async throws {
            try await atSignIn { browser, platform, _ in
                let form = platform.authorizationForm.adding("ui_locales", "fr en vi")
                try await browser.open(platform.authorizationURL(at: demo.metadata, form))
                #expect(try await browser.attribute("html", "lang") == "en")
            }
        }

        @Test func `two tabs that were open at once both arrive`() async throws {
            let person = try demo.local()
            try await atSignIn { browser, platform, server in
                let first = try await browser.window
                _ = try await browser.openTab()
                let form = platform.authorizationForm.setting("state", "second-tab")
                try await browser.open(platform.authorizationURL(at: demo.metadata, form))
                #expect(try await browser.has("#username"))

                try await browser.switchTo(first)
                try await browser.signInLocally(person)
                try await browser.waitForURL(platform.redirectURI)

                let second = try await browser.otherWindow(than: first)
                try await browser.switchTo(second)
                // The first tab has done the second step for both: its session is enough, and goes on.
                try await browser.fill("#username", person.username)
                try await browser.fill("#password", person.password)
                try await browser.click("#submit")
                try await browser.waitForURL(platform.redirectURI)
                let states = await server.visits(to: "/callback").compactMap { $0.form["state"] }
                #expect(Set(states) == [Platform.state, "second-tab"])
            }
        }

        @Test func `the back button after a login leads on, not into a wall`() async throws {
            let person = try demo.local()
            try await atSignIn { browser, platform, server in
                try await browser.signInLocally(person)
                try await browser.waitForURL(platform.redirectURI)
                try await browser.back()
                // Either the way back leads straight on to the platform, or a page of ours says what is the
                // matter and has something to press that leads there.
                if try await browser.url.hasPrefix(demo.issuer) {
                    if try await browser.has("#submit") {
                        try await browser.signInLocally(person)
                    } else {
                        #expect(try await browser.has("main a[href], main button"), "the way on")
                        try await browser.click("main a[href], main button")
                    }
                }
                try await browser.waitForURL(server.origin)
            }
        }

        @Test func `the back button at VNeID leads to the sign-in page, which still works`() async throws {
            let (citizen, local) = (try demo.citizen(), try demo.local())
            try await atSignIn { browser, platform, _ in
                try await browser.click("#continue-with-vneid")
                try await browser.waitForURL(demo.announcement.vneid)
                try await browser.back()
                try await browser.waitForURL(demo.issuer)
                try await browser.signInAtVNeID(demo, as: citizen)
                try await browser.waitForURL(platform.redirectURI)
            }
            try await atSignIn { browser, platform, _ in
                try await browser.click("#continue-with-vneid")
                try await browser.waitForURL(demo.announcement.vneid)
                try await browser.back()
                try await browser.signInLocally(local)
                try await browser.waitForURL(platform.redirectURI)
            }
        }

        @Test func `the keyboard alone is enough`() async throws {
            let person = try demo.local()
            try await atSignIn { browser, platform, _ in
                func tab(to id: String) async throws {
                    for _ in 0..<25 where try await browser.focus != id { try await browser.press(Key.tab) }
                    #expect(try await browser.focus == id, "Tab reaches #\(id)")
                }
                try await tab(to: "username")
                try await browser.press(person.username)
                try await tab(to: "password")
                try await browser.press(person.password + Key.enter)
                try await browser.finishSignIn(person)
                try await browser.waitForURL(platform.redirectURI)
            }
            try await atSignIn { browser, _, _ in
                for _ in 0..<25 where try await browser.focus != "continue-with-vneid" {
                    try await browser.press(Key.tab)
                }
                try await browser.press(Key.enter)
                try await browser.waitForURL(demo.announcement.vneid)
            }
        }

        @Test func `a phone shows every page without sideways scrolling`() async throws {
            let person = try demo.citizen()
            try await atSignIn(.phone) { browser, platform, _ in
                func expectFit(_ page: String) async throws {
                    let wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
                    #expect(try await browser.run(wide).number == 0, "\(page) is wider than the screen")
                }
                try await expectFit("sign-in")
                try await browser.fill("#username", person.username)
                try await browser.fill("#password", "sai-mật-khẩu")
                try await browser.click("#submit")
                _ = try await browser.find(Assumed.alert)
                try await expectFit("sign-in with a message")
                try await browser.goToVNeID(demo, as: person)
                try await expectFit("the consent of the mock")
                try await browser.click("#allow")
                try await browser.waitForURL(platform.redirectURI)
                try await browser.open(demo.metadata.endSession)
                try await expectFit("logout")
                try await browser.open(demo.metadata.authorization)
                try await expectFit("error")
            }
        }

        @Test func `who refuses at VNeID learns what happened and can go on`() async throws {
            let person = try demo.citizen()
            let local = try demo.local()
            try await atSignIn { browser, platform, server in
                try await browser.goToVNeID(demo, as: person)
                try await browser.click("#deny")
                try await browser.waitForURL(demo.issuer)
                #expect(try await !browser.text(Assumed.alert).isEmpty)
                #expect(try await browser.text("body").contains(platform.registration.name))
                #expect(try await browser.has("#continue-with-vneid"))
                #expect(await server.visits(to: "/callback").isEmpty)
                try await browser.signInLocally(local)
                try await browser.waitForURL(platform.redirectURI)
                #expect(await server.visits(to: "/callback").first?.form["state"] == Platform.state)
            }
        }

        @Test func `a wrong password says so and keeps the name`() async throws {
            let person = try demo.local()
            try await atSignIn { browser, platform, _ in
                try await browser.fill("#username", person.username)
                try await browser.fill("#password", "không-phải-mật-khẩu")
                try await browser.click("#submit")
                #expect(try await !browser.text(Assumed.alert).isEmpty)
                #expect(try await browser.url.hasPrefix(demo.issuer))
                #expect(try await browser.attribute("#username", "value") == person.username)
                #expect(try await browser.attribute("#password", "value") ?? "" == "")
                try await browser.fill("#password", person.password)
                try await browser.click("#submit")
                try await browser.finishSignIn(person)
                try await browser.waitForURL(platform.redirectURI)
            }
        }

        @Test func `who is signed in already is asked whether to go on as the same person`() async throws {
            let person = try demo.local()
            try await atSignIn { browser, platform, _ in
                try await browser.signInLocally(person)
                try await browser.waitForURL(platform.redirectURI)
                let form = platform.authorizationForm.adding("prompt", "select_account")
                try await browser.open(platform.authorizationURL(at: demo.metadata, form))
                #expect(try await browser.url.hasPrefix(demo.issuer))
                #expect(try await browser.has("main button, main a[href]"))
                #expect(try await Axe.violations(in: browser) == [])
            }
        }

        @Test(arguments: [Browser.Options.plain, .withoutJavaScript])
        func `form_post brings the code in the body`(options: Browser.Options) async throws {
            let person = try demo.local()
            try await atSignIn(options) { browser, platform, server in
                let form = platform.authorizationForm.adding("response_mode", "form_post")
                try await browser.open(platform.authorizationURL(at: demo.metadata, form))
                try await browser.signInLocally(person)
                // The page sends itself off; without JavaScript there is a button to press. The login's own page in
                // between comes first, so that the form is waited for.
                if !options.runsJavaScript {
                    let button = "form[action^='\(platform.redirectURI)'] button"
                    try await browser.wait("the form for the platform") { try await browser.has(button) }
                    try await browser.click(button)
                }
                try await browser.waitForURL(platform.redirectURI)
                let visit = try #require(await server.visits(to: "/callback").last)
                #expect(visit.method == "POST")
                #expect(visit.form["code"]?.isEmpty == false)
                #expect(visit.form["state"] == Platform.state)
                #expect(visit.form["iss"] == demo.issuer)
                #expect(!visit.target.contains("code"))
            }
        }

        @Test func `consent can be refused, and given`() async throws {
            let person = try demo.local()
            try await atSignIn {
                $0.asksConsent = true
            } _: { browser, platform, server in
                try await browser.signInLocally(person)
                _ = try await browser.find("#allow")
                #expect(try await browser.text("body").contains(platform.registration.name))
                #expect(try await Axe.violations(in: browser) == [])
                try await browser.click("#deny")
                try await browser.waitForURL(platform.redirectURI)
                let refusal = await server.visits(to: "/callback").last
                #expect(refusal?.form["error"] == "access_denied")
                #expect(refusal?.form["iss"] == demo.issuer)

                try await browser.open(platform.authorizationURL(at: demo.metadata))
                try await browser.click("#allow")
                try await browser.waitForURL(platform.redirectURI)
                #expect(await server.visits(to: "/callback").last?.form["code"] != nil)
            }
        }
    }
}

extension Browser {
    func otherWindow(than window: String) async throws -> String {
        try await windows.first { $0 != window } ?? window
    }
}

import Foundation
import Testing

extension EndToEnd.Browsers {
    /// What is true of every page: accessible, self-contained, with strict headers; and what is true of cookies.
    @Suite(.demo, .demoLog)
    struct PageHygieneTests {
        let demo: Demo

        init() throws { demo = try Demo.current }

        @Test(arguments: ["vi", "en"])
        func `axe finds nothing wrong and no page asks a third party`(language: String) async throws {
            let (citizen, local) = (try demo.citizen(), try demo.local())
            try await Browser.open(.init(language: language)) { browser in
                func check(_ page: String) async throws {
                    #expect(try await Axe.violations(in: browser) == [], "\(page)")
                }
                let platform = DemoPlatform(demo: demo, browser: browser)
                try await browser.open(demo.announcement.platform)
                try await check("the platform's start page")
                try await browser.click("#login")
                try await browser.waitForURL(demo.issuer)
                try await check("sign-in")
                try await browser.fill("#username", local.username)
                try await browser.fill("#password", "sai")
                try await browser.click("#submit")
                _ = try await browser.find(Assumed.alert)
                try await check("sign-in with a message")
                try await browser.click("#continue-with-vneid")
                try await browser.waitForURL(demo.announcement.vneid)
                try await check("the mock's sign-in")
                let simulation = try await browser.text("body").lowercased()
                #expect(simulation.contains("mô phỏng") || simulation.contains("simulat"))
                try await browser.fillInAtVNeID(citizen)
                _ = try await browser.find("#allow")
                try await check("the mock's consent")
                try await browser.click("#allow")
                _ = try await platform.shown()
                try await check("the platform after the login")
                try await browser.open(demo.metadata.endSession)
                _ = try await browser.find("#confirm-logout")
                try await check("logout to be confirmed")
                try await browser.click("#confirm-logout")
                try await check("signed out")
                try await browser.open(demo.metadata.authorization + "?client_id=khong-co")
                try await check("error")
                try await browser.open(demo.issuer + "/khong-co-trang-nay")
                try await check("not found")

                let own = [demo.issuer, demo.announcement.vneid, demo.announcement.platform, "data:", "chrome"]
                let foreign = try await browser.requestedURLs().filter { url in
                    !own.contains { url.hasPrefix($0) }
                }
                #expect(foreign == [])
            }
        }

        /// The URLs of pages that anybody can open.
        private func pages() async throws -> [(name: String, url: String)] {
            let platform = try await demo.platform(.basic)
            let signIn = try await Visitor().go(platform.authorizationURL(at: demo.metadata)).url
            return [
                ("authorization", platform.authorizationURL(at: demo.metadata)), ("sign-in", signIn),
                ("error", demo.metadata.authorization), ("logout", demo.metadata.endSession),
                ("not found", demo.issuer + "/khong-co-trang-nay"),
            ]
        }

        @Test func `every page has a strict policy and is kept by no cache`() async throws {
            for (name, url) in try await pages() {
                let place = try await Visitor().go(url)
                let answer = place.answer
                #expect(answer.isHTML, "\(name)")
                let policy = Policy(answer.header("Content-Security-Policy") ?? "")
                #expect(["'none'", "'self'"].contains(policy["default-src"]), "\(name): default-src")
                #expect(policy["frame-ancestors"] == "'none'", "\(name): frame-ancestors")
                #expect(["'none'", "'self'"].contains(policy["base-uri"]), "\(name): base-uri")
                for forbidden in ["unsafe-inline", "unsafe-eval", "*", "http:", "https:", "data: "] {
                    let scripts = policy["script-src"] + " " + policy["style-src"] + " " + policy["default-src"]
                    #expect(!scripts.contains(forbidden), "\(name): \(forbidden)")
                }
                #expect(answer.header("X-Content-Type-Options") == "nosniff", "\(name)")
                #expect(answer.header("Cache-Control")?.contains("no-store") == true, "\(name)")
                let referrers = ["no-referrer", "same-origin", "strict-origin"]
                #expect(referrers.contains(answer.header("Referrer-Policy") ?? ""), "\(name): Referrer-Policy")
                #expect(answer.header("Content-Type")?.lowercased().contains("utf-8") == true, "\(name)")
            }
        }

        @Test func `no page needs anything from elsewhere`() async throws {
            for (name, url) in try await pages() {
                let page = try await Visitor().go(url).page
                for element in page.elements where ["script", "img", "iframe", "link"].contains(element.name) {
                    let source = element["src"] ?? element["href"] ?? ""
                    let isOwn = !source.hasPrefix("//") && !source.contains("://") || source.hasPrefix(demo.issuer)
                    #expect(isOwn, "\(name): \(source)")
                }
            }
        }

        @Test func `the session cookie has every protection there is`() async throws {
            let visitor = Visitor()
            let platform = try await demo.platform(.basic)
            let person = try demo.local()
            let page = try await visitor.go(platform.authorizationURL(at: demo.metadata))
            let done = try await visitor.signIn(page, person.username, person.password)
            #expect(done.leavesFor?.hasPrefix(platform.redirectURI) == true)
            let lines = await visitor.setCookies
            #expect(lines.contains { $0.hasPrefix(Assumed.hostPrefix) })
            for line in lines {
                let parts = line.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
                #expect(line.hasPrefix(Assumed.hostPrefix), "\(line)")
                #expect(parts.contains("secure"), "\(line)")
                #expect(parts.contains("httponly"), "\(line)")
                #expect(parts.contains("samesite=lax") || parts.contains("samesite=strict"), "\(line)")
                #expect(parts.contains("path=/"), "\(line)")
                #expect(!parts.contains { $0.hasPrefix("domain") }, "\(line)")
            }
        }

        @Test func `the browser itself holds the session cookie as it was meant`() async throws {
            let person = try demo.citizen()
            try await Browser.open { browser in
                let platform = DemoPlatform(demo: demo, browser: browser)
                try await platform.logIn()
                try await browser.signInAtVNeID(demo, as: person)
                _ = try await platform.shown()
                try await browser.open(demo.metadata.endSession)
                let cookies = try await browser.cookies().filter { $0.name.hasPrefix(Assumed.hostPrefix) }
                #expect(!cookies.isEmpty)
                for cookie in cookies {
                    #expect(cookie.isSecure && cookie.isHTTPOnly && cookie.path == "/", "\(cookie)")
                    #expect(["Lax", "Strict"].contains(cookie.sameSite ?? ""), "\(cookie)")
                }
                #expect(cookies.contains { $0.sameSite == "Lax" }, "the session survives the way back from VNeID")
            }
        }

        @Test func `no cookie of before the login is worth anything after it`() async throws {
            // Peers' bugs P43, P44: session fixation.
            let visitor = Visitor()
            let platform = try await demo.platform(.basic)
            let person = try demo.local()
            let page = try await visitor.go(platform.authorizationURL(at: demo.metadata))
            let before = try await visitor.cookies(at: demo.issuer)
            _ = try await visitor.signIn(page, person.username, person.password)
            let first = try await visitor.cookies(at: demo.issuer)

            let fixed = Visitor()
            for (name, value) in before { try await fixed.setCookie(name, value, at: demo.issuer) }
            let quiet = platform.authorizationForm.adding("prompt", "none")
            let place = try await fixed.go(platform.authorizationURL(at: demo.metadata, quiet))
            #expect(Form(of: place.leavesFor ?? "")["error"] == "login_required")

            let again = platform.authorizationForm.adding("prompt", "login")
            let anew = try await visitor.go(platform.authorizationURL(at: demo.metadata, again))
            _ = try await visitor.signIn(anew, person.username, person.password)
            let second = try await visitor.cookies(at: demo.issuer)
            let rotated = first.filter { second[$0.key] != $0.value }
            #expect(!rotated.isEmpty, "a new login gives a new session id")

            let old = Visitor()
            for (name, value) in first { try await old.setCookie(name, value, at: demo.issuer) }
            let stale = try await old.go(platform.authorizationURL(at: demo.metadata, quiet))
            #expect(Form(of: stale.leavesFor ?? "")["error"] == "login_required")
        }
    }
}

/// A Content-Security-Policy, by directive.
private struct Policy {
    private let directives: [String: String]

    init(_ header: String) {
        let pairs = header.split(separator: ";").map { directive in
            let words = directive.split(separator: " ")
            return (String(words.first ?? "").lowercased(), words.dropFirst().joined(separator: " "))
        }
        directives = Dictionary(pairs) { first, _ in first }
    }

    subscript(name: String) -> String { directives[name] ?? "" }
}

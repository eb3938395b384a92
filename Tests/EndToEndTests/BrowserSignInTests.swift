import Foundation
import Testing

extension EndToEnd.Browsers {
    /// People sign in with a real browser, to relying parties that nobody here wrote.
    @Suite(.demo, .demoLog)
    struct BrowserSignInTests {
        let demo: Demo

        init() throws { demo = try Demo.current }

        @Test(arguments: [Browser.Options.plain, .withoutJavaScript, .phone])
        func `a person signs in with VNeID to a page that Apache protects`(options: Browser.Options) async throws {
            let person = try demo.citizen()
            try await withApache { apache in
                try await Browser.open(options) { browser in
                    try await browser.open(apache.protectedPage)
                    try await browser.waitForURL(demo.issuer)
                    try await browser.signInAtVNeID(demo, as: person)
                    try await browser.waitForURL(apache.protectedPage)
                    try await expectClaims(browser.text("#claims"), name: browser.text("#name"), of: person)
                }
            }
        }

        /// mod_auth_openidc signs with RS256, the one algorithm that it has for this.
        @Test func `Apache proves itself by a key that it keeps to itself`() async throws {
            let person = try demo.local()
            try await SigningKeyFiles.scratch { key in
                try await ApacheServer.open(at: demo.issuer, provingBy: key) { redirectURI, _ in
                    try await Platform.register(
                        .init(
                            name: "Trang sau Apache", redirectURIs: [redirectURI], authentication: "private_key_jwt",
                            keysFile: key.publicSet.path), on: demo)
                } _: { apache in
                    try await Browser.open { browser in
                        try await browser.open(apache.protectedPage)
                        try await browser.signInLocally(person)
                        try await browser.waitForURL(apache.protectedPage)
                        try await expectClaims(browser.text("#claims"), name: browser.text("#name"), of: person)
                    }
                }
            }
        }

        @Test(arguments: [Browser.Options.plain, .withoutJavaScript])
        func `a person signs in with an account of the city to a page that Apache protects`(
            options: Browser.Options
        ) async throws {
            let person = try demo.local()
            try await withApache { apache in
                try await Browser.open(options) { browser in
                    try await browser.open(apache.protectedPage)
                    try await browser.waitForURL(demo.issuer)
                    try await browser.signInLocally(person)
                    try await browser.waitForURL(apache.protectedPage)
                    try await expectClaims(browser.text("#claims"), name: browser.text("#name"), of: person)
                }
            }
        }

        @Test(arguments: [Browser.Options.plain, .withoutJavaScript])
        func `a second platform signs in without asking until the person logs out`(
            options: Browser.Options
        ) async throws {
            let person = try demo.citizen()
            try await withApache { apache in
                try await Browser.open(options) { browser in
                    try await browser.open(apache.protectedPage)
                    try await browser.signInAtVNeID(demo, as: person)
                    try await browser.waitForURL(apache.protectedPage)
                    let name = try await browser.text("#name")

                    let platform = DemoPlatform(demo: demo, browser: browser)
                    try await platform.logIn()
                    #expect(try await platform.shown().name == name)

                    try await platform.logOut()
                    try await platform.logIn()
                    try await browser.waitForURL(demo.issuer)
                    #expect(try await browser.has("#continue-with-vneid"), "the platform asks again")

                    // Apache has a session of its own, of whose end it is told.
                    try await browser.wait("Apache to hear of the logout") {
                        try await browser.open(apache.protectedPage)
                        return try await browser.url.hasPrefix(demo.issuer)
                    }
                    #expect(try await browser.has("#continue-with-vneid"), "Apache asks again")
                }
            }
        }

        @Test func `logging out at Apache ends the session for the demo platform too`() async throws {
            let person = try demo.local()
            try await withApache { apache in
                try await Browser.open { browser in
                    try await browser.open(apache.protectedPage)
                    try await browser.signInLocally(person)
                    try await browser.waitForURL(apache.protectedPage)
                    let home = Form.encode(apache.origin + "/")
                    try await browser.open("\(apache.origin)/protected/callback?logout=\(home)")
                    try await browser.confirmLogoutIfAsked()
                    try await browser.waitForURL(apache.origin)
                    #expect(try await browser.text("#home") == "Apache", "the way back to the platform")

                    try await DemoPlatform(demo: demo, browser: browser).logIn()
                    try await browser.waitForURL(demo.issuer)
                    #expect(try await browser.has("#submit"))
                }
            }
        }

        @Test func `who signs in with VNeID can be disabled by the number, and enabled again`() async throws {
            let person = try demo.citizen()
            let number = person.username
            func signIn(then check: @Sendable (DemoPlatform) async throws -> Void) async throws {
                try await Browser.open { browser in
                    let platform = DemoPlatform(demo: demo, browser: browser)
                    try await platform.logIn()
                    try await browser.signInAtVNeID(demo, as: person)
                    try await check(platform)
                }
            }
            try await signIn { platform in _ = try await platform.shown() }
            let disabled = try await CommandLineTool.run(Assumed.disableAccount(number, demo.data))
            #expect(disabled.code == 0, "\(disabled)")
            try await signIn { platform in
                try await platform.browser.waitForURL(demo.issuer + "/sign-in")
                #expect(try await platform.browser.has(Assumed.alert))
            }
            let enabled = try await CommandLineTool.run(Assumed.disableAccount(number, demo.data) + ["--undo"])
            #expect(enabled.code == 0, "\(enabled)")
            try await signIn { platform in _ = try await platform.shown() }
        }

        @Test func `two platforms know the same person by different names of no meaning`() async throws {
            // Pairwise subjects (OpenID Connect Core §8.1): two sectors, two subjects, none the name.
            let person = try demo.local()
            var subjects: Set<String> = []
            for host in ["mot", "hai"] {
                let platform = try await demo.platform(.init(redirectURIs: ["https://\(host).hue.test/callback"]))
                let token = try await demo.tokens(for: platform)["id_token"].string ?? ""
                let subject = try #require(JSON(claimsOf: token)["sub"].string)
                #expect(!subject.contains(person.username))
                subjects.insert(subject)
            }
            #expect(subjects.count == 2)
        }

        private func withApache(_ use: @Sendable (ApacheServer) async throws -> Void) async throws {
            try await ApacheServer.open(at: demo.issuer) { redirectURI, origin in
                try await Platform.register(
                    .init(
                        name: "Trang sau Apache", redirectURIs: [redirectURI],
                        postLogoutRedirectURIs: [origin + "/"],
                        backchannelLogoutURI: ApacheServer.backchannelLogoutURI(origin: origin)),
                    on: demo)
            } _: {
                try await use($0)
            }
        }

        /// The claims are there, by the names of OpenID Connect, and the 12-digit number isn't among them: this
        /// client was never allowed it.
        private func expectClaims(_ claims: String, name: String, of person: Demo.Person) {
            #expect(!name.isEmpty)
            #expect(claims.contains("OIDC_CLAIM_name=\(name)"))
            #expect(claims.contains("OIDC_CLAIM_iss=\(demo.issuer)"))
            #expect(claims.contains("OIDC_CLAIM_sub="))
            if person.isAtVNeID { #expect(!claims.contains(person.username)) }
        }
    }
}

import OpenIDConnect
import Testing

@Suite struct RedirectURIRegistrationTests {
    @Test(
        arguments: [
            ("https://rp.hue.test/callback", ApplicationType.web), ("https://rp.hue.test", .web),
            ("https://rp.hue.test:8443/cb?tenant=1", .web), ("http://localhost:3000/cb", .web),
            ("http://127.0.0.1/cb", .native), ("http://[::1]/cb", .native),
            ("https://app.hue.test/cb", .native),
            ("vn.gov.hue.app:/callback", .native), ("vn.gov.hue.app://callback", .native),
            ("https://rp.hue.test/a%2Fb/...", .web),
        ])
    func `a fit address is registered to the letter`(text: String, type: ApplicationType) throws {
        #expect(try RedirectURI(text, for: type).description == text)
    }

    @Test(
        arguments: [
            ("", ApplicationType.web, RedirectURIError.notAnAbsoluteURI),
            ("/callback", .web, .notAnAbsoluteURI),
            ("//rp.hue.test/cb", .web, .notAnAbsoluteURI), ("https:/rp.hue.test", .web, .notAnAbsoluteURI),
            ("https://rp.hue.test/c b", .web, .notAnAbsoluteURI),
            ("https://rp.hue.test\\@evil", .web, .notAnAbsoluteURI),
            ("https://rp.hue.test/\tcb", .web, .notAnAbsoluteURI),
            ("https://*.hue.test/cb", .web, .notAnAbsoluteURI),
            ("https://rp.hue.test/%zz", .web, .notAnAbsoluteURI),
            ("https://rp.hué.test/cb", .web, .internationalHost), ("https://huế.vn", .web, .internationalHost),
            ("https://rp.hue.test/hué", .web, .notAnAbsoluteURI),
            ("https://rp.hue.test/cb#", .web, .hasFragment), ("https://rp.hue.test/cb#a", .web, .hasFragment),
            ("https://user@rp.hue.test/cb", .web, .hasUserinfo),
            ("https://@rp.hue.test/cb", .web, .hasUserinfo),
            ("http://rp.hue.test/cb", .web, .insecureScheme),
            ("http://rp.hue.test/cb", .native, .insecureScheme),
            ("http://127.0.0.1.evil.test/cb", .native, .insecureScheme),
            ("javascript:alert(1)", .web, .insecureScheme), ("JavaScript:alert(1)", .native, .insecureScheme),
            ("data:text/html,x", .web, .insecureScheme), ("DATA:text/html,x", .native, .insecureScheme),
            ("vbscript:x", .native, .insecureScheme), ("file:///etc/passwd", .native, .insecureScheme),
            ("myapp:/callback", .native, .insecureScheme),
            ("vn.gov.hue.app:/callback", .web, .insecureScheme),
            ("https://rp.hue.test/../cb", .web, .hasDotSegments),
            ("https://rp.hue.test/a/./cb", .web, .hasDotSegments),
            ("https://rp.hue.test/..", .web, .hasDotSegments),
            // What a browser takes for dots (WHATWG URL §4.1).
            ("https://rp.hue.test/%2e%2e/cb", .web, .hasDotSegments),
            ("https://rp.hue.test/a/.%2E/cb", .web, .hasDotSegments),
            ("https://rp.hue.test/%2E", .web, .hasDotSegments),
            ("https://rp.hue.test/a/%2e./cb", .web, .hasDotSegments),
        ] as [(String, ApplicationType, RedirectURIError)])
    func `an unfit address is refused with its reason`(
        text: String, type: ApplicationType, reason: RedirectURIError
    ) {
        #expect(throws: reason) { try RedirectURI(text, for: type) }
    }

    @Test func `an address may have 2048 bytes and no more`() {
        let base = "https://rp.hue.test/"
        let fitting = base + String(repeating: "a", count: 2048 - base.utf8.count)
        #expect(throws: Never.self) { try RedirectURI(fitting, for: .web) }
        #expect(throws: RedirectURIError.tooLong) { try RedirectURI(fitting + "a", for: .web) }
    }
}

@Suite struct RedirectURIMatchingTests {
    @Test(
        arguments: [
            "https://rp.hue.test/callback/", "https://rp.hue.test/callback?",
            "https://rp.hue.test/callback?a=1",
            "https://rp.hue.test/callback#", "https://rp.hue.test/Callback", "https://RP.hue.test/callback",
            "HTTPS://rp.hue.test/callback", "http://rp.hue.test/callback", "https://rp.hue.test:443/callback",
            "https://rp.hue.test:444/callback", "https://rp.hue.test.evil/callback",
            "https://evil.test/rp.hue.test/callback", "https://rp.hue.test@evil.test/callback",
            "https://user@rp.hue.test/callback", "https://rp.hue.test@@evil.test/callback",
            "https://evil.rp.hue.test/callback", "https://rp.hue.test/x/../callback",
            "https://rp.hue.test/callback/..;/admin", "https://rp.hue.test/%63allback",
            "https://rp.hue.test%2Fcallback", "https://rp.hue.test//callback",
            "https://rp.hue.test\\callback",
            "https://rp.hue.test/callback ", "https://rp.hue.test/callback\u{0}",
            "https://rp．hue.test/callback",
            "//rp.hue.test/callback", "https://rpxhue.test/callback", "javascript:alert(1)", "",
        ])
    func `a disguise of the registered address matches nothing`(presented: String) throws {
        #expect(try Sample.client().redirectURI(matching: presented) == nil)
        let native = try Sample.client { $0.applicationType = "native" }
        #expect(native.redirectURI(matching: presented) == nil)
    }

    @Test func `each registered address matches itself, and no pattern matches anything else`() throws {
        let client = try Sample.client {
            $0.redirectURIs = ["https://rp.hue.test/a", "https://rp.hue.test/b", "https://rp.hue.test/*"]
        }
        #expect(client.redirectURI(matching: "https://rp.hue.test/b")?.description == "https://rp.hue.test/b")
        #expect(client.redirectURI(matching: "https://rp.hue.test/*") != nil)
        #expect(client.redirectURI(matching: "https://rp.hue.test/c") == nil)
        #expect(client.postLogoutRedirectURI(matching: "https://rp.hue.test/a") == nil)
    }

    @Test func `a composed letter and a decomposed one are not the same address`() throws {
        let client = try Sample.client { $0.redirectURIs = ["https://rp.hue.test/K"] }
        #expect(client.redirectURI(matching: "https://rp.hue.test/\u{212A}") == nil)
    }

    @Test(
        arguments: [
            ("http://127.0.0.1/cb", "http://127.0.0.1:49152/cb", true),
            ("http://127.0.0.1:1/cb", "http://127.0.0.1/cb", true),
            ("http://127.0.0.1:1/cb", "http://127.0.0.1:2/cb", true),
            ("http://[::1]/cb", "http://[::1]:49152/cb", true),
            ("http://127.0.0.1/cb?a=1", "http://127.0.0.1:2/cb?a=1", true),
            ("http://127.0.0.1/cb", "http://127.0.0.1:2/cb?a=1", false),
            ("http://127.0.0.1/cb?a=1", "http://127.0.0.1:2/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:2/other", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:2/CB", false),
            ("http://127.0.0.1/cb", "http://127.0.0.2:2/cb", false),
            ("http://127.0.0.1/cb", "http://localhost:2/cb", false),
            ("http://127.0.0.1/cb", "http://[::1]:2/cb", false),
            ("http://[::1]/cb", "http://[0:0:0:0:0:0:0:1]:2/cb", false),
            ("http://127.0.0.1/cb", "https://127.0.0.1:2/cb", false),
            ("http://127.0.0.1/cb", "http://user@127.0.0.1:2/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:2@evil.test/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:2/cb#a", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:0/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:65536/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:/cb", false),
            ("http://127.0.0.1/cb", "HTTP://127.0.0.1:2/cb", false),
            ("http://localhost/cb", "http://localhost:2/cb", false),
            ("http://LOCALHOST/cb", "http://LOCALHOST:2/cb", false),
            ("https://127.0.0.1/cb", "https://127.0.0.1:2/cb", false),
            ("https://app.hue.test/cb", "https://app.hue.test:2/cb", false),
            ("vn.gov.hue.app://cb/x", "vn.gov.hue.app://cb:2/x", false),
        ])
    func `for a native app the port of a loopback literal is free, and nothing else`(
        registered: String, presented: String, matches: Bool
    ) throws {
        let client = try Sample.client {
            $0.applicationType = "native"
            $0.authenticationMethod = "none"
            $0.redirectURIs = [registered]
        }
        #expect((client.redirectURI(matching: presented) != nil) == matches)
        #expect(client.redirectURI(matching: registered) != nil)
    }

    @Test func `for a platform on the web no port is free`() throws {
        let client = try Sample.client { $0.redirectURIs = ["http://127.0.0.1:3000/cb"] }
        #expect(client.redirectURI(matching: "http://127.0.0.1:3000/cb") != nil)
        #expect(client.redirectURI(matching: "http://127.0.0.1:3001/cb") == nil)
    }
}

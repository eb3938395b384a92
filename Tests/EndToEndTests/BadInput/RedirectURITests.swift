import Foundation
import Testing

extension EndToEnd.Requests {
    /// Foreign redirect URIs in disguise (peers' bugs P1 to P9): each gets a page and leads nowhere.
    @Suite(.demo, .demoLog)
    struct RedirectURITests {
        let demo: Demo

        init() throws { demo = try Demo.current }

        @Test(arguments: disguises, ["no session", "a session"])
        func `a redirect URI that isn't registered is never followed`(
            disguise: Disguise, session: String
        ) async throws {
            let platform = try await demo.platform(.basic)
            let visitor = session == "a session" ? try await demo.signedInVisitor() : Visitor()
            let form = platform.authorizationForm.setting("redirect_uri", nil)
            let url = platform.authorizationURL(at: demo.metadata, form) + "&redirect_uri=" + disguise.encoded
            try await Expected.page.check(visitor.send(.get(url)), demo)
            // A request that is wrong elsewhere too may not take the error there either.
            let wrong = url.replacingOccurrences(of: "response_type=code", with: "response_type=token")
            try await Expected.page.check(visitor.send(.get(wrong)), demo)
            let quiet = url + "&prompt=none"
            try await Expected.page.check(visitor.send(.get(quiet)), demo)
        }

        @Test(arguments: loopbackAbuses)
        func `the loopback rule lets the port vary and nothing else`(uri: String) async throws {
            // RFC 8252 §7.3; peers' bug P5.
            let platform = try await demo.platform(.native)
            let form = platform.authorizationForm.setting("redirect_uri", uri)
            try await Expected.page.check(
                Visitor().send(.get(platform.authorizationURL(at: demo.metadata, form))), demo)
        }

        @Test(arguments: [
            "http://127.0.0.1/callback", "http://127.0.0.1:1/callback", "http://127.0.0.1:65535/callback",
        ])
        func `a native app may listen on any port of loopback`(uri: String) async throws {
            let platform = try await demo.platform(.native)
            let form = platform.authorizationForm.setting("redirect_uri", uri)
            let place = try await Visitor().go(platform.authorizationURL(at: demo.metadata, form))
            #expect(place.page.element(id: "username") != nil, "\(place.page.text)")
        }

        @Test func `a web platform on loopback may not change its port`() async throws {
            let registration = Platform.Registration(redirectURIs: ["http://localhost:4444/callback"])
            let platform = try await demo.platform(registration)
            let form = platform.authorizationForm.setting("redirect_uri", "http://localhost:4445/callback")
            try await Expected.page.check(
                Visitor().send(.get(platform.authorizationURL(at: demo.metadata, form))), demo)
        }

        @Test func `another platform's redirect URI is refused`() async throws {
            // Peers' bug P7.
            let another = try await demo.platform(.init(redirectURIs: ["https://khac.hue.test/callback"]))
            let platform = try await demo.platform(.basic)
            let form = platform.authorizationForm.setting("redirect_uri", another.redirectURI)
            try await Expected.page.check(
                Visitor().send(.get(platform.authorizationURL(at: demo.metadata, form))), demo)
        }

        @Test(arguments: [
            "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "DATA:text/html,x", "vbscript:x",
            "https://rp.hue.test/cb#fragment", "https://*.hue.test/cb", "https://rp.hue.test/../cb",
            "http://rp.hue.test/cb", "https://user@rp.hue.test/cb", "/callback", "//rp.hue.test/cb", "rp.hue.test",
            "https://rp.hue.test\\@evil.test/", "https:///cb", "", "https://rp.hue.test/c b", "file:///etc/passwd",
        ])
        func `a dangerous redirect URI can't be registered`(uri: String) async throws {
            // Peers' bug P8.
            let registration = Platform.Registration(redirectURIs: [uri])
            let run = try await CommandLineTool.run(registration.arguments(id: "nguy-hiem", data: demo.data))
            #expect([64, 65].contains(run.code), "\(run)")
            #expect(run.output.isEmpty)
        }
    }
}

/// A redirect URI as it stands in the query, with what it tries.
struct Disguise: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// As sent: percent-encoded, rightly or not.
    let encoded: String

    init(_ description: String, _ uri: String) {
        self.init(description, encoded: Form.encode(uri))
    }

    init(_ description: String, encoded: String) {
        testDescription = description
        self.encoded = encoded
    }
}

// Registered is https://rp.hue.test/callback.
private let disguises: [Disguise] = [
    .init("a longer host", "https://rp.hue.test.evil.test/callback"),
    .init("a host that ends alike", "https://evilrp.hue.test/callback"),
    .init("a sub-domain", "https://evil.rp.hue.test/callback"),
    .init("the host as user", "https://rp.hue.test@evil.test/callback"),
    .init("the host as user and password", "https://rp.hue.test:x@evil.test/callback"),
    .init("two @", "https://rp.hue.test@@evil.test/callback"),
    .init("a user at the right host", "https://evil@rp.hue.test/callback"),
    .init("dot segments", "https://rp.hue.test/callback/../evil"),
    .init("a dot segment that leads back", "https://rp.hue.test/./callback"),
    .init("encoded dot segments", "https://rp.hue.test/callback/%2e%2e/evil"),
    .init("an encoded slash", "https://rp.hue.test/callback%2fevil"),
    .init("an encoded slash in front", "https://rp.hue.test%2f@evil.test/callback"),
    .init("..;/", "https://rp.hue.test/callback/..;/evil"),
    .init("a path parameter", "https://rp.hue.test/callback;evil"),
    .init("a longer path", "https://rp.hue.test/callback/evil"),
    .init("a path that goes on", "https://rp.hue.test/callbackevil"),
    .init("a slash at the end", "https://rp.hue.test/callback/"),
    .init("two slashes", "https://rp.hue.test//callback"),
    .init("another case of the path", "https://rp.hue.test/Callback"),
    .init("another case of the host", "https://RP.hue.test/callback"),
    .init("another case of the scheme", "HTTPS://rp.hue.test/callback"),
    .init("an encoded letter", "https://rp.hue.test/c%61llback"),
    .init("a backslash", "https://evil.test\\@rp.hue.test/callback"),
    .init("a backslash for a slash", "https:\\\\rp.hue.test\\callback"),
    .init("a tab", "https://rp.hue.test\t/callback"),
    .init("a tab in front", "\thttps://rp.hue.test/callback"),
    .init("a line feed", "https://rp.hue.test/callback\nLocation: https://evil.test/"),
    .init("a space behind", "https://rp.hue.test/callback "),
    .init("a reference without scheme", "//rp.hue.test/callback"),
    .init("a path alone", "/callback"),
    .init("http for https", "http://rp.hue.test/callback"),
    .init("the default port", "https://rp.hue.test:443/callback"),
    .init("another port", "https://rp.hue.test:8443/callback"),
    .init("an empty port", "https://rp.hue.test:/callback"),
    .init("a fragment", "https://rp.hue.test/callback#evil"),
    .init("an empty fragment", "https://rp.hue.test/callback#"),
    .init("a query", "https://rp.hue.test/callback?next=https://evil.test"),
    .init("an empty query", "https://rp.hue.test/callback?"),
    .init("a dot behind the host", "https://rp.hue.test./callback"),
    .init("a full-width dot", "https://rp。hue.test/callback"),
    .init("a look-alike letter", "https://rр.hue.test/callback"),
    .init("a punycode look-alike", "https://xn--r-0tb.hue.test/callback"),
    .init("a NUL behind", encoded: Form.encode("https://rp.hue.test/callback") + "%00.evil.test"),
    .init("a NUL in the host, encoded twice", "https://rp.hue.test%00.evil.test/callback"),
    .init("encoded twice", Form.encode("https://rp.hue.test/callback")),
    .init("bytes that aren't UTF-8", encoded: Form.encode("https://rp.hue.test/callback") + "%ff"),
    .init("a pattern", "https://rp.hue.test/.*"),
    .init("a dot that matches anything", "https://rpxhue.test/callback"),
    .init("loopback", "http://127.0.0.1/callback"),
    .init("loopback by name", "http://localhost/callback"),
    .init("a script", "javascript:alert(document.domain)//https://rp.hue.test/callback"),
    .init("a script in mixed case", "JaVaScRiPt:alert(1)"),
    .init("data", "data:text/html,\(Expected.script)"),
    .init("a scheme of an app", "vn.evil.app:/callback"),
    .init("markup", "https://rp.hue.test/callback\"><script>alert(1)</script>"),
    .init("two URIs", "https://rp.hue.test/callback https://evil.test/"),
    .init("5,000 characters", "https://rp.hue.test/callback" + String(repeating: "a", count: 5000)),
]

// Registered is http://127.0.0.1/callback for a native app.
private let loopbackAbuses = [
    "http://127.0.0.1:4000/evil", "http://127.0.0.1:4000/callback?x=1", "http://127.0.0.1:4000/callback#x",
    "http://127.0.0.2:4000/callback", "http://localhost:4000/callback", "http://[::1]:4000/callback",
    "http://127.0.0.1.evil.test:4000/callback", "http://127.0.0.1:4000@evil.test/callback",
    "http://evil.test:4000/callback", "https://127.0.0.1:4000/callback", "http://127.1:4000/callback",
    "http://127.0.0.1:99999/callback", "http://127.0.0.1:-1/callback", "http://127.0.0.1:x/callback",
    "http://0x7f000001:4000/callback", "http://2130706433:4000/callback", "http://user@127.0.0.1:4000/callback",
]

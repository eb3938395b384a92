import Identity
import Settings
import TestSupport
import Testing
import Wire

@testable import Server

/// What costs a hash or a row can be asked for so often; beyond it nothing is hashed or written.
@Suite(.bothDatabases) struct StrangerRatesTests {
    private static let wide = Rates(
        address: Rate(burst: 1000, perSecond: 1000), all: Rate(burst: 1000, perSecond: 1000))

    private static func rates(_ burst: Int, all: Int = 1000) -> Rates {
        Rates(address: Rate(burst: burst, perSecond: 0.5), all: Rate(burst: all, perSecond: 0.5))
    }

    private func provider(
        signIn: Rates = wide, begin: Rates = wide, refused: Rates = wide
    ) async throws -> RunningProvider {
        let provider = try RunningProvider(rates: RateSettings(signIn: signIn, begin: begin, refused: refused))
        try await provider.register()
        try await provider.addAccount()
        return provider
    }

    private func request(_ path: String = "/oauth2/authorize") -> String {
        path + "?" + FormParameters(Browser.request()).encoded()
    }

    @Test(arguments: ["/oauth2/authorize", "//oauth2/authorize", "/oauth2/authorize/"])
    func `who begins too often is told when to come again, and costs nothing`(path: String) async throws {
        let provider = try await provider(begin: Self.rates(3))
        for _ in 0..<3 { #expect(try await Browser(provider).get(request()).status == 303) }
        let (rows, events) = (try await provider.count("interactions"), try await provider.events())
        let reply = try await Browser(provider).get(request(path))
        #expect(reply.status == 429 && reply.header("retry-after") == "2", "\(reply.status)")
        #expect(reply.text.contains("quá nhiều yêu cầu") && reply.text.contains("Too many requests"))
        #expect(try await provider.count("interactions") == rows)
        #expect(try await provider.events() == events)
        provider.clock.advance(by: .seconds(2))
        #expect(try await Browser(provider).get(request()).status == 303)
    }

    @Test func `each network is counted apart, and an IPv6 network is one`() async throws {
        let provider = try await provider(begin: Self.rates(1))
        let browser = Browser(provider)
        for (address, status) in [
            ("203.0.113.7", 303), ("203.0.113.8", 303), ("203.0.113.7", 429), ("::ffff:203.0.113.8", 429),
            ("2001:db8:0:1::1", 303), ("2001:db8:0:1:ffff::2", 429), ("2001:db8:0:2::1", 303),
        ] {
            browser.address = address
            #expect(try await browser.get(request()).status == status, "\(address)")
        }
    }

    @Test func `all together are bounded too`() async throws {
        let provider = try await provider(begin: Self.rates(10, all: 2))
        let browser = Browser(provider)
        for (address, status) in [("192.0.2.1", 303), ("192.0.2.2", 303), ("192.0.2.3", 429)] {
            browser.address = address
            #expect(try await browser.get(request()).status == status, "\(address)")
        }
    }

    @Test func `a browser that has signed in goes on where a stranger at its address may not`() async throws {
        let provider = try await provider(signIn: Self.rates(4), begin: Self.rates(4))
        let known = Browser(provider)
        _ = try await known.code()
        let stranger = Browser(provider)
        for _ in 0..<6 { _ = try await stranger.get(request()) }
        #expect(try await stranger.get(request()).status == 429)
        // By its session, and after the session by the memory of the device.
        #expect(try await known.get(request()).status == 303)
        known.cookies["__Host-hue-sso-session"] = nil
        let page = try await known.authorize()
        #expect(page.status == 200)
        #expect(try await known.signIn(page).status == 200)
        // It has a bound of its own.
        var statuses: [Int] = []
        for _ in 0...RateLimit.ofKnownBrowser.burst { statuses.append(try await known.get(request()).status) }
        #expect(statuses.contains(429))
    }

    @Test func `a browser that only says so is a stranger`() async throws {
        let provider = try await provider(begin: Self.rates(1))
        let known = Browser(provider)
        known.cookies["__Host-hue-sso-device"] = Base64URL.encode([UInt8](repeating: 1, count: 32))
        known.cookies["__Host-hue-sso-session"] = Base64URL.encode([UInt8](repeating: 1, count: 32))
        #expect(try await known.get(request()).status == 303)
        #expect(try await known.get(request()).status == 429)
    }

    @Test func `tries at a password from one address are bounded before the hash`() async throws {
        let provider = try await provider(signIn: Self.rates(3))
        let browser = Browser(provider)
        let page = try await browser.authorize()
        for number in 0..<3 {
            #expect(try await browser.begin(page, "nobody.\(number)").status == 403)
        }
        let (rows, events) = (try await provider.count("password_attempts"), try await provider.events())
        let reply = try await browser.begin(page, "nobody.9")
        #expect(reply.status == 429 && reply.header("retry-after") == "2")
        #expect(try await provider.count("password_attempts") == rows)
        #expect(try await provider.events() == events)
    }

    @Test func `a platform may ask as often as it likes, but not wrongly`() async throws {
        let provider = try await provider(refused: Self.rates(2))
        let browser = Browser(provider)
        for _ in 0..<5 {
            #expect(try await browser.redeem(try await browser.code()).status == 200)
        }
        for _ in 0..<2 { #expect(try await browser.redeem("no code").status == 400) }
        let events = try await provider.events()
        let reply = try await browser.redeem("no code")
        #expect(reply.status == 429 && reply.header("retry-after") == "2")
        #expect(try reply.json()["error"] == "temporarily_unavailable")
        #expect(try await browser.userInfo("rubbish").status == 429)
        #expect(try await provider.events() == events)
    }
}

import Identity
import OpenIDConnect
import Operations
import Storage
import TestSupport
import Testing
import Wire

@testable import Server

/// Of a request only what is read is kept and repeated, and what is taken can be read again.
@Suite(.bothDatabases) struct RequestBoundsTests {
    private let provider: RunningProvider
    private let browser: Browser

    init() async throws {
        provider = try RunningProvider()
        try await provider.register()
        try await provider.addAccount()
        browser = Browser(provider)
    }

    private func query(_ pairs: [(String, String)]) -> String { FormParameters(pairs).encoded() }

    /// The parameters of a redirect, however long it is.
    private func redirection(_ reply: Reply) throws -> FormParameters {
        let location = try #require(reply.location, "\(reply.status) \(reply.text)")
        let query = try #require(location.split(separator: "?", maxSplits: 1).last)
        return try FormParameters(query: String(query), limits: FormLimits(bytes: 1 << 16))
    }

    @Test func `parameters that nobody reads are not stored (H3, Q12)`() async throws {
        let junk = [("junk", String(repeating: "j", count: 8000)), ("foo", "bar")]
        _ = try await browser.authorize("platform", junk)
        let stored = try #require(try await provider.texts("SELECT parameters FROM interactions").first)
        let names = try FormParameters(query: stored).names
        #expect(Set(names) == Set(Browser.request().map(\.0)))
        #expect(stored.utf8.count < 600)
    }

    // M5: 6,021 bytes of "~" were 303, and then 503.
    @Test(arguments: ["~", "a", "|"])
    func `a long state is taken by GET, and comes back with the code`(letter: String) async throws {
        let state = String(repeating: letter, count: 5000)
        let raw = query(Browser.request().filter { $0.0 != "state" }) + "&state=" + state
        let page = try await browser.follow(try await browser.get("/oauth2/authorize?" + raw))
        #expect(page.status == 200)
        let answer = try await browser.goOn(try await browser.signIn(page))
        #expect(try redirection(answer).single("state") == state)
    }

    @Test func `a request that is too long to be kept is refused at once, and the client is told`() async throws {
        let long = [("state", String(repeating: "{", count: 8000))]
        let reply = try await browser.post("/oauth2/authorize", Browser.request("platform", long))
        #expect(try redirection(reply).single("error") == "invalid_request")
        #expect(try redirection(reply).single("state") == long[0].1)
        #expect(try await provider.count("interactions") == 0)
    }

    @Test(arguments: [
        [("nonsense", String(repeating: "n", count: 16_000))], [("state", String(repeating: "~", count: 8000))],
    ])
    func `another site's POST goes round by a GET that is as good`(changes: [(String, String)]) async throws {
        let reply = try await browser.post(
            "/oauth2/authorize", Browser.request("platform", changes),
            headers: [("Origin", "https://platform.hue.test")])
        #expect(reply.status == 303)
        #expect(reply.location?.contains("nonsense") == false)
        #expect(try await browser.follow(reply).attribute("name", of: "username") == "username")
    }

    @Test(arguments: ["request", "request_uri", "registration", "junk"])
    func `a parameter without a value is left out (F6)`(name: String) async throws {
        let page = try await browser.authorize("platform", [(name, "")])
        #expect(page.status == 200 && page.attribute("name", of: "username") == "username")
    }

    /// OpenID Connect Core §4.
    @Test func `who can't go on begins at the platform, which is told whom to ask`() async throws {
        var registration = ClientRegistration(
            id: "starts", name: "Bắt đầu", redirectURIs: ["https://starts.hue.test/callback"])
        registration.initiateLoginURI = "https://starts.hue.test/login"
        try await provider.add(registration.client(secret: SecretHash(of: "s")), at: provider.clock.now)
        let path = try #require(try await browser.authorize("starts").formAction)
        let elsewhere = try await Browser(provider).get(path)
        #expect(elsewhere.status == 403)
        let address = "https://starts.hue.test/login?" + FormParameters([("iss", RunningProvider.issuer)]).encoded()
        #expect(elsewhere.attribute("href", of: "continue") == address)
    }

    @Test func `an interaction whose time is over leads on by its request, or by the platform once that is forgotten`()
        async throws
    {
        let path = try #require(try await browser.authorize().formAction)
        provider.clock.advance(by: Interaction.lifetime)
        let expired = try await browser.get(path)
        #expect(expired.status == 410)
        #expect(
            try await browser.follow(try await browser.get(try #require(expired.attribute("href", of: "continue"))))
                .status == 200)
        try await Housekeep(provider.provider.installation).run(at: provider.clock.now)
        let forgotten = try await browser.get(path)
        #expect(forgotten.status == 410)
        #expect(forgotten.attribute("href", of: "continue")?.contains("state") != true)
    }

    // MARK: Links to the other language (Q9)

    @Test func `the link repeats what the page reads and nothing else`() async throws {
        let path = try #require(try await browser.authorize().formAction)
        let page = try await browser.get(path + "?username=u&password=p&problem=refused&x=y")
        let links = page.text.split(separator: "\"").filter { $0.contains("lang=en") || $0.contains("lang&#x3D;en") }
        #expect(links.count == 1)
        #expect(links.first?.contains("problem") == true)
        for word in ["username", "password"] { #expect(links.first?.contains(word) == false) }
        #expect(!page.text.contains("password=p") && !page.text.contains("password&#x3D;p"))
    }

    @Test(arguments: ["/", "/device", "/oauth2/logout"])
    func `no page repeats a password that stands in its address`(path: String) async throws {
        let page = try await browser.get(path + "?password=hush-hush&user_code=BCDF-GHJK")
        #expect(page.status == 200 && page.text.contains("lang"))
        #expect(!page.text.contains("hush-hush"))
    }

    // MARK: UserInfo (Q13)

    @Test(arguments: ["a b", "\"abc\"", "ab,cd", "é"])
    func `a malformed token is an invalid token (RFC 6750 §3.1)`(token: String) async throws {
        let reply = try await browser.userInfo(token)
        #expect(reply.status == 401)
        #expect(reply.header("WWW-Authenticate")?.contains("error=\"invalid_token\"") == true)
    }
}

import Cryptography
import Identity
import Settings
import TestSupport
import Testing

@testable import Server

/// Accounts that the city issued: password, lock and hash.
@Suite(.bothDatabases) struct LocalSignInTests {
    private let provider: RunningProvider
    private let browser: Browser

    init() async throws {
        provider = try RunningProvider()
        try await provider.register()
        browser = Browser(provider)
    }

    /// One attempt, each on a page of its own.
    private func attempt(
        _ password: String, as username: String = "an.nguyen", in browser: Browser
    ) async throws -> Reply {
        if browser.session != nil { provider.clock.advance(by: .milliseconds(1)) }
        let page = try await browser.authorize("platform", [("prompt", "login")])
        return try await browser.signIn(page, username, password: password)
    }

    private func storedHash() async throws -> String {
        try #require(try await provider.texts("SELECT password_hash FROM local_accounts").first)
    }

    // MARK: Hashes

    @Test func `a hash made with other parameters is made anew at the next sign-in, once`() async throws {
        let old = try Argon2Parameters(memoryKiB: 128, iterations: 2, parallelism: 2)
        try await provider.addAccount(parameters: old)
        let first = try await storedHash()
        #expect(try Argon2Parameters(phc: first) == old)
        let setAt = try await provider.texts("SELECT CAST(password_set_at AS TEXT) FROM local_accounts")
        provider.clock.advance(by: .minutes(1))

        #expect(try await attempt("a wrong one", in: browser).status == 403)
        #expect(try await storedHash() == first)
        _ = try await browser.code()
        let second = try await storedHash()
        provider.clock.advance(by: .milliseconds(1))
        #expect(try Argon2Parameters(phc: second) == RunningProvider.quick)
        #expect(try Argon2id.verify(password: Array(RunningProvider.password.utf8), phc: second))
        #expect(try await provider.texts("SELECT CAST(password_set_at AS TEXT) FROM local_accounts") == setAt)
        _ = try await browser.code("platform", [("prompt", "login")])
        #expect(try await storedHash() == second)
    }

    @Test func `a hash that can't be read signs nobody in`() async throws {
        try await provider.addAccount()
        try await provider.execute("UPDATE local_accounts SET password_hash = ''")
        #expect(try await attempt(RunningProvider.password, in: browser).status == 500)
        #expect(browser.session == nil)
    }

    // MARK: Too many at once

    /// A second server on the same database, which has no room for a single hash.
    private func crowded() throws -> RunningProvider {
        try RunningProvider(
            passwords: PasswordSettings(
                parameters: try #require(RunningProvider.quick), hashesAtOnce: 1, waiting: -1),
            beside: provider)
    }

    @Test func `where there is no room for a hash, the person is asked to come again`() async throws {
        try await provider.addAccount()
        let crowded = Browser(try crowded())
        let reply = try await attempt(RunningProvider.password, in: crowded)
        #expect(reply.status == 503)
        #expect(reply.header("Retry-After") == "5")
        #expect(reply.words(of: "problem")?.contains("nhiều người đăng nhập cùng lúc") == true)
        #expect(reply.attribute("value", of: "username") == "an.nguyen")
        #expect(crowded.session == nil)
    }

    /// The server without room answers 503 exactly where it would have hashed.
    @Test(arguments: ["an.nguyen", "nobody.here", "an.disabled", "046195000022", "x", "Nguyễn", "a b"])
    func `a name costs one hash, whether it is known, disabled, unknown or none`(name: String) async throws {
        try await provider.addAccount()
        let disabled = try await provider.addAccount("an.disabled")
        try await provider.execute("UPDATE people SET is_enabled = 0 WHERE id = '\(disabled.text)'")
        #expect(try await attempt("a wrong one", as: name, in: Browser(try crowded())).status == 503)
    }

    @Test func `an attempt whose password nobody looked at is not counted`() async throws {
        try await provider.addAccount()
        let crowded = Browser(try crowded())
        for _ in 0..<5 { #expect(try await attempt(RunningProvider.password, in: crowded).status == 503) }
        #expect(try await attempt(RunningProvider.password, in: browser).status == 200)
    }

    // MARK: Who may not

    @Test(arguments: ["an.nguyen", "nobody.here", "046195000022", "x"])
    func `a wrong name, a wrong password and a disabled account read the same`(name: String) async throws {
        let person = try await provider.addAccount()
        try await provider.addAccount("binh.tran")
        let wrong = try await attempt("a wrong one", as: "binh.tran", in: Browser(provider))
        try await provider.execute("UPDATE people SET is_enabled = 0 WHERE id = '\(person.text)'")
        let reply = try await attempt(RunningProvider.password, as: name, in: browser)
        #expect(reply.status == 403)
        #expect(reply.words(of: "problem") == wrong.words(of: "problem"))
        #expect(reply.words(of: "problem")?.isEmpty == false)
        #expect(browser.session == nil)
        #expect(try await provider.count("sessions") == 0)
    }

    @Test func `the name is folded, the password is not`() async throws {
        try await provider.addAccount()
        #expect(try await attempt(RunningProvider.password.uppercased(), in: browser).status == 403)
        #expect(try await attempt(RunningProvider.password, as: "An.NGUYEN", in: browser).status == 200)
    }

    // MARK: The lock

    @Test func `the fifth wrong password locks for 15 minutes, and then the lock ends`() async throws {
        try await provider.addAccount()
        for _ in 0..<5 { #expect(try await attempt("a wrong one", in: browser).status == 403) }
        let locked = try await attempt(RunningProvider.password, in: browser)
        #expect(locked.status == 429)
        #expect(locked.header("Retry-After") == "900")
        #expect(locked.words(of: "problem")?.contains("15 phút") == true)
        provider.clock.advance(by: .minutes(15) - .milliseconds(1))
        let almost = try await attempt(RunningProvider.password, in: browser)
        #expect(almost.status == 429)
        #expect(almost.header("Retry-After") == "1")
        #expect(almost.words(of: "problem")?.contains("1 phút") == true)
        provider.clock.advance(by: .milliseconds(1))
        #expect(try await attempt(RunningProvider.password, in: browser).status == 200)
    }

    @Test func `guesses during the lock don't make it longer; after it there are five again`() async throws {
        try await provider.addAccount()
        for _ in 0..<5 { _ = try await attempt("a wrong one", in: browser) }
        provider.clock.advance(by: .minutes(14))
        for _ in 0..<10 { #expect(try await attempt("a wrong one", in: browser).status == 429) }
        provider.clock.advance(by: .minutes(1))
        for _ in 0..<5 { #expect(try await attempt("a wrong one", in: browser).status == 403) }
        #expect(try await attempt("a wrong one", in: browser).status == 429)
    }

    @Test func `the right password starts the count anew`() async throws {
        try await provider.addAccount()
        for _ in 0..<3 {
            for _ in 0..<4 { #expect(try await attempt("a wrong one", in: browser).status == 403) }
            #expect(try await attempt(RunningProvider.password, in: browser).status == 200)
        }
    }

    @Test func `names that nobody has are locked like others`() async throws {
        for _ in 0..<5 { #expect(try await attempt("x", as: "nobody.here", in: browser).status == 403) }
        #expect(try await attempt("x", as: "nobody.here", in: browser).status == 429)
        #expect(try await attempt("x", as: "somebody.else", in: browser).status == 403)
    }

    @Test func `a browser that signed in before has a count of its own (P37)`() async throws {
        try await provider.addAccount()
        _ = try await browser.code()
        let attacker = Browser(provider)
        for _ in 0..<6 { _ = try await attempt("a wrong one", in: attacker) }
        #expect(try await attempt(RunningProvider.password, in: attacker).status == 429)
        #expect(try await attempt(RunningProvider.password, in: browser).status == 200)
        for _ in 0..<5 { #expect(try await attempt("a wrong one", in: browser).status == 403) }
        #expect(try await attempt(RunningProvider.password, in: browser).status == 429)
    }

    @Test func `a known browser's cookie is worth nothing for another account`() async throws {
        try await provider.addAccount()
        try await provider.addAccount("binh.tran")
        _ = try await browser.code()
        let attacker = Browser(provider)
        for _ in 0..<5 { _ = try await attempt("a wrong one", as: "binh.tran", in: attacker) }
        #expect(try await attempt(RunningProvider.password, as: "binh.tran", in: browser).status == 429)
    }
}

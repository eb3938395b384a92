import Accounts
import Cryptography
import Directory
import Identity
import OpenIDConnect
import Storage
import Synchronization
import TestSupport
import Testing
import Wire

@testable import Operations
@testable import Server

/// Staff sign in with the password that their directory has: what they read, what platforms are told, and what strangers
/// can't tell.
@Suite(.bothDatabases) struct DirectoryPasswordTests {
    private static let source = SourceID("thanh-pho")
    private let played = Played()
    private let provider: RunningProvider
    private let browser: Browser

    /// A directory that says what a test wants, and remembers the names that it hears.
    private final class Played: Sendable {
        private let state = Mutex((verdict: DirectoryVerdict.accepted(nil), names: [String](), pretended: 0))

        var names: [String] { state.withLock { $0.names } }
        var pretended: Int { state.withLock { $0.pretended } }
        func say(_ verdict: DirectoryVerdict) { state.withLock { $0.verdict = verdict } }

        func door(to source: SourceID) -> DirectoryDoor {
            DirectoryDoor(
                to: source, decoyKey: [1], time: .stopped,
                asking: { name, _, password in
                    self.state.withLock { state in
                        state.names.append(name.text)
                        let isRight = password.bytes == Array(RunningProvider.password.utf8)
                        if case .accepted = state.verdict { return isRight ? state.verdict : .wrong }
                        return state.verdict
                    }
                },
                pretending: {
                    self.state.withLock { state in
                        state.pretended += 1
                        if case .unavailable = state.verdict { return state.verdict }
                        return .wrong
                    }
                })
        }
    }

    init() async throws {
        provider = try RunningProvider(staff: played.door(to: try #require(Self.source)))
        try await provider.register()
        try await provider.addAccount("an.nguyen")
        browser = Browser(provider)
        try await addStaff("huong.giang")
    }

    /// Somebody whom the directory has told of.
    @discardableResult
    private func addStaff(_ name: String) async throws -> PersonID {
        let username = try #require(Username(name))
        let person = try #require(PersonID(random: Array(SHA2.sha256(Array(name.utf8)).prefix(16))))
        let key = try #require(EntryKey(octets: Array(SHA2.sha256(Array(name.utf8)).prefix(16))))
        let (now, source) = (provider.clock.now, try #require(Self.source))
        let claims = PersonClaims(
            name: "Hương Giang", birthdate: nil, phoneNumber: nil, address: nil, citizenNumber: nil, identityLevel: nil)
        try await provider.database.write { transaction in
            try transaction.people.add(person, claims, at: now)
            try transaction.directoryBindings.put(
                BoundStaff(
                    person: person, details: StaffDetails(number: nil, username: username, name: "Hương Giang"),
                    isActive: true), key, dn: "uid=\(name)", of: source, at: now)
            try transaction.staffAccounts.activate(person, at: now)
        }
        return person
    }

    private func attempt(
        _ name: String = "huong.giang", _ password: String = RunningProvider.password, in other: Browser? = nil
    ) async throws -> Reply {
        let browser = other ?? browser
        return try await browser.begin(
            try await browser.authorize("platform", [("prompt", "login")]), name, password: password)
    }

    private func code(_ page: Reply) throws -> String {
        let text = try #require(page.words(of: "secret")).filter { $0 != " " }
        let seed = try #require(OneTimePasswordSeed(try Base32.decode(text)))
        return seed.code(at: OneTimePasswordSeed.timeStep(at: provider.clock.now)).text
    }

    @Test func `the first sign-in sets up the second factor, and platforms are told the truth`() async throws {
        let login = try await browser.authorize()
        #expect(login.words(of: "directory-hint")?.contains("thư mục nhân sự") == true)
        let enrol = try await browser.follow(try await browser.begin(login, "Huong.Giang "))
        #expect(enrol.words(of: "notice") == nil)
        let shown = try await browser.submit(enrol, [("code", try code(enrol))])
        let reply = try await browser.goOn(try await browser.submit(shown, []))
        let claims = try browser.idToken(
            try await browser.redeem(try #require(try reply.redirection().single("code"))))
        #expect(claims["acr"] == "https://hue.gov.vn/acr/2" && claims["amr"] == ["pwd", "otp", "mfa"])
        #expect(played.names == ["huong.giang"])
        let events = try await provider.events().filter { $0.action == "sign-in-begin" || $0.action == "sign-in" }
        #expect(events.map(\.outcome) == ["success", "success"])
        #expect(events.first?.object == "thanh-pho")

        // From then on it's asked for.
        let again = try await attempt()
        #expect(again.location?.hasPrefix("/second-factor/") == true)
        // And codes for the app's place can be made anew.
        #expect(try await browser.get("/recovery-codes").status == 200)
    }

    @Test(arguments: [
        (DirectoryWarning.graceLeft(0), "lần cuối"), (.graceLeft(3), "còn dùng được 3 lần"),
        (.expires(in: .hours(24 * 6 + 5)), "hết hạn sau 6 ngày"), (.expires(in: .hours(3)), "trong vòng một ngày"),
    ])
    func `who has a password that ends soon is told, and still is after a wrong code`(
        _ warning: DirectoryWarning, _ words: String
    ) async throws {
        played.say(.accepted(warning))
        let enrol = try await browser.follow(try await attempt())
        #expect(enrol.words(of: "notice")?.contains(words) == true)
        let again = try await browser.submit(enrol, [("code", "12345")])
        #expect(again.status == 400 && again.words(of: "notice")?.contains(words) == true)
    }

    @Test(arguments: [
        (DirectoryVerdict.expired, "đã hết hạn"), (.mustChange, "yêu cầu ông/bà đổi mật khẩu"),
        (.notNow, "vào lúc này"), (.wrong, "không đúng"), (.locked, "không đúng"), (.disabled, "không đúng"),
    ])
    func `what the directory answers is said in words`(_ verdict: DirectoryVerdict, _ words: String) async throws {
        played.say(verdict)
        let reply = try await attempt()
        #expect(reply.status == 403 && reply.words(of: "problem")?.contains(words) == true)
        #expect(reply.attribute("value", of: "username") == "huong.giang")
        #expect(browser.session == nil)
    }

    @Test func `a directory that is away keeps out nobody but whom it knows, and says when to come again`() async throws
    {
        played.say(.unavailable("unreachable"))
        let reply = try await attempt()
        #expect(reply.status == 503 && reply.header("Retry-After") == "5")
        #expect(reply.words(of: "problem")?.contains("không trả lời") == true)
        _ = try await browser.code("platform", [("prompt", "login")])
        played.say(.accepted(nil))
        #expect(try await attempt().location?.hasPrefix("/enrol/") == true)
    }

    @Test func `names of the directory, of the city and of nobody can't be told apart`() async throws {
        let nobody = (0..<8).map { "nobody.\($0)" }
        for verdict in [DirectoryVerdict.wrong, .locked, .unavailable("away")] {
            played.say(verdict)
            var replies: [String: [String]] = [:]
            for name in ["huong.giang", "an.nguyen"] + nobody {
                let reply = try await attempt(name, "a wrong one", in: Browser(provider))
                replies["\(reply.status) \(reply.words(of: "problem") ?? "")", default: []].append(name)
            }
            // Away, the directory's names are told so: some that nobody has among them, and some not.
            if case .unavailable = verdict {
                #expect(replies.count == 2)
                for names in replies.values { #expect(!Set(names).isDisjoint(with: nobody)) }
            } else {
                #expect(replies.count == 1)
            }
        }
        #expect(Set(played.names) == ["huong.giang"])
        #expect(played.pretended > 0)
    }

    @Test func `five wrong passwords lock, for nobody as for somebody, and the directory hears no more`() async throws {
        for name in ["huong.giang", "nobody.0", "nobody.1", "nobody.2"] {
            for _ in 0..<5 {
                #expect(try await attempt(name, "a wrong one", in: Browser(provider)).status == 403)
            }
            let heard = played.names.count + played.pretended
            let locked = try await attempt(name, in: Browser(provider))
            #expect(locked.status == 429 && locked.header("Retry-After") == "900")
            #expect(played.names.count + played.pretended == heard)
        }
    }

    @Test(arguments: ["*", "huong.giang)(uid=*", "huong*", "(|(uid=*))", "huong.giang\\00", "\\2a"])
    func `a name that is a filter is asked of nobody`(_ name: String) async throws {
        #expect(try await attempt(name).status == 403)
        #expect(played.names.isEmpty && played.pretended == 0)
    }

    @Test func `an account of the city's is never shown to the directory`() async throws {
        _ = try await browser.code()
        #expect(played.names.isEmpty)
    }

    @Test func `who left or sleeps is refused, and the log says why`() async throws {
        let person = try await addStaff("minh.le")
        let now = provider.clock.now
        for (state, code) in [(StaffState.left, "staff-left"), (.dormant, "dormant")] {
            try await provider.database.write { transaction in
                try transaction.staffAccounts.end(person, as: state, at: now)
            }
            #expect(try await attempt("minh.le").status == 403)
            #expect(try await provider.events().last?.outcome == "refused: \(code)")
        }
        #expect(played.names.isEmpty)
    }

    @Test func `what happens is counted for operators`() async throws {
        _ = try await attempt()
        _ = try await attempt("huong.giang", "a wrong one")
        played.say(.unavailable("away"))
        _ = try await attempt()
        let text = provider.provider.metrics.exposition()
        for outcome in ["accepted", "refused", "unavailable"] {
            #expect(text.contains("hue_sso_directory_sign_ins_total{outcome=\"\(outcome)\"} 1.0"))
        }
    }
}

extension DirectoryDoor.Time {
    /// Answers wait for nothing, and no deadline passes.
    static let stopped = Self(
        now: { ContinuousClock.now },
        pause: { time in
            guard time == DirectoryDoor.deadline else { return }
            let (never, _) = AsyncStream.makeStream(of: Void.self)
            for await _ in never {}
        })
}

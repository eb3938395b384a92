import Accounts
import Database
import Directory
import Identity
import OpenIDConnect
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Operations

@Suite(.bothDatabases) struct DirectorySignInTests {
    private static func unexpected() { Issue.record("another outcome") }

    private let stage: SignInStage
    private let directory: DirectoryStage

    init() async throws {
        stage = try SignInStage()
        try await stage.here.importUnits(SampleDepartments.units)
        var directory = DirectoryStage(here: stage.here, source: try #require(SourceID("thanh-pho")))
        directory.reading.units = try DirectoryStage.units(SampleDepartments.units)
        try directory.tell(1, username: "an.nguyen", "chuyen-vien@H57.01.01")
        try await directory.apply()
        self.directory = directory
    }

    /// The directory, as far as a test lets it answer; it notes how often it is asked, for somebody and for nobody.
    private struct Played: Sendable {
        let asked = Calls(), pretended = Calls()
        var nobody = DirectoryVerdict.wrong

        func door(
            to source: SourceID, key: UInt8 = 0, _ verdict: @escaping @Sendable () async -> DirectoryVerdict
        ) -> DirectoryDoor {
            DirectoryDoor(
                to: source, decoyKey: [key], time: .stopped,
                asking: { [asked] _, _, _ in
                    _ = asked.next()
                    return await verdict()
                },
                pretending: { [pretended, nobody] in
                    _ = pretended.next()
                    return nobody
                })
        }
    }

    private func signIn(
        _ verdict: DirectoryVerdict, _ name: String = "an.nguyen", _ password: String = SignInStage.password,
        device: BrowserSecret<DeviceCookie>? = nil, at place: StepPlace, _ played: Played = Played(), key: UInt8 = 0
    ) async throws -> DirectorySignIn.Outcome {
        let door = played.door(to: directory.source, key: key) { verdict }
        return try await DirectorySignIn(stage.installation, through: door).run(
            name, try #require(PresentedPassword(password)), device: device ?? stage.device, at: place, stage.act)
    }

    /// What is refused to whom, as the audit log has it.
    private func refusals() async throws -> [String] {
        try await stage.here.read { transaction in
            try transaction.rows(
                "SELECT outcome FROM audit_events WHERE action = 'sign-in' AND outcome <> 'success' ORDER BY number"
            ).map { try $0.text(0) }
        }
    }

    @Test func `who is let in there sets up the second factor here, and shows it from then on`() async throws {
        let place = try await stage.browser()
        guard case .begun(.enrolSecondFactor, .graceLeft(2)) = try await signIn(.accepted(.graceLeft(2)), at: place)
        else { return Self.unexpected() }
        let (seed, enrolled) = try await stage.enrol(at: place)
        #expect(try await stage.session(enrolled.cookie)?.authentication.level == .two)
        stage.here.clock.advance(by: .seconds(30))
        let next = try await stage.browser()
        guard case .begun(.secondFactor, nil) = try await signIn(.accepted(nil), at: next) else {
            return Self.unexpected()
        }
        #expect(try await stage.show(.oneTimePassword(stage.code(seed)), at: next).cookie != nil)
    }

    @Test(arguments: [
        (DirectoryVerdict.wrong, "wrong"), (.locked, "wrong"), (.disabled, "wrong"), (.expired, "expiredThere"),
        (.mustChange, "changeThere"), (.notNow, "notNowThere"), (.unavailable("away"), "unavailable(\"away\")"),
    ])
    func `what the directory doesn't accept begins nothing`(_ verdict: DirectoryVerdict, _ word: String) async throws {
        let place = try await stage.browser()
        #expect("\(try await signIn(verdict, at: place))" == word)
        #expect(try await stage.step(place) == nil)
    }

    @Test(arguments: [(DirectoryVerdict.locked, "lockedThere"), (.disabled, "disabledThere")])
    func `only a browser that has signed in before is told that an account is shut there`(
        _ verdict: DirectoryVerdict, _ word: String
    ) async throws {
        let place = try await stage.browser()
        _ = try await signIn(.accepted(nil), at: place)
        _ = try await stage.enrol(at: place)
        #expect("\(try await signIn(verdict, at: try await stage.browser()))" == word)
        let other = BrowserSecret<DeviceCookie>(random: SeededRandom(seed: 77))
        #expect("\(try await signIn(verdict, device: other, at: try await stage.browser()))" == "wrong")
        #expect(try await refusals().suffix(2) == Array(repeating: "refused: directory-\(verdict)", count: 2))
    }

    @Test func `five wrong passwords lock here, and the directory isn't asked any more`() async throws {
        let (place, played) = (try await stage.browser(), Played())
        for _ in 0..<5 { _ = try await signIn(.wrong, at: place, played) }
        guard case .locked = try await signIn(.accepted(nil), at: place, played) else { return Self.unexpected() }
        #expect(played.asked.count == 5)
        #expect(played.pretended.count == 0)
    }

    @Test func `a directory that doesn't answer costs nobody an attempt`() async throws {
        let place = try await stage.browser()
        for _ in 0..<10 { _ = try await signIn(.unavailable("away"), at: place) }
        guard case .begun = try await signIn(.accepted(nil), at: place) else { return Self.unexpected() }
    }

    @Test func `a password that a bind can't hold is never sent`() async throws {
        // netmagis #173, thelounge #1724, CVE-2017-14623: an empty password signs in.
        let played = Played()
        for password in ["a\u{0}b", ""] {
            let place = try await stage.browser()
            #expect("\(try await signIn(.accepted(nil), "an.nguyen", password, at: place, played))" == "wrong")
        }
        #expect(played.asked.count == 0)
        #expect(played.pretended.count == 2)
    }

    @Test(arguments: ["*", "an.nguyen)(uid=*", "an.nguyen\u{0}", "(cn=*)", "046095000017"])
    func `what can't be a user name isn't asked for, nor pretended to be`(_ name: String) async throws {
        let played = Played()
        let outcome = try await signIn(.accepted(nil), name, at: try await stage.browser(), played)
        #expect("\(outcome)" == "notAsked")
        #expect(played.asked.count + played.pretended.count == 0)
    }

    @Test func `an account of the city's isn't asked for`() async throws {
        _ = try await stage.add()
        let played = Played()
        #expect("\(try await signIn(.accepted(nil), at: try await stage.browser(), played))" == "notAsked")
        #expect(played.asked.count + played.pretended.count == 0)
    }

    // MARK: Names that nobody has

    @Test func `a name that nobody has is never told to the directory, and always takes the same one of two ways`()
        async throws
    {
        var ways: Set<String> = []
        for number in 0..<40 {
            let name = "nobody.\(number)"
            let played = Played()
            let first = "\(try await signIn(.accepted(nil), name, at: try await stage.browser(), played))"
            let second = "\(try await signIn(.accepted(nil), name, at: try await stage.browser(), played))"
            #expect(first == second)
            #expect(played.asked.count == 0)
            #expect(played.pretended.count == (first == "wrong" ? 2 : 0))
            ways.insert(first)
        }
        #expect(ways == ["wrong", "notAsked"])
    }

    @Test func `a name that nobody has is locked, refused and turned away as one that somebody has`() async throws {
        let door = Played().door(to: directory.source) { .wrong }
        let name = try #require(
            (0..<40).map { "nobody.\($0)" }.first { Username($0).map(door.takesFor) ?? false })
        for (verdict, word) in [(DirectoryVerdict.unavailable("away"), "unavailable"), (.wrong, "wrong")] {
            for name in [name, "an.nguyen"] {
                var played = Played()
                played.nobody = verdict
                let outcome = try await signIn(verdict, name, at: try await stage.browser(), played)
                #expect("\(outcome)".hasPrefix(word))
            }
        }
        for _ in 0..<4 {
            for name in [name, "an.nguyen"] { _ = try await signIn(.wrong, name, at: try await stage.browser()) }
        }
        for name in [name, "an.nguyen"] {
            guard case .locked = try await signIn(.wrong, name, at: try await stage.browser()) else {
                return Self.unexpected()
            }
        }
    }

    // MARK: Who may not

    @Test(arguments: [StaffState.dormant, .left])
    func `who is dormant or has left isn't asked for, and the log says why`(_ state: StaffState) async throws {
        let person = try #require(try await directory.person(1))
        let now = stage.here.clock.now
        try await stage.here.write { transaction in try transaction.staffAccounts.end(person, as: state, at: now) }
        let played = Played()
        #expect("\(try await signIn(.accepted(nil), at: try await stage.browser(), played))" == "wrong")
        #expect(played.asked.count == 0)
        #expect(played.pretended.count == 1)
        #expect(try await refusals() == ["refused: \(state == .left ? "staff-left" : "dormant")"])
    }

    @Test func `who left meanwhile isn't let in`() async throws {
        let place = try await stage.browser()
        var gone = directory
        try gone.remove(1)
        let left = gone
        let door = Played().door(to: directory.source) {
            _ = try? await left.apply()
            return .accepted(nil)
        }
        let outcome = try await DirectorySignIn(stage.installation, through: door).run(
            "an.nguyen", try #require(PresentedPassword(SignInStage.password)), device: stage.device, at: place,
            stage.act)
        #expect("\(outcome)" == "wrong")
        #expect(try await stage.step(place) == nil)
    }

    @Test func `whose second factor is reset sets up another one`() async throws {
        let place = try await stage.browser()
        _ = try await signIn(.accepted(nil), at: place)
        let (_, enrolled) = try await stage.enrol(at: place)
        guard case .secondFactorReset = try await ResetAccount(stage.installation).run(stage.username, stage.act) else {
            return Self.unexpected()
        }
        #expect(try await stage.session(enrolled.cookie) == nil)
        guard case .begun(.enrolSecondFactor, nil) = try await signIn(.accepted(nil), at: try await stage.browser())
        else { return Self.unexpected() }
    }

    @Test func `whom wrong passwords have locked here an administrator unlocks`() async throws {
        for _ in 0..<5 { _ = try await signIn(.wrong, at: try await stage.browser()) }
        #expect(try await UnlockAccount(stage.installation).run(stage.username, stage.act) == .unlocked)
        guard case .begun = try await signIn(.accepted(nil), at: try await stage.browser()) else {
            return Self.unexpected()
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

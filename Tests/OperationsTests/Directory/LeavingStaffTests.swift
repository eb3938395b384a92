import Accounts
import Cryptography
import Directory
import Federation
import Identity
import OpenIDConnect
import Permissions
import Storage
import TestSupport
import Testing
import Wire

@testable import Operations

/// Who left loses the staff account, by every way in; who has a number stays a citizen.
@Suite(.bothDatabases) struct LeavingStaffTests {
    private static let number = "000090000001"
    private let stage: SignInStage

    init() throws { stage = try SignInStage() }

    /// A directory at the same installation, of whose staff the account's holder is, known by the number or not.
    private func directory(_ person: PersonID, number: String?) async throws -> DirectoryStage {
        try await stage.here.importUnits(SampleDepartments.units)
        var directory = DirectoryStage(here: stage.here, source: try #require(SourceID("thanh-pho")))
        directory.reading.units = try DirectoryStage.units(SampleDepartments.units)
        if let number {
            let known = KnownPerson(id: person, auditName: "an.nguyen", name: nil, isEnabled: true)
            _ = try await LinkAccount(stage.installation).run(
                stage.username, to: try #require(CitizenNumber(number)), stage.here.act)
            _ = known
            try directory.tell(1, number: number, "chuyen-vien@H57.01.01")
            try await directory.apply()
        } else {
            try directory.tell(1, "chuyen-vien@H57.01.01")
            try await directory.apply()
            // The source tells of the holder of the account, as an administrator has found.
            let source = directory.source
            let entry = try DirectoryStage.key(1)
            try await stage.here.write(queuingFor: .permissions) { transaction in
                let staff = try #require(try transaction.directoryBindings.staff(of: source)[entry])
                let revision = try transaction.permissionRevisions.begin(at: .noon)
                for post in try transaction.assignments.facts(of: staff.person) {
                    _ = try transaction.assignments.remove(post, in: revision)
                    try transaction.assignments.add(
                        Assignment(
                            person: person, post: post.fact.post, period: post.fact.period, origin: source),
                        in: revision)
                }
                try transaction.directoryBindings.move(from: staff.person, to: person, at: .noon)
            }
        }
        return directory
    }

    private func holder() async throws -> PersonID {
        let person = try await stage.here.read { [username = stage.username] transaction in
            try transaction.localAccounts.find(username)?.person
        }
        return try #require(person)
    }

    private func leave(_ directory: DirectoryStage) async throws {
        var directory = directory
        try directory.tell(1, number: directory.reading.people[0].details.number?.digits, isActive: false)
        #expect(try await directory.apply().word == "applied")
    }

    /// Somebody comes back from VNeID.
    private func signInByVNeID(_ number: String) async throws -> BrowserSecret<SessionCookie>? {
        let person = try await stage.here.read { transaction in
            try transaction.people.find(.citizen(CitizenNumber(number)!))
        }
        let (opening, act) = (SessionOpening(random: stage.installation.random), stage.act)
        return try await stage.here.write { transaction in
            try opening.open(
                try #require(person), .vneid(.two), at: SignInPlace(interaction: nil, client: nil, session: nil), act,
                in: transaction)
        }
    }

    @Test func `who left and has a number signs in with VNeID, and by nothing of the city's`() async throws {
        let (seed, enrolled) = try await stage.activated()
        let person = try await holder()
        let directory = try await directory(person, number: Self.number)
        #expect(try await directory.person(1) == person)
        let begun = try await stage.browser()
        #expect(try await stage.begin(at: begun).begunStep == .secondFactor)

        try await leave(directory)
        #expect(try await directory.state(of: person) == .left)
        #expect(try await directory.posts(of: person) == [])
        #expect(try await stage.session(enrolled.cookie) == nil)
        #expect(try await stage.begin(at: try await stage.browser()).word == "wrong")
        #expect(try await stage.show(.oneTimePassword(stage.code(seed)), at: begun).word == "not due")
        #expect(try await stage.here.audit().contains { $0.hasPrefix("sign-in | refused: staff-left") })
        // Nor by a reset, which gives a code.
        let code = try await stage.reset()
        #expect(try await stage.begin(code.text, at: try await stage.browser()).word == "wrong")

        #expect(try await directory.isEnabled(person))
        let cookie = try #require(try await signInByVNeID(Self.number))
        #expect(try await stage.session(cookie)?.person == person)
        #expect(try await directory.state(of: person) == .left)
    }

    @Test func `who left and has no number is disabled whole, and is somebody again by coming back`() async throws {
        let (seed, enrolled) = try await stage.activated()
        let person = try await holder()
        let directory = try await directory(person, number: nil)
        try await leave(directory)
        #expect(try await !directory.isEnabled(person))
        #expect(try await stage.session(enrolled.cookie) == nil)
        #expect(try await stage.begin(at: try await stage.browser()).word == "wrong")

        stage.here.clock.advance(by: .hours(1))
        #expect(try await directory.apply().word == "applied")
        #expect(try await directory.isEnabled(person))
        #expect(try await directory.state(of: person) == .active)
        #expect(try await directory.posts(of: person) == ["chuyen-vien@H57.01.01 thanh-pho"])
        let place = try await stage.browser()
        #expect(try await stage.begin(at: place).begunStep == .secondFactor)
        #expect(try await stage.show(.oneTimePassword(stage.code(seed)), at: place).cookie != nil)
    }

    @Test func `whom an administrator had disabled isn't enabled by coming back`() async throws {
        _ = try await stage.activated()
        let person = try await holder()
        let directory = try await directory(person, number: nil)
        let known = KnownPerson(id: person, auditName: "an.nguyen", name: nil, isEnabled: true)
        try await DisableAccount(stage.installation).run(known, stage.here.act)
        try await leave(directory)
        stage.here.clock.advance(by: .hours(1))
        try await directory.apply()
        #expect(try await !directory.isEnabled(person))
    }

    @Test func `a code that waits for its first use is good for nothing once its holder has left`() async throws {
        let (person, code) = try await stage.add()
        let directory = try await directory(person, number: Self.number)
        let place = try await stage.browser()
        #expect(try await stage.begin(code.text, at: place).begunStep == .choosePassword)
        try await leave(directory)
        #expect("\(try await stage.choose(at: place))" == "notDue")
        #expect(try await stage.begin(code.text, at: try await stage.browser()).word == "wrong")
    }

    // MARK: Dormant

    @Test func `an account is dormant after 45 days, and whoever proves to be its holder wakes it`() async throws {
        let (seed, _) = try await stage.activated()
        let person = try await holder()
        let directory = try await directory(person, number: Self.number)
        let sleep = SleepStaffAccounts(stage.installation)
        stage.here.clock.advance(by: .hours(24 * 45) - .seconds(1))
        #expect(try await sleep.run(at: stage.here.clock.now) == 0)
        stage.here.clock.advance(by: .seconds(1))
        #expect(try await sleep.run(at: stage.here.clock.now) == 1)
        #expect(try await sleep.run(at: stage.here.clock.now) == 0)
        #expect(try await directory.state(of: person) == .dormant)
        #expect(try await stage.begin(at: try await stage.browser()).word == "wrong")

        _ = try #require(try await signInByVNeID(Self.number))
        #expect(try await directory.state(of: person) == .active)
        let place = try await stage.browser()
        #expect(try await stage.begin(at: place).begunStep == .secondFactor)
        #expect(try await stage.show(.oneTimePassword(stage.code(seed)), at: place).cookie != nil)
        #expect(
            try await stage.here.audit().contains {
                $0 == "staff-revival | success | person:\(person.text) | - | \(person.text)"
            })
    }

    @Test func `an account that no directory tells of begins to count when it is first looked at`() async throws {
        _ = try await stage.activated()
        let sleep = SleepStaffAccounts(stage.installation)
        stage.here.clock.advance(by: .hours(24 * 100))
        #expect(try await sleep.run(at: stage.here.clock.now) == 0)
        stage.here.clock.advance(by: .hours(24 * 45))
        #expect(try await sleep.run(at: stage.here.clock.now) == 1)
        let known = KnownPerson(id: try await holder(), auditName: "an.nguyen", name: nil, isEnabled: true)
        try await EnableAccount(stage.installation).run(known, stage.here.act)
        #expect(try await stage.begin(at: try await stage.browser()).begunStep == .secondFactor)
    }
}

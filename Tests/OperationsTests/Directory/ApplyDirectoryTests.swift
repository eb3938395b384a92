import Accounts
import Database
import Directory
import Identity
import OpenIDConnect
import Permissions
import Storage
import TestSupport
import Testing

@testable import Operations

@Suite(.bothDatabases) struct ApplyDirectoryTests {
    private static let number = "000090000001"

    @Test func `what was applied is the same the next time, and only the cookie moves`() async throws {
        var stage = try await DirectoryStage()
        try stage.tell(1, number: Self.number, username: "nvan", "chuyen-vien@H57.01.01")
        let before = try await stage.here.revision()
        let applied = try #require(try await stage.apply(cookie: [1]).applied)
        #expect(try await stage.here.revision().number == before.number + 1)
        #expect(applied.plan.people.map(\.kinds) == [[.joined]])
        let person = try #require(try await stage.person(1))
        #expect(try await stage.posts(of: person) == ["chuyen-vien@H57.01.01 thanh-pho"])

        let events = try await stage.here.audit().count
        #expect(try await stage.apply(cookie: [2]).word == "nothing")
        #expect(try await stage.here.revision().number == before.number + 1)
        #expect(try await stage.here.audit().count == events)
        let status = try await stage.status()
        #expect(status.state.cookie?.octets == [2])
        #expect(status.counts == DirectoryCounts(units: 6, people: 1, active: 1))
        #expect(status.runs.count == 1)
    }

    @Test func `each change has an event, and none has a number in it`() async throws {
        var stage = try await DirectoryStage()
        try stage.tell(1, number: Self.number, "chuyen-vien@H57.01.01")
        stage.reading.units = try DirectoryStage.units(
            SampleDepartments.units + "\nH57.02.02\tH57.02\tphong\tPhòng Mới")
        try await stage.apply()
        let person = try #require(try await stage.person(1))
        let events = try await stage.here.audit().suffix(3)
        #expect(
            Array(events) == [
                "directory-unit | success | administrator:root | - | + H57.02.02 thanh-pho",
                "directory-staff | success | administrator:root | - | \(person.text) joined thanh-pho",
                "directory-apply | success | administrator:root | - | thanh-pho run 1",
            ])
    }

    @Test func `who is known by the number is that person, whoever came first`() async throws {
        var stage = try await DirectoryStage()
        let citizen = try await EnterNewcomer(stage.here.installation).run(
            try #require(CitizenNumber(Self.number)), name: "NGUYỄN VĂN AN", stage.here.act)
        try stage.tell(1, number: Self.number, "chuyen-vien@H57.01.01")
        let applied = try #require(try await stage.apply().applied)
        #expect(applied.plan.people.map(\.kinds) == [[.known]])
        #expect(try await stage.person(1) == citizen)

        try stage.tell(2, number: "000090000002", "chuyen-vien@H57.01.01")
        try await stage.apply()
        let found = try await EnterNewcomer(stage.here.installation).run(
            try #require(CitizenNumber("000090000002")), name: nil, stage.here.act)
        #expect(try await stage.person(2) == found)
    }

    @Test func `an empty reading changes nothing, and says so`() async throws {
        var stage = try await DirectoryStage()
        try stage.tell(1, "chuyen-vien@H57.01.01")
        try await stage.apply(cookie: [1])
        let revision = try await stage.here.revision()
        stage.reading = DirectoryReading()
        #expect(try await stage.apply(cookie: [2]).word == "refused: empty")
        #expect(try await stage.here.revision() == revision)
        let state = try await stage.status().state
        #expect(state.refusal == "empty")
        #expect(state.cookie?.octets == [1])
    }

    @Test func `a source ends only what it began`() async throws {
        // Authentik #5602: a sync of one source removed what another had brought.
        var first = try await DirectoryStage()
        var second = try first.beside("nguon-hai")
        try first.tell(1, number: Self.number, "chuyen-vien@H57.01.01")
        try second.tell(7, number: Self.number, "tro-ly@H57.02")
        try await first.apply()
        try await second.apply()
        let person = try #require(try await first.person(1))
        #expect(try await second.person(7) == person)
        try await first.here.assign(person, to: "truong-phong@H57.01.02")
        try second.tell(7, number: Self.number)
        first.here.clock.advance(by: .minutes(1))
        try await second.apply()
        #expect(
            try await first.posts(of: person) == ["chuyen-vien@H57.01.01 thanh-pho", "truong-phong@H57.01.02 hand"])
        try second.remove(7)
        try await second.apply()
        #expect(try await first.state(of: person) == .active)
        #expect(try await first.posts(of: person).count == 2)
    }

    @Test func `what is applied from an earlier moment on is true since then, and in the records since now`()
        async throws
    {
        var stage = try await DirectoryStage()
        try stage.tell(1, number: Self.number, "chuyen-vien@H57.01.01")
        try await stage.apply()
        let person = try #require(try await stage.person(1))
        let mine = try await stage.here.give("quan-tri", to: .person(person), at: "H57.01")
        let ofUnit = try await stage.here.give("quan-tri", to: .person(person), at: "H57.02.01")
        let then = stage.here.clock.now + .hours(1)
        stage.here.clock.advance(by: .hours(48))
        let now = stage.here.clock.now
        try stage.tell(1, number: Self.number, "chuyen-vien@H57.02")
        stage.reading.units.removeAll { $0.id == "H57.02.01" }
        let read = ApplyDirectory.Read(.reading(stage.reading), of: stage.source, kind: .whole, from: then)
        let outcome = try await ApplyDirectory(stage.here.installation).run(
            read, stage.here.act, planning: stage.planning)
        #expect(outcome.word == "applied")

        #expect(try await stage.here.revision().moment == now)
        try await stage.here.read { transaction in
            let posts = try transaction.assignments.facts(of: person).map(\.fact)
            #expect(posts.first { $0.post.unit == "H57.01.01" }?.period.until == then)
            #expect(posts.first { $0.post.unit == "H57.02" }?.period == .since(then))
            let units = try transaction.units.facts(at: try transaction.permissionRevisions.latest()).map(\.fact)
            #expect(units.first { $0.id == "H57.02.01" }?.period.until == then)
            for grant in [mine, ofUnit] {
                #expect(try transaction.roleGrants.find(grant)?.fact.period.until == then)
            }
        }
        guard case .undone = try await stage.undo(2) else {
            Issue.record("it can't be taken back")
            return
        }
        #expect(try await stage.tree().count == 6)
        #expect(try await stage.posts(of: person) == ["chuyen-vien@H57.01.01 thanh-pho"])
    }

    // MARK: Held

    @Test func `a held plan waits for its digest, and another one isn't applied by it`() async throws {
        var stage = try await DirectoryStage()
        try await stage.apply(cookie: [1])
        stage.reading.units.removeAll { $0.id == "H57.02.01" }
        let reasons = [HeldReason.unitsRemoved(1, of: 6), .merged("H57.02"), .nobodyAdministers("H57")]
        let held = try #require(try await stage.apply(held: reasons, cookie: [2]).heldPlan)
        #expect(held.reasons == reasons)
        #expect(try await stage.status().state.held == held)
        #expect(try await stage.status().state.cookie?.octets == [1])
        #expect(try await stage.tree().count == 6)

        stage.here.clock.advance(by: .minutes(1))
        let again = try #require(try await stage.apply(held: reasons).heldPlan)
        #expect(again == held)

        var other = stage
        other.reading.units.removeAll { $0.id == "H57.01.02" }
        #expect(try await other.apply(held: reasons, approving: held.digest).word == "stale")
        #expect(try await stage.tree().count == 6)

        #expect(try await stage.apply(held: reasons, approving: String(held.digest.prefix(8))).word == "applied")
        #expect(try await stage.tree().count == 5)
        let status = try await stage.status()
        #expect(status.runs.first?.approvedBy == "administrator:root")
        #expect(status.state.held == nil)
        #expect(status.runs.first?.counts.ended == 1)
    }

    @Test func `what changed between the plan and its application is planned on again`() async throws {
        var stage = try await DirectoryStage()
        try stage.tell(1, number: Self.number, "chuyen-vien@H57.01.01")
        let (here, planning) = (stage.here, stage.planning)
        let calls = Calls()
        // VNeID brings the same citizen while the plan is being made.
        let outcome = try await ApplyDirectory(here.installation).run(stage.read(), here.act) { ground in
            let planned = try planning(ground)
            if calls.next() == 1 {
                let done = Blocking()
                let act = here.act
                Task.detached {
                    _ = try? await EnterNewcomer(here.installation).run(CitizenNumber(Self.number)!, name: "An", act)
                    done.signal()
                }
                done.wait()
            }
            return planned
        }
        #expect(outcome.applied?.plan.people.map(\.kinds) == [[.known]])
        #expect(calls.count == 2)
    }

    private func failure(of body: () async throws -> Void) async -> (any Error)? {
        do {
            try await body()
            return nil
        } catch { return error }
    }

    @Test func `an application that fails leaves all as it was, the cookie too`() async throws {
        var stage = try await DirectoryStage()
        try await stage.apply(cookie: [1])
        let (revision, events) = (try await stage.here.revision(), try await stage.here.audit())
        try stage.tell(1, number: Self.number, "chuyen-vien@H57.01.01")
        try stage.tell(2, number: Self.number, "chuyen-vien@H57.01.01")
        let failure = await failure(of: { [stage] in _ = try await stage.apply(cookie: [2]) })
        #expect(failure is DatabaseError)
        #expect(try await stage.here.revision() == revision)
        #expect(try await stage.here.audit() == events)
        #expect(try await stage.status().state.cookie?.octets == [1])
        #expect(try await stage.person(1) == nil)
    }
}

extension DirectoryStage {
    /// Another source of the same installation, which tells of no unit but the city.
    fileprivate func beside(_ source: String) throws -> DirectoryStage {
        var stage = DirectoryStage(here: here, source: try #require(SourceID(source)))
        stage.reading.units = [
            ReadUnit(
                key: try Self.key(5_000), dn: "ou=H57", id: "H57", kind: "thanh_pho", name: "Thành phố Huế", parent: nil
            )
        ]
        return stage
    }
}

import Accounts
import Directory
import Identity
import Permissions
import Storage
import TestSupport
import Testing

@testable import Operations

@Suite(.bothDatabases) struct UndoDirectoryTests {
    private static func unexpected() { Issue.record("another outcome") }

    private static let number = "000090000001"

    @Test func `an application is taken back as one of its own, and waits for a word then`() async throws {
        var stage = try await DirectoryStage()
        try stage.tell(1, number: Self.number, "chuyen-vien@H57.01.01")
        try await stage.apply()
        let person = try #require(try await stage.person(1))
        let before = try await stage.tree()

        stage.here.clock.advance(by: .hours(1))
        let told = stage
        stage.reading.units.removeAll { $0.id == "H57.02.01" }
        stage.reading.units += try DirectoryStage.units(
            SampleDepartments.units + "\nH57.01.03\tH57.01\tphong\tPhòng Bốn"
        ).suffix(1)
        try stage.remove(1)
        try stage.tell(2, number: "000090000002", "tro-ly@H57.02")
        let run = try #require(try await stage.apply().applied).run
        let joined = try #require(try await stage.person(2))
        #expect(try await stage.posts(of: person) == [])

        stage.here.clock.advance(by: .hours(1))
        guard case .undone = try await stage.undo(run) else { return Self.unexpected() }
        #expect(try await stage.tree() == before)
        #expect(try await stage.posts(of: person) == ["chuyen-vien@H57.01.01 thanh-pho"])
        #expect(try await stage.state(of: person) == .active)
        #expect(try await stage.posts(of: joined) == [])
        #expect(try await stage.state(of: joined) == .left)
        let status = try await stage.status()
        #expect(status.runs.map(\.kind) == [.undo, .whole, .whole])
        #expect(status.runs[1].undoneBy == status.runs[0].number)
        #expect(status.state.waitsSinceUndo)

        // The source still says it.
        let held = try #require(try await stage.apply().heldPlan)
        #expect(held.reasons == [])
        #expect(try await stage.tree() == before)
        // Where the source says what the records say, nothing has to wait any more.
        #expect(try await told.apply().word == "nothing")
        #expect(try await !stage.status().state.waitsSinceUndo)
        #expect(try await stage.apply(approving: held.digest).word == "applied")
        #expect(try await stage.posts(of: joined) == ["tro-ly@H57.02 thanh-pho"])
    }

    @Test func `only the last application is taken back, once`() async throws {
        var stage = try await DirectoryStage()
        try stage.tell(1, "chuyen-vien@H57.01.01")
        let first = try #require(try await stage.apply().applied).run
        try stage.tell(2, "chuyen-vien@H57.01.01")
        stage.here.clock.advance(by: .hours(1))
        let second = try #require(try await stage.apply().applied).run
        for (run, word) in [(first, "nothing"), (second, "undone"), (second, "nothing")] {
            let outcome = try await stage.undo(run)
            switch outcome {
            case .undone: #expect(word == "undone")
            case .nothingToUndo: #expect(word == "nothing")
            case .changedSince: Self.unexpected()
            }
        }
    }

    @Test func `what was changed by hand since isn't taken back`() async throws {
        var stage = try await DirectoryStage()
        stage.reading.units = try DirectoryStage.units(
            SampleDepartments.units + "\nH57.01.03\tH57.01\tphong\tPhòng Bốn")
        let run = try #require(try await stage.apply().applied).run
        stage.here.clock.advance(by: .hours(1))
        try await stage.here.importUnits(SampleDepartments.units + "\nH57.01.03\tH57.02\tphong\tPhòng Bốn")
        let revision = try await stage.here.revision()
        guard case .changedSince = try await stage.undo(run) else { return Self.unexpected() }
        #expect(try await stage.here.revision() == revision)
    }

    // MARK: Grants

    /// The division H57.02.01 goes into H57.01.02; an officer of it may read there.
    private func merging() async throws -> (stage: DirectoryStage, grants: [GrantID]) {
        var stage = try await DirectoryStage()
        try stage.tell(1, number: Self.number, "chuyen-vien@H57.02.01")
        try await stage.apply()
        let person = try #require(try await stage.person(1))
        let grants = [
            try await stage.here.give("nguoi-xem", to: .person(person), at: "H57.02.01"),
            try await stage.here.give("nguoi-xem", to: .post("chuyen-vien@H57.02.01"), at: "H57.02"),
        ]
        stage.here.clock.advance(by: .hours(1))
        return (stage, grants)
    }

    private func merge(_ stage: DirectoryStage) -> DirectoryStage {
        var stage = stage
        stage.reading.units = stage.reading.units.map { unit in
            guard unit.id == "H57.02.01" else { return unit }
            return ReadUnit(
                key: unit.key, dn: unit.dn, id: unit.id, kind: unit.kind, name: unit.name, parent: unit.parent,
                replacedBy: "H57.01.02")
        }
        return stage
    }

    @Test func `a merge moves grants to the unit that takes over, and an undo brings them back`() async throws {
        let (before, ids) = try await merging()
        let stage = merge(before)
        let held = try #require(try await stage.apply(held: [.merged("H57.02.01")]).heldPlan)
        let effect = try await stage.effect()
        #expect(effect.moved.map(\.id) == ids)
        let applied = try #require(
            try await stage.apply(held: [.merged("H57.02.01")], approving: held.digest).applied)
        #expect(applied.grants.moved.map(\.before.id) == ids)
        let now = stage.here.clock.now
        let current = try await stage.here.grants().filter { $0.period.contains(now) }
        #expect(current.map(\.reach.anchor) == [.unit("H57.01.02"), .unit("H57.02")])
        #expect(current.map(\.subject).contains(.holders(of: Post("chuyen-vien", at: "H57.01.02"))))
        #expect(Set(current.map(\.id)).isDisjoint(with: ids))

        stage.here.clock.advance(by: .hours(1))
        guard case .undone = try await stage.undo(applied.run) else { return Self.unexpected() }
        let later = stage.here.clock.now
        #expect(try await stage.here.grants().filter { $0.period.contains(later) }.map(\.id) == ids)
        #expect(try await stage.tree().contains("H57.02.01"))
    }

    @Test func `the grants of a unit that ends, end with it, and are told`() async throws {
        var (stage, ids) = try await merging()
        stage.reading.units.removeAll { $0.id == "H57.02.01" }
        let applied = try #require(try await stage.apply().applied)
        #expect(applied.grants.ended.map(\.id) == ids)
        let now = stage.here.clock.now
        #expect(try await stage.here.grants().allSatisfy { !$0.period.contains(now) })
        #expect(
            try await stage.here.audit().contains("grant-revoke | success | administrator:root | - | g-1 with its unit")
        )
    }

    @Test func `the effect of a plan is who gains and loses what, newcomers too`() async throws {
        var (stage, _) = try await merging()
        try stage.tell(1, number: Self.number)
        try stage.tell(2, "chuyen-vien@H57.02.01")
        let person = try #require(try await stage.person(1))
        let effect = try await stage.effect()
        let lost = effect.changes.filter { $0.who == .person(person) }
        #expect(!lost.isEmpty && lost.allSatisfy { $0.gained.isEmpty })
        let gained = effect.changes.filter { $0.who == .newcomer(try! DirectoryStage.key(2)) }
        #expect(!gained.isEmpty && gained.allSatisfy { $0.lost.isEmpty })
        #expect(effect.omitted == 0)
        #expect(try await stage.effect(people: 1).omitted == 1)
    }
}

extension DirectoryStage {
    fileprivate func effect(people: Int = PlanEffect.bound) async throws -> PlanEffect.Effect {
        let now = here.clock.now
        let ground = try await ReadSyncRecords(here.installation).run(
            source, for: .reading(reading), removalsOver: .hours(24), at: now)
        let plan = PlainPlanner.plan(reading, over: ground.records, from: now)
        return try await PlanEffect(here.installation).run(plan, of: source, from: now, people: people).get()
    }
}

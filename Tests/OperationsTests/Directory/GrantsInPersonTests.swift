import Directory
import Identity
import Permissions
import Storage
import TestSupport
import Testing

@testable import Operations

/// What somebody was given in person ends when they move to another unit or leave, but for the roles that the policy keeps.
@Suite(.bothDatabases) struct GrantsInPersonTests {
    private static let number = "000090000001"

    /// An officer of H57.01.01 who may read there and enter there, in person; a reader keeps that on a move.
    private struct Officer {
        var stage: DirectoryStage
        let person: PersonID
        let reads, enters: GrantID

        init() async throws {
            stage = try await DirectoryStage()
            let roles = SampleDepartments.roles.replacing(
                "functions: [bi.dashboard.view, map.layer.view]",
                with: "functions: [bi.dashboard.view, map.layer.view]\n    kept_on_move: true")
            try await stage.here.apply(SampleDepartments.policy(roles: roles))
            try stage.tell(1, number: GrantsInPersonTests.number, "chuyen-vien@H57.01.01")
            try await stage.apply()
            person = try #require(try await stage.person(1))
            reads = try await stage.here.give("nguoi-xem", to: .person(person), at: "H57.01.01")
            enters = try await stage.here.give("nguoi-nhap", to: .person(person), at: "H57.01.01")
            stage.here.clock.advance(by: .hours(1))
        }

        mutating func work(at posts: String...) async throws -> AppliedDirectory {
            try stage.tell(1, number: GrantsInPersonTests.number)
            let details = stage.reading.people[0]
            stage.reading.people = [
                ReadPerson(
                    key: details.key, dn: details.dn, details: details.details, isActive: true,
                    posts: Set(try posts.map { ReadPost(try #require(Post($0))) }))
            ]
            return try #require(try await stage.apply().applied)
        }

        func current() async throws -> [GrantID] {
            let now = stage.here.clock.now
            return try await stage.here.grants().filter { $0.period.contains(now) }.map(\.id)
        }
    }

    @Test func `who moves to another unit keeps what the policy keeps, and an undo gives the rest back`() async throws {
        var officer = try await Officer()
        let applied = try await officer.work(at: "chuyen-vien@H57.02.01")
        #expect(applied.grants.ended.map(\.id) == [officer.enters])
        #expect(try await officer.current() == [officer.reads])
        #expect(
            try await officer.stage.here.audit().contains(
                "grant-revoke | success | administrator:root | - | \(officer.enters) as its holder left or moved"))
        officer.stage.here.clock.advance(by: .hours(1))
        guard case .undone = try await officer.stage.undo(applied.run) else {
            Issue.record("it isn't taken back")
            return
        }
        #expect(try await officer.current() == [officer.reads, officer.enters])
    }

    @Test(
        arguments: [
            // Another position at the same unit; a post beside the other; one of two given up; none left, but still here.
            (["chuyen-vien@H57.01.01"], ["truong-phong@H57.01.01"]),
            (["chuyen-vien@H57.01.01"], ["chuyen-vien@H57.01.01", "tro-ly@H57.02"]),
            (["chuyen-vien@H57.01.01", "tro-ly@H57.02"], ["tro-ly@H57.02"]), (["chuyen-vien@H57.01.01"], []),
        ] as [([String], [String])])
    func `who is at no other unit than before keeps all`(before: [String], after: [String]) async throws {
        var officer = try await Officer()
        if before.count == 2 { _ = try await officer.work(at: before[0], before[1]) }
        let applied =
            switch after.count {
            case 0: try await officer.work()
            case 1: try await officer.work(at: after[0])
            default: try await officer.work(at: after[0], after[1])
            }
        #expect(applied.grants.ended == [])
        #expect(try await officer.current() == [officer.reads, officer.enters])
    }

    @Test func `who goes with their unit into another hasn't moved, and a denial stays where they were`() async throws {
        var officer = try await Officer()
        let denial = try await officer.stage.here.give(
            "nguoi-duyet", to: .person(officer.person), at: "H57.01.01", effect: .deny)
        officer.stage.reading.units = officer.stage.reading.units.map { unit in
            guard unit.id == "H57.01.01" else { return unit }
            return ReadUnit(
                key: unit.key, dn: unit.dn, id: unit.id, kind: unit.kind, name: unit.name, parent: unit.parent,
                replacedBy: "H57.01.02")
        }
        let applied = try await officer.work(at: "chuyen-vien@H57.01.02")
        #expect(applied.grants.ended == [] && applied.grants.moved.count == 3)
        officer.stage.here.clock.advance(by: .hours(1))
        _ = try await officer.work(at: "chuyen-vien@H57.02.01")
        let now = officer.stage.here.clock.now
        let left = try await officer.stage.here.grants().filter { $0.period.contains(now) }
        #expect(left.map(\.role.slug).sorted() == ["nguoi-duyet", "nguoi-xem"])
        #expect(!left.contains { $0.id == denial }, "it has another number at the unit that took over")
    }

    @Test func `who leaves loses it too, and what a plan shows is what becomes of it`() async throws {
        var officer = try await Officer()
        try officer.stage.remove(1)
        let ground = try await ReadSyncRecords(officer.stage.here.installation).run(
            officer.stage.source, for: .reading(officer.stage.reading), removalsOver: .hours(24),
            at: officer.stage.here.clock.now)
        let plan = PlainPlanner.plan(officer.stage.reading, over: ground.records, from: officer.stage.here.clock.now)
        let effect = try await PlanEffect(officer.stage.here.installation).run(
            plan, of: officer.stage.source, from: officer.stage.here.clock.now
        ).get()
        #expect(effect.endedInPerson.map(\.id) == [officer.enters] && effect.ended == [])
        let applied = try #require(try await officer.stage.apply().applied)
        #expect(applied.grants.ended.map(\.id) == [officer.enters])
    }
}

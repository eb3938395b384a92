import Directory
import Identity
import TestSupport
import Testing

/// Units that begin, change and end.
struct SyncPlannerUnitTests {
    private static let somebody = SourceEntry.person(10, "uid=mot,ou=city")
    private static let city: [SourceEntry] = [
        .unit(1, "ou=city", "H57", kind: "city"), .unit(2, "ou=so,ou=city", "H57.01"),
        .unit(3, "ou=phong,ou=so,ou=city", "H57.01.01", kind: "phong"), .unit(4, "ou=tai,ou=city", "H57.02"), somebody,
    ]

    private static func city(without keys: EntryKey..., with more: SourceEntry...) -> [SourceEntry] {
        city.filter { entry in !keys.contains(entry.key) && !more.contains { $0.key == entry.key } } + more
    }

    @Test func `an empty city gets every unit, and the second plan is empty`() throws {
        let plan = try SyncPlan(Self.city, over: SyncRecords())
        #expect(plan.units.begun.map(\.id) == ["H57", "H57.01", "H57.01.01", "H57.02"] && plan.units.bound.count == 4)
        var records = SyncRecords()
        records.apply(plan, at: 100)
        #expect(try SyncPlan(Self.city, over: records, from: 200).isEmpty)
    }

    @Test func `an empty reading, and one without its root or its people, are refused`() throws {
        let records = try SyncRecords(after: Self.city)
        func refusal(_ entries: [SourceEntry], _ mapping: DirectoryMapping = .city()) -> RefusedReading? {
            do {
                _ = try SyncPlan(entries, over: records, mapping)
                return nil
            } catch { return error as? RefusedReading }
        }
        #expect(refusal([]) == .noUnits && refusal([Self.somebody]) == .noUnits)
        #expect(refusal(Array(Self.city[..<4])) == .noPeople)
        #expect(refusal(Self.city, .city(root: "H58")) == .rootMissing("H58"))
        for error in [RefusedReading.noUnits, .noPeople, .rootMissing("H57"), .noTree(.noRoot)] {
            #expect(error.text.flaws([]) == [])
        }
    }

    @Test func `a root that is there and can't be read is no reason to refuse`() throws {
        let records = try SyncRecords(after: Self.city)
        let plan = try SyncPlan(
            Self.city(with: .unit(1, "ou=city", "H57", kind: "x")), over: records)
        #expect(plan.isEmpty && plan.isolated.contains(1))
    }

    @Test func `a unit that is renamed or moved stays the same unit, with all below it`() throws {
        var records = try SyncRecords(after: Self.city)
        let plan = try SyncPlan(
            [
                Self.city[0], .unit(2, "ou=so,ou=city", "H57.01", name: "Sở Mới"), Self.city[3], Self.somebody,
                .unit(3, "ou=phong,ou=tai,ou=city", "H57.01.01", kind: "phong"),
            ], over: records)
        #expect(plan.units.renamed.map(\.after.name) == ["Sở Mới"])
        #expect(plan.units.moved.map(\.after.parent) == ["H57.02"] && plan.people.isEmpty)
        #expect(plan.units.begun.isEmpty && plan.units.ended.isEmpty && plan.units.bound.isEmpty)
        records.apply(plan, at: 100)
        #expect(
            records.unit("H57.01.01", at: 99)?.parent == "H57.01" && records.unit("H57.01", at: 99)?.name == "H57.01")
    }

    @Test func `another placement of a tone is one rename`() throws {
        let named = { Self.city(with: .unit(2, "ou=so,ou=city", "H57.01", name: $0)) }
        let records = try SyncRecords(after: named("Xã Hòa"))
        #expect(try SyncPlan(named("Xã Hoà"), over: records).units.renamed.count == 1)
        #expect(try SyncPlan(named("Xa\u{303} Hòa"), over: records).isEmpty)
    }

    @Test func `a unit that is gone ends, with what was below it if that is gone too`() throws {
        let records = try SyncRecords(after: Self.city)
        let plan = try SyncPlan(Self.city(without: 2, 3), over: records)
        #expect(plan.units.ended.map(\.id) == ["H57.01", "H57.01.01"] && plan.findings == [])
    }

    @Test func `a source ends nothing that it didn't begin`() throws {
        var records = try SyncRecords(after: Self.city)
        records.units.append(Unit("H57.09", under: "H57", from: 0))
        #expect(try SyncPlan(Self.city, over: records).isEmpty)
    }

    @Test func `a unit under which another's unit stands doesn't end, and is told of`() throws {
        var records = try SyncRecords(after: Self.city)
        records.units.append(Unit("H57.09", under: "H57.02", from: 10))
        let plan = try SyncPlan(Self.city(without: 4), over: records)
        #expect(plan.units.ended.isEmpty && plan.findings.map(\.kind) == [.parentMissing("H57.02")])
    }

    @Test func `a unit that can't be read keeps its last good version, and its units theirs`() throws {
        let records = try SyncRecords(after: Self.city)
        let plan = try SyncPlan(
            Self.city(with: .unit(2, "ou=so,ou=city", "H57.01", kind: "x")), over: records)
        #expect(plan.isEmpty && plan.findings.map(\.kind) == [.unknownKind("x")])
    }

    @Test func `a unit under one that isn't there is isolated, in chains of any length`() throws {
        let flat = DirectoryMapping.city(parent: .code("above"))
        let chain = (0..<300).map { place in
            SourceEntry.unit(
                EntryKey(number: 100 + place), "ou=u\(place)", "H57.9.\(place)", kind: "phong",
                ["above": place == 0 ? "H57.8" : "H57.9.\(place - 1)"])
        }
        let city = SourceEntry.unit(1, "ou=city", "H57", kind: "city")
        let plan = try SyncPlan([city, Self.somebody] + chain, over: SyncRecords(), flat)
        #expect(plan.units.begun.map(\.id) == ["H57"] && plan.isolated.count == 300 && plan.findings.count == 300)
        #expect(plan.findings.contains { $0.kind == .parentMissing("H57.8") })
    }

    @Test func `a unit that moves below one that is kept below it stays where it is`() throws {
        // 2 moves below 3, whose entry can't be read, and which stands below 2 in the records.
        let flat = DirectoryMapping.city(parent: .code("above"))
        func entries(_ above: String, kind: String) -> [SourceEntry] {
            [
                .unit(1, "ou=1", "H57", kind: "city"), .unit(4, "ou=4", "H57.04", ["above": "H57"]),
                .unit(2, "ou=2", "H57.02", kind: "phong", ["above": above]),
                .unit(3, "ou=3", "H57.03", kind: kind, ["above": "H57.02"]),
                .person(10, "uid=mot", title: ""),
            ]
        }
        var records = SyncRecords()
        records.apply(try SyncPlan(entries("H57.04", kind: "phong"), over: records, from: 10, flat), at: 10)
        let plan = try SyncPlan(entries("H57.03", kind: "x"), over: records, flat)
        #expect(plan.isEmpty && plan.isolated == [2, 3])
        #expect(plan.findings.map(\.kind).contains(.circle(["H57.02", "H57.03"])))
    }

    @Test func `another place among the siblings is no new name, and one that can't be read stays`() throws {
        var records = try SyncRecords(after: Self.city)
        func city(_ order: String) -> [SourceEntry] {
            Self.city(without: 4, with: .unit(4, "ou=tai,ou=city", "H57.02", ["order": order]))
        }
        let plan = try SyncPlan(city("2"), over: records)
        let after = Unit("H57.02", under: "H57", order: 2, from: 100)
        #expect(plan.units.reordered.map(\.after) == [after] && plan.units.renamed.isEmpty && plan.units.moved.isEmpty)
        #expect(plan.units.addedVersions == [Unit("H57.02", under: "H57", from: 10, until: 100), after])
        records.apply(plan, at: 100)
        #expect(try SyncPlan(city("2"), over: records, from: 200).isEmpty)
        let unreadable = try SyncPlan(city("hai"), over: records, from: 200)
        #expect(unreadable.isEmpty && unreadable.isolated.isEmpty && unreadable.findings.count == 1)
        let without = try SyncPlan(Self.city, over: records, from: 200)
        #expect(without.units.reordered.map(\.orders) == ["2->-"])
        // A unit that is renamed has its new place with its new name.
        let named = Self.city(without: 4, with: .unit(4, "ou=tai,ou=city", "H57.02", name: "Mới", ["order": "1"]))
        let renamed = try SyncPlan(named, over: records, from: 200).units
        #expect(renamed.reordered.isEmpty && renamed.renamed.map(\.after.order) == [1])
    }

    @Test func `a unit that was deleted and made again is the same by its code, under its new key`() throws {
        var records = try SyncRecords(after: Self.city)
        let again = Self.city(without: 4, with: .unit(40, "ou=tai,ou=city", "H57.02"))
        let plan = try SyncPlan(again, over: records)
        #expect(plan.units.bound == [40: "H57.02"] && plan.units.ended.isEmpty && plan.units.addedVersions.isEmpty)
        #expect(plan.units.rebound == ["H57.02"])
        records.apply(plan, at: 100)
        #expect(try SyncPlan(again, over: records, from: 200).isEmpty)
    }

    @Test func `a code that has ended isn't given to another unit, and comes back with its own`() throws {
        var records = try SyncRecords(after: Self.city)
        records.apply(try SyncPlan(Self.city(without: 4), over: records), at: 100)
        let other = try SyncPlan(
            Self.city(without: 4, with: .unit(40, "ou=khac,ou=city", "H57.02")), over: records, from: 200)
        #expect(other.isEmpty && other.findings.map(\.kind) == [.givenAgain("H57.02")] && other.isolated == [40])
        #expect(try SyncPlan(Self.city, over: records, from: 200).units.begun.map(\.id) == ["H57.02"])
    }

    @Test func `a code that changes under one key is a conflict, and moves the unit when it's approved`() throws {
        var records = try SyncRecords(after: Self.city)
        let renamed = Self.city(with: .unit(2, "ou=so,ou=city", "H57.11"))
        let plan = try SyncPlan(renamed, over: records)
        #expect(plan.conflicts.map(\.kind) == [.codeChanged(from: "H57.01", to: "H57.11")])
        #expect(plan.units.merged.map(\.into) == ["H57.11"] && plan.units.begun.map(\.id) == ["H57.11"])
        #expect(plan.units.moved.map(\.after.parent) == ["H57.11"])
        records.apply(plan, at: 100)
        #expect(try SyncPlan(renamed, over: records, from: 200).isEmpty)
        #expect(plan.conflicts.allSatisfy { $0.text.flaws([]) == [] })
    }

    @Test func `two units can't exchange their codes`() throws {
        let records = try SyncRecords(after: Self.city)
        let plan = try SyncPlan(
            Self.city(with: .unit(2, "ou=so,ou=city", "H57.02"), .unit(4, "ou=tai,ou=city", "H57.01")), over: records)
        #expect(plan.isEmpty && plan.conflicts.count == 2 && plan.isolated.isSuperset(of: [2, 4]))
    }

    @Test func `a unit that is replaced ends and merges, also while its entry is still there`() throws {
        var records = try SyncRecords(after: Self.city)
        let merged = Self.city(
            without: 3, with: .unit(2, "ou=so,ou=city", "H57.01", ["replacedby": "H57.02"]))
        let plan = try SyncPlan(merged, over: records)
        #expect(plan.units.merged.map(\.unit.id) == ["H57.01"] && plan.units.merged.map(\.into) == ["H57.02"])
        #expect(plan.units.ended.map(\.id) == ["H57.01", "H57.01.01"])
        records.apply(plan, at: 100)
        #expect(try SyncPlan(merged, over: records, from: 200).isEmpty)
    }

    @Test func `a merge into a unit that isn't there is none`() throws {
        let records = try SyncRecords(after: Self.city)
        let plan = try SyncPlan(
            Self.city(with: .unit(2, "ou=so,ou=city", "H57.01", ["replacedby": "H57.77"])), over: records)
        #expect(plan.isEmpty && plan.findings.map(\.kind) == [.unknownUnit("H57.77")])
    }

    @Test func `the root of a source hangs where the mapping says`() throws {
        var records = SyncRecords()
        records.units = [Unit("H57", under: nil, kind: "city", from: 0)]
        let mapping = DirectoryMapping.city(root: "H57.05", below: "H57")
        let plan = try SyncPlan([.unit(5, "ou=so", "H57.05"), .person(10, "uid=mot,ou=so")], over: records, mapping)
        #expect(plan.units.begun.map(\.parent) == ["H57"])
    }
}

import Directory
import Identity
import TestSupport
import Testing

/// A directory that is edited at random, right and wrong.
struct SyncPlanPropertyTests {
    @Test(arguments: 0..<12 as Range<UInt64>)
    func `over the records that a plan was applied to, the same reading changes nothing`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var city = EditedCity()
        var records = SyncRecords()
        var (applied, refused, isolated) = (0, 0, 0)
        for step in 1..<150 {
            city.edit(&generator)
            let moment = Instant(secondsSince1970: Int64(step))
            let reading = DirectoryReading(
                city.entries.shuffled(using: &generator), .city(parent: .code("above")), at: moment)
            let plan: SyncPlan
            do throws(RefusedReading) {
                plan = try SyncPlanner.plan(reading, over: records, root: "H57", from: moment)
            } catch {
                refused += 1
                continue
            }
            let before = records
            records.apply(plan, at: moment)
            let again = try SyncPlanner.plan(reading, over: records, root: "H57", from: moment + .milliseconds(1))
            #expect(again.isEmpty, "seed \(seed), step \(step)")
            // What holds is a tree at every moment, and what was before is as it was.
            _ = try UnitTree(of: records.units, at: moment)
            let earlier = Instant(secondsSince1970: Int64(step - 1))
            #expect(
                Set(records.units.filter { $0.period.contains(earlier) }.map(\.id))
                    == Set(before.units.filter { $0.period.contains(earlier) }.map(\.id)))
            (applied, isolated) = (applied + (plan.isEmpty ? 0 : 1), isolated + plan.isolated.count)
        }
        #expect(applied > 50 && isolated > 0)
    }
}

/// Some units and people, with every kind of mistake.
private struct EditedCity {
    private var units: [Int: (code: String, above: String, kind: String, name: String, into: String?)] = [:]
    private var people: [Int: (uid: String, number: String?, unit: String, isActive: Bool)] = [:]
    private var next = 100

    var entries: [SourceEntry] {
        [SourceEntry.unit(1, "ou=city", "H57", kind: "city"), .person(2, "uid=goc", title: "")]
            + units.map { key, unit in
                .unit(
                    EntryKey(number: key), "ou=u\(key)", unit.code, kind: unit.kind, name: unit.name,
                    ["above": unit.above, "replacedby": unit.into ?? ""])
            }
            + people.map { key, person in
                .person(
                    EntryKey(number: key), "uid=\(person.uid),ou=p\(key)", number: person.number, title: "",
                    ["post": "chuyen-vien@\(person.unit)", "active": person.isActive ? "TRUE" : "FALSE"])
            }
    }

    mutating func edit(_ generator: inout SeededGenerator) {
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            if Bool.random(using: &generator) { editUnit(&generator) } else { editPerson(&generator) }
        }
    }

    private func code(_ generator: inout SeededGenerator) -> String {
        "H57.\(Int.random(in: 1...14, using: &generator))"
    }

    private mutating func editUnit(_ generator: inout SeededGenerator) {
        let known = units.keys.sorted()
        switch Int.random(in: 0..<10, using: &generator) {
        case 0..<4 where known.count < 12:
            let above = generator.chance(50) ? "H57" : code(&generator)
            units[next] = (code(&generator), above, above == "H57" ? "so" : "phong", "Đơn vị", nil)
            next += 1
        case 4: if let one = known.randomElement(using: &generator) { units[one] = nil }
        case 5:
            if let one = known.randomElement(using: &generator) {
                let other = code(&generator)
                units[one]?.above = other
            }
        case 6:
            if let one = known.randomElement(using: &generator) { units[one]?.name = "Đơn vị \(next)" }
        case 7:
            if let one = known.randomElement(using: &generator) {
                let other = code(&generator)
                units[one]?.code = other
            }
        case 8:
            if let one = known.randomElement(using: &generator) {
                let into = generator.chance(50) ? code(&generator) : nil
                units[one]?.into = into
            }
        default:
            // Deleted, and made again.
            if let one = known.randomElement(using: &generator) {
                units[next] = units.removeValue(forKey: one)
                next += 1
            }
        }
    }

    private mutating func editPerson(_ generator: inout SeededGenerator) {
        let known = people.keys.sorted()
        let number = generator.chance(80) ? "00000000000\(Int.random(in: 0...9, using: &generator))" : nil
        switch Int.random(in: 0..<10, using: &generator) {
        case 0..<4 where known.count < 12:
            people[next] = ("ten\(Int.random(in: 0...14, using: &generator))", number, code(&generator), true)
            next += 1
        case 4: if let one = known.randomElement(using: &generator) { people[one] = nil }
        case 5:
            if let one = known.randomElement(using: &generator) {
                let unit = code(&generator)
                people[one]?.unit = unit
            }
        case 6:
            if let one = known.randomElement(using: &generator) { people[one]?.number = number }
        case 7:
            if let one = known.randomElement(using: &generator) { people[one]?.isActive.toggle() }
        case 8:
            if let one = known.randomElement(using: &generator) { people[one]?.uid = "ten\(next)" }
        default:
            if let one = known.randomElement(using: &generator) {
                people[next] = people.removeValue(forKey: one)
                next += 1
            }
        }
    }
}

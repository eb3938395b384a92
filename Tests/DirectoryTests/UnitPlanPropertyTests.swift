import Directory
import Identity
import TestSupport
import Testing

/// Random imports, one after the other, at moments in any order.
struct UnitPlanPropertyTests {
    private static let end: Int64 = 12

    @Test(arguments: 0..<8 as Range<UInt64>)
    func `after an import the moment is as the table says, and what was before is as it was`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var (applied, refused, changed, ended) = (0, 0, 0, 0)
        for city in 0..<60 {
            var known: [Unit] = []
            for step in 0..<8 {
                let note = Comment("seed \(seed), city \(city), step \(step)")
                let moment = step == 0 ? 0 : Int64.random(in: 0..<Self.end, using: &generator)
                let endsMissing = Bool.random(using: &generator)
                let table = try UnitImport(unitTable(Self.rows(&generator)))
                guard
                    let plan = try? UnitPlan(
                        table, known: known, from: Instant(integerLiteral: moment), endsMissing: endsMissing)
                else {
                    refused += 1
                    continue
                }
                let before = Self.trees(known)
                #expect(Set(plan.removed).isSubset(of: known) && Set(plan.added).isDisjoint(with: known), note)
                known = known.filter { !plan.removed.contains($0) } + plan.added
                let after = Self.trees(known)

                #expect(after[..<Int(moment)] == before[..<Int(moment)], note)
                let left = Set(plan.missing.map(Self.line))
                #expect(after[Int(moment)] == Set(table.entries.map(Self.line)).union(left), note)
                #expect(left.isEmpty || !endsMissing, note)
                #expect(after[Int(moment)...].allSatisfy { $0 != nil }, note)
                let again = try UnitPlan(
                    table, known: known, from: Instant(integerLiteral: moment), endsMissing: endsMissing)
                #expect(again.isEmpty, note)
                (applied, changed, ended) = (applied + 1, changed + plan.changed.count, ended + plan.ended.count)
            }
        }
        // Plans that are all refused, or never change anything, would prove nothing.
        #expect(applied > 60 && refused > 30 && changed > 60 && ended > 60)
    }

    /// What the tree is at each second; `nil` where there is none.
    private static func trees(_ known: [Unit]) -> [Set<String>?] {
        (0..<end).map { try? UnitTree(of: known, at: Instant(integerLiteral: $0)).lines }
    }

    /// A tree of some of six units, most of the time.
    private static func rows(_ generator: inout SeededGenerator) -> [String] {
        var placed = ["H57"]
        var rows = ["H57\t\tthanh_pho\tHuế"]
        for number in (1...6).shuffled(using: &generator) where Int.random(in: 0..<4, using: &generator) > 0 {
            let kind = ["so", "phong"].randomElement(using: &generator) ?? "so"
            let parent = placed.randomElement(using: &generator) ?? "H57"
            let isOdd = Int.random(in: 0..<40, using: &generator) == 0
            placed.append("H57.\(number)")
            rows.append("H57.\(number)\t\(isOdd ? "H57.9" : parent)\t\(kind)\tTên \(Bool.random(using: &generator))")
        }
        return rows.shuffled(using: &generator)
    }

    private static func line(_ entry: UnitImport.Entry) -> String {
        [entry.id.text, entry.parent?.text ?? "", entry.kind.slug, entry.name].joined(separator: "\t")
    }

    private static func line(_ unit: Unit) -> String {
        [unit.id.text, unit.parent?.text ?? "", unit.kind.slug, unit.name].joined(separator: "\t")
    }
}

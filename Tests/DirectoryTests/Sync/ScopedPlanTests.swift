import Directory
import Identity
import TestSupport
import Testing

/// A plan looks at whoever differs from the records, or at those of whom something is new. That is a short cut, and
/// nothing else.
struct ScopedPlanTests {
    @Test(arguments: 0..<40 as Range<UInt64>)
    func `a plan that looks at whoever differs, or at what is new, is the plan that looks at everybody`(
        seed: UInt64
    ) async throws {
        var generator = SeededGenerator(seed: seed)
        var city = EditedCity()
        var records = SyncRecords()
        let mapping = DirectoryMapping.city(parent: .code("above"))
        var tree = SourceTree(mapping)
        tree.add(city.entries)
        var remains: PlanRemains?
        var (planned, scoped, looked, all) = (0, 0, 0, 0)
        for step in 1..<150 {
            // Others of the suite run on the same few threads, and some wait for an answer of theirs.
            await Task.yield()
            tree.tell(city.edited(&generator), &generator)
            let moment = Instant(secondsSince1970: Int64(step) * 17_000)
            let survey = DirectoryReader(mapping, rules: .city).survey(tree, at: moment)
            let (comparedKeys, comparedDue) = records.differing(from: survey, at: moment)
            var scopes = [comparedKeys]
            // What the last plan has left of a held or refused one is nothing.
            let news = tree.takeNews()
            var due = comparedDue
            if let keys = remains?.scope(news, survey, over: records, at: moment) {
                scopes.append(keys)
                scoped += 1
            }
            let everybody = survey.reading(of: nil)
            let whole = Result { try SyncPlanner.plan(everybody, over: records, root: "H57", from: moment) }
            for (place, scope) in scopes.enumerated() {
                let (reading, part, keys) = records.closed(scope, survey)
                let plan = Result { try SyncPlanner.plan(reading, over: part, root: "H57", from: moment) }
                #expect(Self.differences(plan, whole) == [], "seed \(seed), step \(step), scope \(place)")
                (looked, all) = (looked + reading.people.count, all + everybody.people.count)
                if place == 1, let remains {
                    due = remains.due.filter { !keys.contains($0.key) }.merging(reading.due) { _, new in new }
                }
            }
            remains = nil
            // Some plans wait for a person.
            guard case .success(let plan) = whole, generator.chance(85) else { continue }
            records.apply(plan, at: moment, keepsOldKeys: seed.isMultiple(of: 2))
            remains = PlanRemains(moment: moment, withheld: plan.withheld, due: due)
            planned += 1
        }
        #expect(planned > 50 && scoped > 10 && looked < all)
    }

    private typealias Planned = Result<SyncPlan, any Error>

    /// In what two plans differ, as text.
    private static func differences(_ scoped: Planned, _ whole: Planned) -> [String] {
        guard let scoped = try? scoped.get(), let whole = try? whole.get() else {
            return (try? scoped.get()) == (try? whole.get()) ? [] : ["\(scoped) is not \(whole)"]
        }
        func difference<Part: Equatable>(_ part: KeyPath<SyncPlan, Part>) -> String? {
            let (one, other) = (scoped[keyPath: part], whole[keyPath: part])
            return one == other ? nil : "\(part): \(one) is not \(other)"
        }
        let named = [
            difference(\.units), difference(\.people), difference(\.conflicts), difference(\.findings),
            difference(\.isolated), difference(\.withheld),
        ].compactMap { $0 }
        return named.isEmpty && scoped != whole ? ["something else"] : named
    }
}

extension SourceTree {
    /// Tells of changes as a server does, in whatever order.
    fileprivate mutating func tell(
        _ changes: [EditedCity.Change], _ generator: inout SeededGenerator
    ) {
        for change in changes.shuffled(using: &generator) {
            switch change {
            case .put(let entry): apply(entry)
            case .gone(let key): remove(key)
            }
        }
    }
}

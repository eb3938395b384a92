import Directory
import Identity
import TestSupport
import Testing

/// A directory that is edited at random, right and wrong.
struct SyncPlanPropertyTests {
    @Test(arguments: 0..<12 as Range<UInt64>)
    func `over the records that a plan was applied to, the same reading changes nothing`(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        var city = EditedCity()
        var records = SyncRecords()
        var (applied, refused, isolated) = (0, 0, 0)
        for step in 1..<150 {
            // Others of the suite run on the same few threads.
            await Task.yield()
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

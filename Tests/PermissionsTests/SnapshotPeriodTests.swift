import Directory
import Permissions
import TestSupport
import Testing

struct SnapshotPeriodTests {
    @Test func `a snapshot refuses a moment for which it was not made`() throws {
        let later = Unit(id: "H57.03", kind: "dept", name: "Sở Ba", parent: "H57", period: .hours(7))
        let snapshot = SnapshotCompiler.compile(
            policy: try SmallCity.policy(), tree: try UnitTree(of: SmallCity.units + [later], at: .hour(1)),
            assignments: [], grants: []
        ).snapshot
        #expect(snapshot.period.until == .hour(7))
        let question = Question(
            person: SmallCity.clerk, function: "a.view", unit: "H57.01", moment: .hour(7),
            session: .best(at: .hour(7)))
        #expect(snapshot.decide(question) == .deny(.outsideOfSnapshot))
    }
}

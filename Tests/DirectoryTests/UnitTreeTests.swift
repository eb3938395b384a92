import Directory
import Identity
import Testing

struct UnitTreeTests {
    private func unit(
        _ id: String, _ parent: String?, _ from: Int64 = 0, _ until: Int64? = nil
    ) throws
        -> Unit
    {
        Unit(
            id: try #require(UnitID(id)),
            kind: "so",
            name: id,
            parent: try parent.map { try #require(UnitID($0)) },
            period: try #require(
                Period(
                    from: Instant(secondsSince1970: from),
                    until: until.map { Instant(secondsSince1970: $0) }
                )
            )
        )
    }

    private func ids(_ units: some Sequence<Unit>) -> [String] { units.map(\.id.text) }

    @Test func `units stand in depth-first order, whatever the order of the records`() throws {
        let units = [
            try unit("H57.1.1", "H57.1"), try unit("H57.2", "H57"), try unit("H57.1", "H57"),
            try unit("H57", nil),
        ]
        let tree = try UnitTree(of: units, at: Instant(secondsSince1970: 1))
        #expect(ids(tree.units) == ["H57", "H57.1", "H57.1.1", "H57.2"])
        #expect(ids(tree.subtree(of: units[2].id)) == ["H57.1", "H57.1.1"])
        #expect(ids(tree.path(to: units[0].id)) == ["H57", "H57.1", "H57.1.1"])
    }

    @Test func `siblings stand by their order, and those without one after them by their ids`() throws {
        let units = [
            Unit("H57", under: nil), Unit("H57.1", under: "H57"), Unit("H57.2", under: "H57"),
            Unit("H57.3", under: "H57", order: 5), Unit("H57.4", under: "H57", order: -1),
            Unit("H57.5", under: "H57", order: 5), Unit("H57.1.1", under: "H57.1", order: 9),
        ]
        let tree = try UnitTree(of: units, at: 1)
        #expect(ids(tree.units) == ["H57", "H57.4", "H57.3", "H57.5", "H57.1", "H57.1.1", "H57.2"])
        #expect(ids(tree.subtree(of: "H57.1")) == ["H57.1", "H57.1.1"])
    }

    @Test func `a subtree moves at a moment, and the tree knows when`() throws {
        let units = [
            try unit("H57", nil), try unit("H57.1", "H57"), try unit("H57.2", "H57"),
            try unit("H57.3", "H57.1", 0, 10), try unit("H57.3", "H57.2", 10),
        ]
        let before = try UnitTree(of: units, at: Instant(secondsSince1970: 9))
        let after = try UnitTree(of: units, at: Instant(secondsSince1970: 10))
        #expect(ids(before.path(to: units[3].id)) == ["H57", "H57.1", "H57.3"])
        #expect(ids(after.path(to: units[3].id)) == ["H57", "H57.2", "H57.3"])
        #expect(before.period.until == Instant(secondsSince1970: 10))
        #expect(after.period.from == Instant(secondsSince1970: 10) && after.period.until == nil)
    }

    @Test func `what is no tree is refused`() throws {
        let moment = Instant(secondsSince1970: 1)
        let (root, one, two) = (try unit("H57", nil), try unit("H57.1", "H57.2"), try unit("H57.2", "H57.1"))
        #expect(throws: UnitTreeError.noRoot) { _ = try UnitTree(of: [Unit](), at: moment) }
        #expect(throws: UnitTreeError.circle([one.id, two.id])) {
            _ = try UnitTree(of: [root, one, two], at: moment)
        }
        #expect(throws: UnitTreeError.parentMissing(of: one.id, parent: two.id)) {
            _ = try UnitTree(of: [root, one], at: moment)
        }
        #expect(throws: UnitTreeError.twoVersionsAtOnce(root.id)) {
            _ = try UnitTree(of: [root, root], at: moment)
        }
        let other = try unit("H58", nil)
        #expect(throws: UnitTreeError.severalRoots([root.id, other.id])) {
            _ = try UnitTree(of: [root, other], at: moment)
        }
    }
}

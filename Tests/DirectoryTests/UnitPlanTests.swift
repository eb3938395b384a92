import Directory
import Identity
import Testing

struct UnitPlanTests {
    /// Two departments with a division under the first, since second 0.
    private static let known = [
        Unit("H57", under: nil, kind: "thanh_pho"), Unit("H57.1", under: "H57"), Unit("H57.2", under: "H57"),
        Unit("H57.1.1", under: "H57.1", kind: "phong"),
    ]
    private static let rows = [
        "H57\t\tthanh_pho\tH57", "H57.1\tH57\tso\tH57.1", "H57.2\tH57\tso\tH57.2", "H57.1.1\tH57.1\tphong\tH57.1.1",
    ]

    private func plan(
        _ rows: [String], known: [Unit] = known, from moment: Instant = 50, endsMissing: Bool = false,
        reopens: Bool = false
    ) throws -> UnitPlan {
        try UnitPlan(
            UnitImport(unitTable(rows)), known: known, from: moment, endsMissing: endsMissing, reopens: reopens)
    }

    /// The rows with one in another's place; `nil` takes it out.
    private func rows(_ id: String, as row: String?) -> [String] {
        Self.rows.compactMap { $0.hasPrefix(id + "\t") ? row : $0 }
    }

    @Test func `a first import begins every unit, without an end`() throws {
        let plan = try plan(Self.rows, known: [], from: 0)
        #expect(plan.added == Self.known && plan.begun == Self.known)
        #expect(plan.removed.isEmpty && plan.changed.isEmpty && plan.ended.isEmpty && plan.missing.isEmpty)
    }

    @Test(arguments: [true, false], [0, 50, 1000] as [Instant])
    func `what the records say already changes nothing`(endsMissing: Bool, moment: Instant) throws {
        let plan = try plan(Self.rows.reversed(), from: moment, endsMissing: endsMissing)
        #expect(plan.isEmpty && plan.begun.isEmpty && plan.changed.isEmpty)
        #expect(plan.ended.isEmpty && plan.missing.isEmpty)
    }

    @Test func `a unit that is new begins at the moment`() throws {
        let new = Unit("H57.3", under: "H57.1", kind: "phong", name: "Phòng Ba", from: 50)
        let plan = try plan(Self.rows + ["H57.3\tH57.1\tphong\tPhòng Ba"])
        #expect(plan.begun == [new] && plan.added == [new] && plan.removed.isEmpty)
    }

    @Test(arguments: [
        ("H57.1\tH57\tso\tSở Một", Unit("H57.1", under: "H57", name: "Sở Một", from: 50)),
        ("H57.1\tH57\tvan_phong\tH57.1", Unit("H57.1", under: "H57", kind: "van_phong", from: 50)),
        ("H57.1\tH57.2\tso\tH57.1", Unit("H57.1", under: "H57.2", from: 50)),
    ])
    func `a new name, kind or place ends the version and begins the next`(row: String, after: Unit) throws {
        let before = Self.known[1]
        let plan = try plan(rows("H57.1", as: row))
        #expect(plan.changed.map(\.before) == [before] && plan.changed.map(\.after) == [after])
        #expect(plan.removed == [before])
        #expect(plan.added == [Unit("H57.1", under: "H57", until: 50), after])
    }

    @Test func `a unit keeps its place among its siblings, of which a table says nothing`() throws {
        let placed = Unit("H57.1", under: "H57", order: 3)
        let known = Self.known.map { $0.id == placed.id ? placed : $0 }
        #expect(try plan(Self.rows, known: known).isEmpty)
        let renamed = try plan(rows("H57.1", as: "H57.1\tH57\tso\tSở Một"), known: known)
        #expect(
            renamed.added == [
                Unit("H57.1", under: "H57", order: 3, until: 50),
                Unit("H57.1", under: "H57", name: "Sở Một", order: 3, from: 50),
            ])
    }

    @Test func `a name is compared by its bytes, so that its spelling can be mended`() throws {
        // Two spellings that are the same to Swift: é in one scalar, and in two, as records of before have it.
        func known(_ name: String) -> [Unit] { [Unit("H57", under: nil, kind: "thanh_pho", name: name)] }
        for table in ["H57\t\tthanh_pho\tHu\u{E9}", "H57\t\tthanh_pho\tHue\u{301}"] {
            #expect(try plan([table], known: known("Hu\u{E9}")).isEmpty)
            #expect(try plan([table], known: known("Hue\u{301}")).changed.count == 1)
        }
    }

    @Test func `a subtree moves with its top`() throws {
        let plan = try plan(rows("H57.1", as: "H57.1\tH57.2\tso\tH57.1"))
        let (old, new) = (try tree(plan, at: 49), try tree(plan, at: 50))
        #expect(old.path(to: "H57.1.1").map(\.id) == ["H57", "H57.1", "H57.1.1"])
        #expect(new.path(to: "H57.1.1").map(\.id) == ["H57", "H57.2", "H57.1", "H57.1.1"])
    }

    @Test func `units that the table doesn't name stay, unless it is said that they end`() throws {
        let rows = rows("H57.1.1", as: nil)
        let kept = try plan(rows)
        #expect(kept.isEmpty && kept.missing == [Self.known[3]] && kept.ended.isEmpty)
        let ended = try plan(rows, endsMissing: true)
        #expect(ended.ended == [Self.known[3]] && ended.missing.isEmpty)
        #expect(ended.removed == [Self.known[3]])
        #expect(ended.added == [Unit("H57.1.1", under: "H57.1", kind: "phong", until: 50)])
    }

    @Test func `a version that began at the very moment never was`() throws {
        let known = Self.known.dropLast() + [Unit("H57.1.1", under: "H57.1", kind: "phong", from: 50)]
        let renamed = try plan(rows("H57.1.1", as: "H57.1.1\tH57.1\tphong\tMới"), known: Array(known))
        #expect(renamed.added == [Unit("H57.1.1", under: "H57.1", kind: "phong", name: "Mới", from: 50)])
        let ended = try plan(rows("H57.1.1", as: nil), known: Array(known), endsMissing: true)
        #expect(ended.removed == [known[3]] && ended.added.isEmpty)
    }

    @Test func `an import from the past leaves what was changed since as it is`() throws {
        let known =
            Self.known.dropFirst(2)
            + [
                Self.known[0], Unit("H57.1", under: "H57", until: 80), Unit("H57.1", under: "H57.2", from: 80),
                Unit("H57.3", under: "H57", from: 90),
            ]
        let rows = rows("H57.1", as: "H57.1\tH57\tso\tSở Một") + ["H57.3\tH57.2\tso\tSở Ba"]
        let plan = try plan(rows, known: Array(known))
        #expect(
            Set(plan.added) == [
                Unit("H57.1", under: "H57", until: 50),
                Unit("H57.1", under: "H57", name: "Sở Một", from: 50, until: 80),
                Unit("H57.3", under: "H57.2", name: "Sở Ba", from: 50, until: 90),
            ])
        #expect(plan.removed == [Unit("H57.1", under: "H57", until: 80)])
    }

    @Test func `a unit that ended can come back`() throws {
        let known = Self.known.dropLast() + [Unit("H57.1.1", under: "H57.1", kind: "phong", until: 30)]
        let plan = try plan(Self.rows, known: Array(known), reopens: true)
        #expect(plan.begun == [Unit("H57.1.1", under: "H57.1", kind: "phong", from: 50)])
        #expect(plan.removed.isEmpty)
    }

    @Test func `units that begin later are neither missing nor ended`() throws {
        let plan = try plan(Self.rows, known: Self.known + [Unit("H57.9", under: "H57", from: 60)], endsMissing: true)
        #expect(plan.isEmpty && plan.missing.isEmpty)
    }

    @Test(
        arguments: [
            (["H57\t\tthanh_pho\tH57", "H57.1\tH57.9\tso\tA"], .parentMissing(of: "H57.1", parent: "H57.9")),
            (["H57.1\tH57.1.1\tso\tA"], .circle(["H57.1", "H57.1.1"])),
            (["H57.2\tH57.2\tso\tA"], .circle(["H57.2"])), (["H57.2\t\tso\tA"], .severalRoots(["H57", "H57.2"])),
            (["H57\tH57.2\tso\tA"], .noRoot),
        ] as [([String], UnitTreeError)])
    func `what would be no tree is refused`(rows: [String], error: UnitTreeError) {
        #expect(throws: UnitPlanError.noTree(error)) { try plan(rows) }
    }

    @Test func `a unit can't end before what stands under it`() {
        #expect(throws: UnitPlanError.noTree(.parentMissing(of: "H57.1.1", parent: "H57.1"))) {
            try plan(rows("H57.1", as: nil), endsMissing: true)
        }
        #expect(throws: UnitPlanError.noTree(.noRoot)) { try plan([], endsMissing: true) }
    }

    @Test func `what a unit that ends was to be later isn't either`() throws {
        let versions = [Unit("H57.2", under: "H57", until: 90), Unit("H57.2", under: "H57", name: "Tên mới", from: 90)]
        let known = Self.known.filter { $0.id != "H57.2" } + versions
        let plan = try plan(rows("H57.2", as: nil), known: known, endsMissing: true)
        #expect(plan.ended == [versions[0]] && plan.removed == versions)
        #expect(plan.added == [Unit("H57.2", under: "H57", until: 50)])
    }

    @Test func `a unit can't end while another is to begin under it`() throws {
        let known = Self.known + [Unit("H57.2.1", under: "H57.2", from: 90, until: 95)]
        #expect(throws: UnitPlanError.noTree(.parentMissing(of: "H57.2.1", parent: "H57.2"))) {
            try plan(rows("H57.2", as: nil), known: known, endsMissing: true)
        }
    }

    @Test func `an id that has ended is given to no other unit, unless the same one comes back`() throws {
        let ended = Self.known + [Unit("H57.3", under: "H57", until: 5)]
        let table = Self.rows + ["H57.3\tH57\tso\tĐơn vị khác hẳn"]
        #expect(throws: UnitPlanError.givenAgain("H57.3", line: table.count + 1)) { try plan(table, known: ended) }
        #expect(try plan(table, known: ended, reopens: true).begun.map(\.id) == ["H57.3"])
    }

    @Test func `what would be no tree later is refused too`() {
        // From second 90 on, the second department stands under the first one's division.
        let moving =
            Self.known.filter { $0.id != "H57.2" }
            + [Unit("H57.2", under: "H57", until: 90), Unit("H57.2", under: "H57.1.1", from: 90)]
        #expect(throws: UnitPlanError.noTree(.circle(["H57.1", "H57.1.1", "H57.2"]))) {
            try plan(rows("H57.1", as: "H57.1\tH57.2\tso\tH57.1"), known: moving)
        }
    }

    private func tree(_ plan: UnitPlan, at moment: Instant) throws -> UnitTree {
        try UnitTree(of: Self.known.filter { !plan.removed.contains($0) } + plan.added, at: moment)
    }
}

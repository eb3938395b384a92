import Directory
import Identity
import TestSupport
import Testing

/// As on 1 July 2025: the districts are dissolved, their communes merge into larger ones, which answer to the city.
struct ReorganisationTests {
    private static let top: [SourceEntry] = [
        .unit(1, "ou=city", "H57", kind: "city"), .unit(2, "ou=so,ou=city", "H57.01"),
    ]
    private static let districts = 1...3
    private static let communes = 1...4

    /// Each district with its communes, an office in each, and somebody in each office.
    private static let before: [SourceEntry] =
        top
        + districts.flatMap { district -> [SourceEntry] in
            let place = "ou=h\(district),ou=city"
            return [.unit(key(district), place, "H57.1\(district)", kind: "huyen")]
                + communes.flatMap { commune -> [SourceEntry] in
                    let own = "ou=x\(commune),\(place)"
                    return [
                        .unit(key(district, commune), own, "H57.1\(district).\(commune)", kind: "xa"),
                        .unit(key(district, commune, 1), "ou=p,\(own)", "H57.1\(district).\(commune).1", kind: "phong"),
                        .person(key(district, commune, 2), "uid=u\(district)\(commune),ou=p,\(own)"),
                    ]
                }
        }

    /// One commune is left of each district, in the place of the first one, and below the city. Everybody works there.
    private static let after: [SourceEntry] =
        top
        + districts.flatMap { district -> [SourceEntry] in
            let place = "ou=x\(district),ou=city"
            return [
                .unit(key(district, 1), place, "H57.1\(district).1", kind: "xa", name: "Xã Mới \(district)"),
                .unit(key(district, 1, 1), "ou=p,\(place)", "H57.1\(district).1.1", kind: "phong"),
            ]
                + communes.dropFirst().map { commune in
                    .unit(
                        key(district, commune), "ou=cu\(commune),\(place)", "H57.1\(district).\(commune)", kind: "xa",
                        ["replacedby": "H57.1\(district).1"])
                }
                + communes.map { .person(key(district, $0, 2), "uid=u\(district)\($0),ou=p,\(place)") }
        }

    private static func key(_ parts: Int...) -> EntryKey { EntryKey(number: parts.reduce(7) { $0 * 10 + $1 }) }

    @Test func `districts end, communes merge and move below the city, and nobody leaves`() throws {
        var records = try SyncRecords(after: Self.before)
        let plan = try SyncPlan(Self.after, over: records)
        #expect(plan.units.begun.isEmpty && plan.findings == [])
        #expect(
            Set(plan.units.merged.map(\.unit.id)).count == 9
                && plan.units.moved.map(\.after.parent) == ["H57", "H57", "H57"])
        #expect(plan.units.ended.map(\.id).filter { $0.text.utf8.count == 6 } == ["H57.11", "H57.12", "H57.13"])
        #expect(plan.people(.left).isEmpty && plan.people(.moved).count == 9 && plan.people(.joined).isEmpty)

        let reasons = SyncGuard(SyncLimits()).reasons(for: plan, over: records, at: 100)
        #expect(reasons.contains(.topLevelUnit("H57.11")) && reasons.contains(.merged("H57.12.3")))
        records.apply(plan, at: 100)
        #expect(try SyncPlan(Self.after, over: records, from: 200).isEmpty)
        let tree = try UnitTree(of: records.units, at: 100)
        #expect(tree.units.count == 8 && tree["H57.12.1"]?.name == "Xã Mới 2")
        #expect(try UnitTree(of: records.units, at: 99).units.count == 2 + 3 + 12 + 12)
    }
}

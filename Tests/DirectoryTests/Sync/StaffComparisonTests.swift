import Directory
import Identity
import Testing

/// Who is found to be other than the records have them, where everybody is compared.
struct StaffComparisonTests {
    private static let mapping = DirectoryMapping.city { person in
        person.givenName = "givenName"
        person.familyName = "sn"
        person.locale = "preferredLanguage"
    }
    private static let units: [SourceEntry] = [
        .unit(1, "ou=city", "H57", kind: "city"), .unit(2, "ou=so,ou=city", "H57.01"),
    ]
    /// What the first of them has; the second is never another.
    private static let attributes = [
        "number": "000000000001", "cn": "Nguyễn Văn Mẫu", "mail": "mot@hue.gov.vn", "telephonenumber": "0234 000 001",
        "accountkind": "operation", "givenname": "Mẫu", "sn": "Nguyễn Văn", "preferredlanguage": "vi",
    ]

    private static func city(_ change: [String: String?] = [:]) -> [SourceEntry] {
        let plain = SourceEntry.person(10, "uid=mot,ou=so,ou=city")
        var told = plain.attributes
        for (name, value) in attributes { told[name] = [Array(value.utf8)] }
        for (name, value) in change { told[name] = value.map { [Array($0.utf8)] } }
        return units + [
            SourceEntry(key: 10, name: plain.name, attributes: told),
            .person(11, "uid=hai,ou=so,ou=city", number: "000000000002"),
        ]
    }

    private static func survey(_ entries: [SourceEntry]) -> DirectorySurvey {
        var tree = SourceTree(mapping)
        tree.add(entries)
        return DirectoryReader(mapping, rules: .city).survey(tree, at: 100)
    }

    private static func records() throws -> SyncRecords {
        var records = SyncRecords()
        records.apply(try SyncPlan(city(), over: records, from: 10, mapping), at: 10)
        return records
    }

    @Test func `nobody differs from records that are as the source says`() throws {
        #expect(try Self.records().differing(from: Self.survey(Self.city()), at: 100).0.isEmpty)
    }

    @Test(arguments: [
        ("cn", "Nguyễn Thị Mẫu"), ("mail", "hai@hue.gov.vn"), ("telephonenumber", "0234 000 002"),
        ("accountkind", "technical"), ("givenname", "Mầu"), ("sn", "Nguyễn Hữu"), ("preferredlanguage", "en"),
        ("number", "000000000003"), ("active", "FALSE"), ("title", "Giám đốc"),
    ])
    func `a change of one attribute alone is found, and so is its first and its last value`(
        name: String, value: String
    ) throws {
        let records = try Self.records()
        #expect(records.differing(from: Self.survey(Self.city([name: value])), at: 100).0 == [10])
        guard Self.attributes[name] != nil, name != "accountkind" else { return }
        let without = Self.city([name: String?.none])
        let fewer = records.differing(from: Self.survey(without), at: 100).0
        #expect(fewer == [10])
        var others = SyncRecords()
        others.apply(try SyncPlan(without, over: others, from: 10, Self.mapping), at: 10)
        #expect(others.differing(from: Self.survey(Self.city()), at: 100).0 == [10])
    }

    @Test func `a reading of a few says of the whole source which attributes of leavers nobody has`() {
        let seen = Self.survey(Self.city(["active": "TRUE"]))
        let unseen = Self.survey(Self.city())
        for keys in [nil, [10], [11], []] as [Set<EntryKey>?] {
            #expect(seen.reading(of: keys).unseenActivity.isEmpty)
            #expect(unseen.reading(of: keys).unseenActivity == ["active"])
        }
        let some = unseen.reading(of: [11])
        #expect(some.people.map(\.key) == [11] && some.peopleElsewhere == 1)
    }
}

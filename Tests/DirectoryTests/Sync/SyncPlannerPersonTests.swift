import Accounts
import Directory
import Identity
import TestSupport
import Testing

/// People who come, move, leave and come back.
struct SyncPlannerPersonTests {
    private static let units: [SourceEntry] = [
        .unit(1, "ou=city", "H57", kind: "city"), .unit(2, "ou=so,ou=city", "H57.01"),
        .unit(3, "ou=tai,ou=city", "H57.02"),
    ]
    private static let one = SourceEntry.person(10, "uid=mot,ou=so,ou=city", number: "000000000001")
    private static let two = SourceEntry.person(11, "uid=hai,ou=so,ou=city", number: "000000000002")
    private static let city = units + [one, two]

    private static func number(_ text: String) -> CitizenNumber { CitizenNumber(text)! }

    @Test func `who is new joins, and whom VNeID brought is known by the number`() throws {
        var records = SyncRecords()
        records.numbers = [Self.number("000000000002"): .number(7)]
        let plan = try SyncPlan(Self.city, over: records)
        #expect(plan.people(.joined).map(\.key) == [10] && plan.people(.known).map(\.person) == [.number(7)])
        records.apply(plan, at: 100)
        #expect(try SyncPlan(Self.city, over: records, from: 200).isEmpty)
    }

    @Test func `who is gone, or no longer at work, leaves with every post of the source`() throws {
        var records = try SyncRecords(after: Self.city)
        let leavers = [
            Self.units + [Self.two],
            Self.units + [Self.two, .person(10, "uid=mot,ou=so,ou=city", number: "000000000001", ["active": "FALSE"])],
        ]
        for entries in leavers {
            let plan = try SyncPlan(entries, over: records)
            #expect(plan.people.map(\.kinds) == [[.left]] && plan.people.map(\.ended.count) == [1])
        }
        records.apply(try SyncPlan(leavers[1], over: records), at: 100)
        #expect(try SyncPlan(leavers[1], over: records, from: 200).isEmpty)
        #expect(try SyncPlan(Self.city, over: records, from: 200).people.map(\.kinds) == [[.returned]])
    }

    @Test func `who moves is the same person with another post`() throws {
        let records = try SyncRecords(after: Self.city)
        let moved: SourceEntry = .person(10, "uid=mot,ou=tai,ou=city", number: "000000000001")
        let plan = try SyncPlan(Self.units + [moved, Self.two], over: records)
        #expect(plan.people.map(\.kinds) == [[.moved]])
        #expect(plan.people.first?.ended.map(\.post) == [Post("chuyen-vien", at: "H57.01")])
        #expect(plan.people.first?.begun == [ReadPost(Post("chuyen-vien", at: "H57.02"))])
    }

    @Test func `a post that a secondment suspends ends and comes back by itself`() throws {
        let mapping = DirectoryMapping.city { $0.suspendsOnSecondment = true }
        // A day, twenty, and sixty.
        let (before, during, after): (Instant, Instant, Instant) = (86_400, 1_728_000, 5_184_000)
        let away: SourceEntry = .person(
            10, "uid=mot,ou=so,ou=city", number: "000000000001",
            ["post": "chuyen-vien@H57.02;kind=biet-phai;from=1970-01-11;until=1970-02-10"])
        var records = try SyncRecords(after: Self.city)
        let plan = try SyncPlan(Self.units + [away, Self.two], over: records, from: before, mapping)
        #expect(plan.people.map(\.kinds) == [[.moved]])
        records.apply(plan, at: before)
        func posts(at moment: Instant) -> [Post] {
            (records.staff[10]?.posts ?? []).filter { $0.period.contains(moment) }.map(\.post)
        }
        let (home, other) = (Post("chuyen-vien", at: "H57.01"), Post("chuyen-vien", at: "H57.02"))
        #expect(posts(at: before) == [home] && posts(at: during) == [other] && posts(at: after) == [home])
        for moment in [before, during, after] {
            #expect(try SyncPlan(Self.units + [away, Self.two], over: records, from: moment, mapping).isEmpty)
        }
        #expect(try SyncPlan(Self.city, over: records, from: after, mapping).isEmpty)
    }

    @Test func `a unit that is renamed makes nobody leave, join or move`() throws {
        let records = try SyncRecords(after: Self.city)
        let renamed: [SourceEntry] = [
            Self.units[0], Self.units[2], .unit(2, "ou=Sở Mới,ou=city", "H57.01"),
            .person(10, "uid=mot,ou=Sở Mới,ou=city", number: "000000000001"),
            .person(11, "uid=hai,ou=Sở Mới,ou=city", number: "000000000002"),
        ]
        #expect(try SyncPlan(renamed, over: records).isEmpty)
    }

    @Test func `a user name in other letters is no change, another one is`() throws {
        let records = try SyncRecords(after: Self.city)
        let upper: SourceEntry = .person(10, "uid=MOT,ou=so,ou=city", number: "000000000001")
        #expect(try SyncPlan(Self.units + [upper, Self.two], over: records).isEmpty)
        let other: SourceEntry = .person(10, "uid=mot.tai,ou=so,ou=city", number: "000000000001")
        #expect(try SyncPlan(Self.units + [other, Self.two], over: records).people.map(\.kinds) == [[.loginChanged]])
    }

    @Test(arguments: [false, true])
    func `who was deleted and made again is recognised by the number`(keepsOldKeys: Bool) throws {
        var records = try SyncRecords(after: Self.city)
        let person = records.staff[10]?.person
        let again = Self.units + [.person(50, "uid=mot,ou=so,ou=city", number: "000000000001"), Self.two]
        let plan = try SyncPlan(again, over: records)
        #expect(plan.people.map(\.kinds) == [[.rebound]] && plan.people.map(\.person) == [person])
        #expect(plan.people.allSatisfy { $0.ended.isEmpty && $0.begun.isEmpty } && plan.conflicts == [])
        records.apply(plan, at: 100, keepsOldKeys: keepsOldKeys)
        #expect(try SyncPlan(again, over: records, from: 200).isEmpty)
    }

    @Test func `who comes back under a new entry while the old one is kept as left is one person`() throws {
        var records = try SyncRecords(after: Self.city)
        let old: SourceEntry = .person(10, "uid=mot,ou=so,ou=city", number: "000000000001", ["active": "FALSE"])
        let again = Self.units + [old, .person(50, "uid=mot,ou=tai,ou=city", number: "000000000001"), Self.two]
        let plan = try SyncPlan(again, over: records)
        #expect(plan.people.map(\.kinds) == [[.rebound, .moved]])
        records.apply(plan, at: 100, keepsOldKeys: true)
        #expect(try SyncPlan(again, over: records, from: 200).isEmpty)
    }

    @Test func `a joiner with a leaver's user name and address is another person, without that user name`() throws {
        var records = try SyncRecords(after: Self.city)
        let joiner: SourceEntry = .person(50, "uid=mot,ou=so,ou=city", number: "000000000009")
        let entries = Self.units + [joiner, Self.two]
        let plan = try SyncPlan(entries, over: records)
        #expect(plan.people(.left).map(\.key) == [10] && plan.people(.joined).map(\.person) == [nil])
        #expect(plan.people(.joined).map(\.details.username) == [nil])
        #expect(plan.conflicts.map(\.kind) == [.usernameOfAnother(Username("mot")!)])
        records.apply(plan, at: 100)
        #expect(try SyncPlan(entries, over: records, from: 200).isEmpty)
        #expect(plan.conflicts.allSatisfy { $0.text.flaws(["mot"]) == [] })
    }

    @Test func `a number that changes is told, and one of another's isn't taken`() throws {
        let records = try SyncRecords(after: Self.city)
        let changed: SourceEntry = .person(10, "uid=mot,ou=so,ou=city", number: "000000000007")
        #expect(try SyncPlan(Self.units + [changed, Self.two], over: records).people.map(\.kinds) == [[.renumbered]])

        let taken: SourceEntry = .person(10, "uid=mot,ou=so,ou=city", number: "000000000002")
        let left: SourceEntry = .person(11, "uid=hai,ou=so,ou=city")
        let plan = try SyncPlan(Self.units + [taken, left], over: records)
        #expect(plan.conflicts.map(\.kind) == [.numberOfAnother])
        #expect(plan.people.first { $0.key == 10 } == nil)
    }

    @Test func `a number of somebody whose entry is still there makes no second one`() throws {
        let records = try SyncRecords(after: Self.city)
        let second: SourceEntry = .person(50, "uid=bon,ou=so,ou=city", number: "000000000001")
        let first: SourceEntry = .person(10, "uid=mot,ou=so,ou=city")
        let plan = try SyncPlan(Self.units + [first, second, Self.two], over: records)
        #expect(plan.conflicts.map(\.kind) == [.numberOfAnother] && plan.isolated == [50])
        #expect(plan.people(.joined).isEmpty && plan.people(.left).isEmpty)
    }

    @Test func `who can't be read neither leaves nor changes`() throws {
        let records = try SyncRecords(after: Self.city)
        let bad: SourceEntry = .person(10, "uid=mot,ou=tai,ou=city", number: "1")
        let plan = try SyncPlan(Self.units + [bad, Self.two], over: records)
        #expect(plan.isEmpty && plan.isolated == [10])
    }

    @Test func `a source ends no post that it didn't begin`() throws {
        // The records name the source's own posts alone.
        var records = try SyncRecords(after: Self.city)
        if let known = records.staff[10] {
            records.staff[10] = KnownStaff(
                person: known.person, details: known.details, isActive: true, posts: [])
        }
        let plan = try SyncPlan(Self.units + [Self.two], over: records)
        #expect(plan.people(.left).map(\.ended) == [[]])
    }

    @Test func `a secondment has its own times, and ends with them`() throws {
        let post = "giam-doc@H57.02;from=1970-01-01;until=1970-01-02T00:00:00Z"
        let seconded =
            Self.units + [.person(10, "uid=mot,ou=so,ou=city", number: "000000000001", ["post": post]), Self.two]
        var records = try SyncRecords(after: seconded, at: 100)
        let assignment = records.staff[10]?.posts.first { $0.post == Post("giam-doc", at: "H57.02") }
        #expect(assignment?.period == Period(from: 100, until: 86_400))
        #expect(try SyncPlan(seconded, over: records, from: 200).isEmpty)
        #expect(try SyncPlan(seconded, over: records, from: 90_000).isEmpty)
        records.staff[10] = nil
        let late = try SyncPlan(seconded, over: records, from: 90_000)
        #expect(late.people.first { $0.key == 10 }?.begun == [ReadPost(Post("chuyen-vien", at: "H57.01"))])
    }

    @Test func `a post that is to begin is told of once`() throws {
        let later =
            Self.units + [
                .person(
                    10, "uid=mot,ou=so,ou=city", number: "000000000001", ["post": "giam-doc@H57.02;from=1970-01-02"]),
                Self.two,
            ]
        let records = try SyncRecords(after: later, at: 100)
        #expect(try SyncPlan(later, over: records, from: 200).isEmpty)
        #expect(try SyncPlan(later, over: records, from: 500_000).isEmpty)
    }

    @Test func `a post at a unit that nobody knows is none, and told of once`() throws {
        let entries =
            Self.units
            + [10, 11].map {
                .person(EntryKey(number: $0), "uid=u\($0),ou=so,ou=city", ["post": "giam-doc@H57.77"])
            }
        let plan = try SyncPlan(entries, over: SyncRecords())
        #expect(plan.findings.map(\.kind) == [.unknownUnit("H57.77")] && plan.people(.joined).count == 2)
        #expect(plan.people.allSatisfy { $0.begun.count == 1 })
    }

    @Test func `a title or a name that changes is a change of details`() throws {
        let records = try SyncRecords(after: Self.city)
        let renamed: SourceEntry = .person(
            10, "uid=mot,ou=so,ou=city", number: "000000000001", ["displayname": "Mẫu", "mail": "mot@hue.gov.vn"])
        let plan = try SyncPlan(Self.units + [renamed, Self.two], over: records)
        #expect(plan.people.map(\.kinds) == [[.detailsChanged]] && plan.people.first?.details.name == "Mẫu")
    }
}

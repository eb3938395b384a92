import Accounts
import Directory
import Identity
import TestSupport
import Testing

/// What entries mean, and what is isolated of them.
struct DirectoryReaderTests {
    private static let city: [SourceEntry] = [
        .unit(1, "ou=city", "H57", kind: "city"), .unit(2, "ou=so,ou=city", "H57.01"),
        .person(10, "uid=mot,ou=so,ou=city", number: "000123456789"),
    ]

    @Test func `units and people are read with their places and posts`() throws {
        let reading = DirectoryReading(Self.city)
        #expect(reading.findings == [] && reading.isolated == [])
        #expect(reading.units.map(\.id) == ["H57", "H57.01"] && reading.units.map(\.parent) == [nil, "H57"])
        let person = try #require(reading.people.first)
        #expect(person.posts == [ReadPost(Post("chuyen-vien", at: "H57.01"))] && person.isActive)
        #expect(person.details.number == CitizenNumber("000123456789") && person.details.username == Username("mot"))
        #expect(person.details.name == "Nguyễn Văn Mẫu" && person.details.kind == .operation)
    }

    @Test func `a code in the old form, in small letters or with space around it is the code in the new form`() {
        let units = ["000.00.01.H57", " h57.01 ", "H57.01"].map { code in
            DirectoryReading([Self.city[0], .unit(2, "ou=so,ou=city", code)]).units.map(\.id)
        }
        #expect(units == Array(repeating: ["H57", "H57.01"], count: 3))
    }

    @Test func `names are in Form C and keep the place of their tones`() {
        let names = ["Xa\u{303} Hòa", "Xã Hoà"].map { name in
            DirectoryReading([Self.city[0], .unit(2, "ou=so,ou=city", "H57.01", name: name)]).units.last?.name
        }
        #expect(names.map { $0.map { Array($0.utf8) } } == ["Xã Hòa", "Xã Hoà"].map { Array($0.utf8) })
    }

    @Test func `an option of an attribute counts where there is no plain one`() {
        let entry = SourceEntry(
            2, "ou=so,ou=city,dc=hue",
            ["objectclass": "hueUnit", "code": "H57.01", "kind": "so", "name;lang-en": "Dept", "name;lang-vi": "Sở"])
        #expect(DirectoryReading([Self.city[0], entry]).units.last?.name == "Dept")
    }

    @Test func `a parent is where the mapping looks for it`() {
        let flat: [SourceEntry] = [
            .unit(1, "ou=1", "H57", kind: "city"), .unit(2, "ou=2", "H57.01", ["above": "H57", "at": "OU=1,DC=hue"]),
        ]
        for rule in [PlaceRule.code("above"), .dnIn("at")] {
            let reading = DirectoryReading(flat, .city(parent: rule))
            #expect(reading.units.map(\.parent) == [nil, "H57"] && reading.findings == [])
        }
    }

    private static func bad(_ entry: SourceEntry, _ kind: SyncFinding.Kind) -> (SourceEntry, SyncFinding.Kind) {
        (entry, kind)
    }

    private static let longName = String(repeating: "a", count: 5000)

    private static let unreadable: [(SourceEntry, SyncFinding.Kind)] = [
        bad(.unit(3, "ou=x,ou=city", ""), .missing(attribute: "code")),
        bad(.unit(3, "ou=x,ou=city", "57"), .unreadable(attribute: "code")),
        bad(.unit(3, "ou=x,ou=city", "H57.03", kind: "bo"), .unknownKind("bo")),
        bad(.unit(3, "ou=x,ou=city", "H57.03", name: "a\nb"), .unreadable(attribute: "name")),
        bad(.unit(3, "ou=x,ou=city", "H57.03", name: "a\u{202E}b"), .unreadable(attribute: "name")),
        bad(.unit(3, "ou=x,ou=city", "H57.03", name: " "), .missing(attribute: "name")),
        bad(.unit(3, "ou=x,ou=city", "H57.03", ["code": "H57.04"]), .tooManyValues(attribute: "code")),
        bad(.unit(3, "ou=x,ou=city", "H57.03", kind: "phong"), .misplaced),
        bad(.unit(3, "ou=x", "H57.03"), .missing(attribute: "parent")),
        bad(.unit(3, "ou=x,ou=city", "H57.03", name: longName), .unreadable(attribute: "name")),
        bad(.person(11, "uid=hai,ou=so,ou=city", number: "123"), .unreadable(attribute: "number")),
        bad(
            .person(11, "uid=hai,ou=so,ou=city", number: "000123456788", ["number": "000123456787"]),
            .tooManyValues(attribute: "number")),
        bad(.person(11, "uid=ă,ou=so,ou=city"), .unreadable(attribute: "uid")),
        bad(.person(11, "uid=hai,ou=so,ou=city", ["post": "giam-doc"]), .badPost("giam-doc")),
        bad(.person(11, "uid=hai,ou=so,ou=city", ["post": "giam-doc@H57;from=x"]), .badPost("giam-doc@H57;from=x")),
        bad(.person(11, "uid=hai,ou=so,ou=city", ["post": "giam-doc@H57;kind=x"]), .badPost("giam-doc@H57;kind=x")),
        bad(.person(11, "uid=hai,ou=so,ou=city", ["post": "giam-doc@H57;for=1"]), .badPost("giam-doc@H57;for=1")),
        bad(.person(11, "uid=hai,ou=so,ou=city", ["accountkind": "x"]), .unreadable(attribute: "accountkind")),
        bad(.person(11, "uid=hai"), .missing(attribute: "unit")),
    ]

    @Test(arguments: unreadable)
    func `an entry that can't be read is isolated, and the rest goes on`(entry: SourceEntry, finding: SyncFinding.Kind)
    {
        let reading = DirectoryReading(Self.city + [entry])
        #expect(reading.kinds == [finding] && reading.isolated == [entry.key])
        #expect(reading.units.count == 2 && reading.people.count == 1)
        #expect(reading.findings.first?.dn == entry.name.text)
        #expect(reading.findings.first?.text.flaws([]) == [])
    }

    @Test(
        arguments: [
            (["order": "first"], .unreadable(attribute: "order")),
            (["order": "1", "order": "2"], .tooManyValues(attribute: "order")),
        ] as [(KeyValuePairs<String, String>, SyncFinding.Kind)])
    func `a unit whose order can't be read is a unit, and told of`(
        order: KeyValuePairs<String, String>, finding: SyncFinding.Kind
    ) {
        let entry = SourceEntry.unit(3, "ou=x,ou=city", "H57.03", order)
        let reading = DirectoryReading(Self.city + [entry])
        #expect(reading.findings == [SyncFinding(finding, dn: entry.name.text)] && reading.isolated.isEmpty)
        #expect(reading.units.first { $0.id == "H57.03" }?.isOrderUnreadable == true)
        #expect(DirectoryReading(Self.city).units.allSatisfy { $0.order == nil && !$0.isOrderUnreadable })
    }

    @Test func `octets that are no UTF-8 and a hundred values too many are isolated`() {
        var attributes = Self.city[2].attributes
        attributes["mail"] = [[0xFF]]
        let bad = SourceEntry(key: 11, name: "uid=hai,ou=so,ou=city,dc=hue", attributes: attributes)
        attributes["mail"] = nil
        attributes["post"] = (0..<101).map { Array("giam-doc@H57.\($0)".utf8) }
        let many = SourceEntry(key: 12, name: "uid=ba,ou=so,ou=city,dc=hue", attributes: attributes)
        let reading = DirectoryReading(Self.city + [bad, many])
        #expect(Set(reading.kinds) == [.unreadable(attribute: "mail"), .tooManyValues(attribute: "post")])
        #expect(reading.isolated == [11, 12] && reading.people.count == 1)
    }

    @Test func `circles are isolated whole, and what hangs below keeps its place`() {
        let entries: [SourceEntry] = [
            .unit(1, "ou=1", "H57", kind: "city"), .unit(2, "ou=2", "H57.02", kind: "phong", ["above": "H57.03"]),
            .unit(3, "ou=3", "H57.03", kind: "phong", ["above": "H57.02"]),
            .unit(4, "ou=4", "H57.04", kind: "phong", ["above": "H57.03"]),
            .unit(5, "ou=5", "H57.05", kind: "phong", ["above": "H57.05"]),
        ]
        let reading = DirectoryReading(entries, .city(parent: .code("above")))
        #expect(reading.isolated == [2, 3, 5] && Set(reading.units.map(\.id)) == ["H57", "H57.04"])
        #expect(Set(reading.kinds) == [.circle(["H57.02", "H57.03"]), .circle(["H57.05"])])
    }

    @Test func `of two with one code, one number or one user name neither is taken`() {
        let so: SourceEntry = .unit(3, "ou=x,ou=city", "000.00.01.H57")
        #expect(DirectoryReading(Self.city + [so]).isolated.isSuperset(of: [2, 3]))
        let number = DirectoryReading(Self.city + [.person(11, "uid=hai,ou=so,ou=city", number: "000123456789")])
        #expect(number.isolated == [10, 11] && number.people.isEmpty)
        #expect(number.findings.allSatisfy { if case .duplicateNumber = $0.kind { true } else { false } })
        let name = DirectoryReading(Self.city + [.person(11, "uid=MOT,ou=city")])
        #expect(name.isolated == [10, 11] && name.findings.count == 2)
    }

    @Test func `who has left doesn't stand in the way of who comes`() {
        let left: SourceEntry = .person(11, "uid=mot,ou=city", number: "000123456789", ["active": "false"])
        let reading = DirectoryReading(Self.city + [left])
        #expect(reading.isolated == [] && reading.people.map(\.isActive).count { $0 } == 1)
    }

    @Test func `five hundred levels are isolated below the sixty-fourth`() {
        let path = (0..<500).reduce("ou=city") { "ou=x\($1)," + $0 }
        let reading = DirectoryReading(Self.city + [.unit(3, path, "H57.03")])
        #expect(reading.kinds == [.tooDeep] && reading.isolated == [3])
    }

    @Test func `a title that nobody knows gives no post, and is told of once`() {
        let people = (11..<20).map {
            SourceEntry.person(EntryKey(number: $0), "uid=u\($0),ou=so,ou=city", title: "Phù thủy")
        }
        let reading = DirectoryReading(Self.city + people)
        #expect(reading.kinds == [.unknownPosition("Phù thủy")] && reading.isolated == [])
        #expect(reading.people.count == 10 && reading.people.count { $0.posts.isEmpty } == 9)
    }

    @Test func `posts beside the main one have their own times, and titles are compared folded`() throws {
        let person: SourceEntry = .person(
            11, "uid=hai,ou=so,ou=city", title: "GIÁM  ĐỐC",
            ["post": "chuyen-vien@H57;kind=biet-phai;from=2026-03-01;until=2027-03-01", "post": "Chuyên viên@H57.01"])
        let reading = DirectoryReading(Self.city + [person])
        #expect(
            reading.people.first { $0.key == 11 }?.posts == [
                ReadPost(Post("giam-doc", at: "H57.01")), ReadPost(Post("chuyen-vien", at: "H57.01")),
                ReadPost(
                    Post("chuyen-vien", at: "H57"), from: HueTime.moment("2026-03-01"),
                    until: HueTime.moment("2027-03-01")),
            ])
    }

    private static func day(_ text: String) throws -> Instant { try #require(HueTime.moment(text)) }

    @Test func `who is on secondment is in both posts, unless their own rest meanwhile`() throws {
        let person = SourceEntry.person(
            11, "uid=hai,ou=so,ou=city",
            [
                "post": "chuyen-vien@H57;kind=biet-phai;from=2026-03-01;until=2027-03-01",
                "post": "giam-doc@H57.01;kind=kiem-nhiem",
                "post": "giam-doc@H57;kind=chinh;from=2026-06-01;until=2026-09-01",
                "post": "truong-phong@H57;kind=chinh;from=2026-06-01",
            ])
        func posts(_ change: (inout PersonMapping) -> Void = { _ in }) -> Set<ReadPost> {
            DirectoryReading(Self.city + [person], .city(change)).people.first { $0.key == 11 }?.posts ?? []
        }
        let (begin, end) = (try Self.day("2026-03-01"), try Self.day("2027-03-01"))
        let summer = (try Self.day("2026-06-01"), try Self.day("2026-09-01"))
        let (home, head) = (Post("chuyen-vien", at: "H57.01"), Post("truong-phong", at: "H57"))
        let beside: Set<ReadPost> = [
            ReadPost(Post("chuyen-vien", at: "H57"), from: begin, until: end), ReadPost(Post("giam-doc", at: "H57.01")),
        ]
        #expect(
            posts()
                == beside.union([
                    ReadPost(home), ReadPost(Post("giam-doc", at: "H57"), from: summer.0, until: summer.1),
                    ReadPost(head, from: summer.0),
                ]))
        #expect(
            posts { $0.suspendsOnSecondment = true }
                == beside.union([
                    ReadPost(home, until: begin), ReadPost(home, from: end), ReadPost(head, from: end),
                ]))
    }

    @Test(
        arguments: [
            (.bit("uac", mask: 2, endsWhen: .set), "514", false), (.bit("uac", mask: 2, endsWhen: .set), "512", true),
            (.until("uac"), "0", true), (.until("uac"), "9223372036854775807", true),
            (.until("uac"), "133000000000000000", false), (.until("uac"), "134500000000000000", true),
            (.until("uac"), "20260101000000Z", false), (.until("uac"), "20270101000000.0Z", true),
            (.until("uac"), "2026-01-01", false), (.locked("uac"), "000001010000Z", false),
            (.locked("uac"), "20260101000000Z", true),
            (.unless("uac", words: [FoldedWord("nghỉ việc")]), "Nghỉ Việc", false),
        ] as [(ActiveRule, String, Bool)])
    func `who works here is said in the directory's own way`(rule: ActiveRule, value: String, isActive: Bool) throws {
        let entries = [Self.city[0], Self.city[1], .person(10, "uid=mot,ou=so,ou=city", ["uac": value])]
        let moment = try #require(HueTime.moment("2026-11-28"))
        let reading = DirectoryReading(entries, .city { $0.active = [rule] }, at: moment)
        #expect(reading.people.map(\.isActive) == [isActive] && reading.people.map(\.posts.isEmpty) == [!isActive])
    }

    @Test func `a group of 1,700 gives each of its members a post, and a part of it gives nobody one`() {
        let people = (0..<1700).map {
            SourceEntry.person(EntryKey(number: 100 + $0), "uid=user\($0),ou=so,ou=city", title: "")
        }
        let mapping = DirectoryMapping.city {
            $0.groups = [GroupRule(dn: "CN=TP,DC=hue", position: "truong-phong", place: .dn)]
        }
        let members = people.map { Array($0.name.text.utf8) }
        let classes = [Array("group".utf8)]
        let whole = SourceEntry(key: 50, name: "cn=tp,dc=hue", attributes: ["objectclass": classes, "member": members])
        let reading = DirectoryReading(Self.city + people + [whole], mapping)
        #expect(reading.people.count { $0.posts == [ReadPost(Post("truong-phong", at: "H57.01"))] } == 1700)

        let part = SourceEntry(
            key: 50, name: "cn=tp,dc=hue",
            attributes: ["objectclass": classes, "member": [], "member;range=0-1499": Array(members.prefix(1500))])
        let incomplete = DirectoryReading(Self.city + people + [part], mapping)
        #expect(incomplete.kinds == [.incompleteRange(attribute: "member")])
        #expect(incomplete.people.isEmpty && incomplete.isolated.count == 1701)
    }

    @Test func `a base in other letters and a name with other escapes make no difference`() {
        let entries: [SourceEntry] = [
            SourceEntry(1, "OU=city,DC=Hue", ["objectclass": "hueUnit", "code": "H57", "kind": "city", "name": "a"]),
            .unit(2, "ou=Kinh tế\\2C Hạ tầng,ou=CITY", "H57.01"),
            .person(10, "uid=mot,ou=kinh tế\\, hạ tầng,ou=city"),
        ]
        let reading = DirectoryReading(entries)
        #expect(reading.findings == [] && reading.people.first?.posts.first?.post.unit == "H57.01")
    }
}

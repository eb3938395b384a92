import Directory
import Foundation
import Identity
import LDAP
import LDAPTestSupport
import TestSupport
import Testing

@testable import Operations

/// The documentation's mapping for Active Directory, on a slapd with its object classes; what slapd doesn't count by itself,
/// a proxy says (`uSNChanged`).
@Suite(.bothDatabases) struct ServedActiveDirectoryTests {
    private static let controller = """
        dn: cn=ntds settings,\(Slapd.base)
        objectClass: organizationalRole
        objectClass: adUnit
        cn: ntds settings
        invocationId:: AAECAwQFBgcICQoLDA0ODw==

        """

    /// The example, for a whole city and without its group.
    private static func mapping(_ example: String) -> String {
        let words = [
            "Thành phố": "thanh_pho", "Văn phòng": "van_phong", "Sở": "so", "Thanh tra": "thanh_tra",
            "Ban quản lý": "ban_quan_ly", "Đơn vị sự nghiệp": "don_vi_su_nghiep", "Phòng": "phong", "Phường": "phuong",
            "Xã": "xa", "Phòng cấp xã": "phong_cap_xa",
        ].map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ")
        return example.split(separator: "\n", omittingEmptySubsequences: false).compactMap { line in
            let text = line.drop { $0 == " " }
            if text.hasPrefix("base:") { return "base: \(Slapd.base)" }
            if text.hasPrefix("kind:") { return "  kind: { attribute: extensionAttribute2, words: { \(words) } }" }
            if text.hasPrefix("root:") { return "  root: H57" }
            return ["below:", "groups:", "- { dn:"].contains { text.hasPrefix($0) } ? nil : String(line)
        }.joined(separator: "\n")
    }

    /// As [MS-ADTS] §2.3.1 counts: 100 ns since 1601.
    private static func count(_ moment: Instant) -> String {
        "\(moment.millisecondsSince1970 * 10_000 + 116_444_736_000_000_000)"
    }

    @Test func `a department is read by the example as it is: its place in a city of others, its group, who expires`()
        async throws
    {
        let folder = try TemporaryDirectory()
        func number(_ number: Int) throws { try Data("\(number)".utf8).write(to: URL(filePath: folder.path("usn"))) }
        try number(100)
        try await ServedCity.run(Slapd.departmentPlan, reading: "active-directory") { city in
            try await city.here.importUnits(
                "code\tparent_code\tkind\tname_vi\nH57\t\tthanh_pho\tỦy ban nhân dân thành phố Huế\n")
            let rules: [RewritingProxy.Rule] = [
                .parts(of: 2),
                .updateNumber(file: folder.path("usn"), of: "CN=NTDS Settings,\(Slapd.departmentPlan.base)"),
            ]
            try await RewritingProxy.run(to: city.slapd.socket, rules) { proxy in
                let desk = try await city.desk(proxy.url)
                let first = try await desk.settle(try await desk.readWhole(), .whole, city.here.act)
                let plan = try #require(first.outcome.applied?.plan)
                #expect(plan.findings.isEmpty && plan.conflicts.isEmpty)
                #expect(plan.units.begun.map(\.id.text).sorted() == ["H57.05", "H57.05.01", "H57.05.04"])
                #expect(plan.units.begun.first { $0.id.text == "H57.05" }?.parent?.text == "H57")
                let posts = Dictionary(
                    uniqueKeysWithValues: plan.people.map { change in
                        (change.details.username?.text ?? "", change.begun.map { "\($0.post)" }.sorted())
                    })
                let (officer, head) = ("chuyen-vien@H57.05.04", "truong-phong@H57.05.04")
                #expect(
                    posts == [
                        "can.bo.an": [officer], "can.bo.binh": [head], "can.bo.em": [officer],
                        "can.bo.giang": [officer, head],
                    ])

                city.here.clock.advance(by: .hours(1))
                let expiring = "CN=Can Bo An,\(Slapd.division)"
                try await city.slapd.set(
                    "accountExpires", [Self.count(city.here.clock.now + .hours(2))], of: expiring)
                try await city.slapd.set("uSNChanged", ["101"], of: expiring)
                try number(101)
                let told = try await desk.settle(
                    try await desk.readChanges(since: first.source).source, .changes, city.here.act)
                #expect(told.outcome.word == "nothing")
                city.here.clock.advance(by: .hours(2))
                let due = try await desk.settle(
                    try await desk.readChanges(since: told.source).source, .changes, city.here.act)
                let left = try #require(due.outcome.applied?.plan.people)
                #expect(left.map(\.details.username?.text) == ["can.bo.an"] && left.map(\.kinds) == [[.left]])
            }
        }
    }

    @Test func `a city in Active Directory is read, and who is disabled has left with the next change`() async throws {
        let folder = try TemporaryDirectory()
        func count(_ number: Int) throws { try Data("\(number)".utf8).write(to: URL(filePath: folder.path("usn"))) }
        try count(100)
        let plan = Slapd.Plan().with { plan in
            plan.layout = .ad
            plan.people = 120
            plan.more = Self.controller
        }
        try await ServedCity.run(plan, reading: "active-directory", Self.mapping) { city in
            try await RewritingProxy.run(to: city.slapd.socket, [.updateNumber(file: folder.path("usn"))]) { proxy in
                let desk = try await city.desk(proxy.url)
                let first = try await desk.settle(try await desk.readWhole(), .whole, city.here.act)
                let applied = try #require(first.outcome.applied)
                #expect(applied.plan.units.begun.count == 232)
                // One of 97 is disabled from the beginning.
                #expect(applied.plan.people.map(\.kinds) == Array(repeating: [.joined], count: 119))

                city.here.clock.advance(by: .hours(1))
                let same = try await desk.settle(
                    try await desk.readChanges(since: first.source).source, .changes, city.here.act)
                #expect(same.outcome.word == "nothing")
                let gone = try #require(applied.plan.people.first)
                try await city.slapd.set("userAccountControl", ["514"], of: gone.dn)
                try await city.slapd.set("uSNChanged", ["101"], of: gone.dn)
                try count(101)
                let next = try await desk.settle(
                    try await desk.readChanges(since: same.source).source, .changes, city.here.act)
                let change = try #require(next.outcome.applied?.plan.people.first)
                #expect(next.outcome.applied?.plan.people.count == 1)
                #expect(change.key == gone.key && change.kinds == [.left])
                let again = try await desk.settle(
                    try await desk.readChanges(since: next.source).source, .changes, city.here.act)
                #expect(again.outcome.word == "nothing")
            }
        }
    }
}

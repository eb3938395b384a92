import Directory
import Foundation
import LDAP
import LDAPTestSupport
import TestSupport
import Testing

/// Active Directory's ways, on a slapd with its object classes: what slapd doesn't do by itself (values in parts, pages
/// that are cut down, the count of updates), a proxy does to what it says ([MS-ADTS]).
@Suite struct ActiveDirectoryTests {
    private static let plan = Slapd.Plan().with { $0.layout = .ad }

    private static let people = SourceQuery(
        base: Slapd.base, filter: "(|(objectClass=adUnit)(objectClass=user))",
        attributes: ["sAMAccountName", "extensionAttribute1", "userAccountControl"], key: .objectGUID)

    private static func guid(_ text: String) throws -> EntryKey {
        try #require(KeyAttribute.entryUUID.key(of: Array(text.utf8)))
    }

    // MARK: Members in parts

    private static let members = SourceQuery(
        base: Slapd.base, filter: "(objectClass=groupOfNames)", attributes: ["member"], manyValued: ["member"],
        key: .objectGUID)

    private static func group(of count: Int) -> Slapd.Plan {
        plan.with { plan in
            plan.people = 5
            plan.more = """
                dn: cn=Truong phong,\(Slapd.base)
                objectClass: groupOfNames
                objectClass: adUnit
                objectGUID:: AAECAwQFBgcICQoLDA0ODw==
                cn: Truong phong
                \((0..<count).map { "member: cn=nguoi \($0),\(Slapd.base)" }.joined(separator: "\n"))

                """
        }
    }

    @Test(arguments: [1, 1_499, 1_500, 1_501, 1_700, 3_000, 3_001, 4_600])
    func `a group whose members come in parts is read to the last`(count: Int) async throws {
        try await Slapd.run(Self.group(of: count)) { slapd in
            try await RewritingProxy.run(to: slapd.port, [.parts(of: 1_500)]) { proxy in
                let collected = Collected()
                _ = try await slapd.source([proxy.url]).read(Self.members) { collected.take($0) }
                let group = try #require(collected.entries.first)
                let members = try #require(group.attributes["member"])
                #expect(members.count == count && Set(members).count == count && group.omitted.isEmpty)
                #expect(group.key == (try Self.guid("03020100-0504-0706-0809-0a0b0c0d0e0f")))
                let found = try await slapd.source([proxy.url]).lookUp([group.key], Self.members)
                #expect(found[group.key] == group)
            }
        }
    }

    @Test func `a part that never comes leaves out the members, and says so`() async throws {
        try await Slapd.run(Self.group(of: 1_700)) { slapd in
            try await RewritingProxy.run(to: slapd.port, [.parts(of: 1_500), .noNextPart]) { proxy in
                let collected = Collected()
                let summary = try await slapd.source([proxy.url]).read(Self.members) { collected.take($0) }
                let group = try #require(collected.entries.first)
                #expect(summary.entries == 1)
                #expect(group.omitted == ["member": .incompleteRange] && group.attributes["member"] == nil)
            }
        }
    }

    // MARK: Pages

    @Test func `pages that are cut down to a thousand are read to the last`() async throws {
        let plan = Self.plan.with { $0.people = 2_100 }
        try await Slapd.run(plan) { slapd in
            try await RewritingProxy.run(to: slapd.port, [.largestPage(1_000)]) { proxy in
                let collected = Collected()
                let source = try slapd.source([proxy.url], pageSize: 5_000)
                let summary = try await source.read(Self.people) { collected.take($0) }
                #expect(collected.sizes == [1_000, 1_000, 332] && summary.unreadable == 0)
                #expect(Set(collected.entries.map(\.key)).count == 2_332)
            }
        }
    }

    // MARK: Keys

    @Test func `objectGUID's octets are the UUID that Active Directory's own tools show`() async throws {
        try await Slapd.run(Self.plan) { slapd in
            let collected = Collected()
            _ = try await slapd.source().read(Self.people) { collected.take($0) }
            // 79 69 d0 95 75 20 5a 57 86 c9 … on the wire: the first three parts are little-endian.
            let city = try #require(collected.entries.first { $0.text("extensionattribute1") == "H57" })
            #expect(city.attributes["objectguid"]?.first?.prefix(4) == [0x79, 0x69, 0xD0, 0x95])
            #expect(city.key == (try Self.guid("95d06979-2075-575a-86c9-1cf31628627d")))
        }
    }

    // MARK: Changes

    /// The controller's own entry, whose invocationId says whose count it is.
    private static let controller = "cn=ntds settings,\(Slapd.base)"

    private static func withCount(_ body: (Slapd, LDAPSource, (Int) throws -> Void) async throws -> Void) async throws {
        let folder = try TemporaryDirectory()
        let plan = plan.with { plan in
            plan.more = """
                dn: \(controller)
                objectClass: organizationalRole
                objectClass: adUnit
                cn: ntds settings
                invocationId:: AAECAwQFBgcICQoLDA0ODw==

                """
        }
        func count(_ number: Int) throws { try Data("\(number)".utf8).write(to: URL(filePath: folder.path("usn"))) }
        try count(100)
        try await Slapd.run(plan) { slapd in
            try await RewritingProxy.run(to: slapd.port, [.updateNumber(file: folder.path("usn"))]) { proxy in
                try await body(slapd, slapd.source([proxy.url]), count)
            }
        }
    }

    private static func change(_ slapd: Slapd, _ dn: DistinguishedName, _ number: Int) async throws {
        try await slapd.change(
            """
            dn:: \(Data(dn.text.utf8).base64EncodedString())
            changetype: modify
            replace: uSNChanged
            uSNChanged: \(number)
            -
            replace: userAccountControl
            userAccountControl: 514

            """)
    }

    @Test func `what has a newer uSNChanged is read again, and no more`() async throws {
        try await Self.withCount { slapd, source, count in
            let all = Collected()
            let before = try await source.read(Self.people, markedBy: .uSNChanged) { all.take($0) }
            let mark = try #require(before.mark)
            #expect(mark.value == "100" && mark.origin.contains("03020100-0504-0706-0809-0a0b0c0d0e0f"))
            let nothing = try await source.changes(since: mark, Self.people) { _ in }
            #expect(nothing.entries == 0)

            let person = try #require(all.entries.first { $0.text("samaccountname") != nil })
            try await Self.change(slapd, person.name, 101)
            try count(101)
            let changed = Collected()
            let next = try await source.changes(since: mark, Self.people) { changed.take($0) }
            #expect(changed.entries.map(\.key) == [person.key] && next.mark?.value == "101")
            #expect(changed.entries.first?.text("useraccountcontrol") == "514")
        }
    }

    @Test func `a count of another controller, or of one that was restored, means nothing`() async throws {
        try await Self.withCount { slapd, source, _ in
            let before = try await source.read(Self.people, markedBy: .uSNChanged) { _ in }
            let mark = try #require(before.mark)
            try await slapd.change(
                """
                dn: \(Self.controller)
                changetype: modify
                replace: invocationId
                invocationId:: DwECAwQFBgcICQoLDA0ODw==

                """)
            let error = try await failure(of: { try await source.changes(since: mark, Self.people) { _ in } })
            guard case .cookieRefused = error else { throw error }
        }
    }

    @Test func `a server that keeps no count gives no mark`() async throws {
        try await Slapd.run(Self.plan) { slapd in
            let summary = try await slapd.source().read(Self.people, markedBy: .uSNChanged) { _ in }
            #expect(summary.mark == nil && summary.entries == 292)
        }
    }
}

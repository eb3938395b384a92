import Directory
import Foundation
import LDAP
import LDAPTestSupport
import Testing

/// Entries that nobody expects, from a real slapd: each is told as it is, and the others come all the same.
@Suite struct OddEntryTests {
    private static func person(_ dn: String, _ attributes: (String, [UInt8])...) -> String {
        let values = attributes.map { "\($0.0):: \(Data($0.1).base64EncodedString())" }
        return
            (["dn: \(dn),ou=can-bo,\(Slapd.base)", "objectClass: inetOrgPerson", "objectClass: huePerson", "sn: N"]
            + values).joined(separator: "\n") + "\n\n"
    }

    private static func read(_ more: String, _ query: SourceQuery = Slapd.query) async throws -> Collected {
        try await Slapd.run(Slapd.Plan().with { $0.more = more }) { slapd in
            let collected = Collected()
            let summary = try await slapd.source().read(query) { collected.take($0) }
            #expect(summary.entries == collected.entries.count)
            return collected
        }
    }

    @Test func `a newline, quotes and spaces in a name are octets of it`() async throws {
        let odd = [
            #"dong\0Ahai"#: "dong\nhai", #"ngoac \"kep\""#: "ngoac \"kep\"", #"\ dau"#: " dau",
            #"a\+b\,c\=d"#: "a+b,c=d",
        ]
        let collected = try await Self.read(
            odd.map { Self.person("uid=\($0.key)", ("uid", Array($0.value.utf8)), ("cn", [0x61])) }.joined())
        #expect(collected.unreadable.isEmpty)
        let names = Set(collected.entries.compactMap { $0.name.parts.first?.attributes.first?.value })
        for value in odd.values { #expect(names.contains(Array(value.utf8)), "\(value)") }
    }

    @Test func `what was written with combining marks comes as it was written`() async throws {
        let decomposed = "Nguyễn".decomposedStringWithCanonicalMapping
        let collected = try await Self.read(
            Self.person("uid=nfd", ("uid", Array("nfd".utf8)), ("cn", [0x61]), ("displayName", Array(decomposed.utf8))))
        let entry = try #require(collected.entries.first { $0.text("uid") == "nfd" })
        #expect(entry.attributes["displayname"] == [Array(decomposed.utf8)])
    }

    @Test func `a value of a megabyte is left out and named, and octets that are no text come as they are`()
        async throws
    {
        let collected = try await Self.read(
            Self.person(
                "uid=lon", ("uid", Array("lon".utf8)), ("cn", [0x61]), ("hueBlob", Array(repeating: 7, count: 1 << 20)))
                + Self.person(
                    "uid=rac", ("uid", Array("rac".utf8)), ("cn", [0x61]), ("hueBlob", [0xFF, 0xFE, 0x00, 0x80])))
        let large = try #require(collected.entries.first { $0.text("uid") == "lon" })
        #expect(large.omitted == ["hueblob": .tooLong])
        #expect(large.attributes["hueblob"] == nil)
        let rubbish = try #require(collected.entries.first { $0.text("uid") == "rac" })
        #expect(rubbish.attributes["hueblob"] == [[0xFF, 0xFE, 0x00, 0x80]])
    }

    @Test func `twenty thousand members are all read where many are expected, and none where they aren't`() async throws
    {
        let group = """
            dn: cn=dong,ou=nhom,\(Slapd.base)
            objectClass: groupOfNames
            cn: dong
            \((0..<20_000).map { "member: uid=nguoi.\($0),ou=can-bo,\(Slapd.base)" }.joined(separator: "\n"))

            """
        for isExpected in [true, false] {
            let query = SourceQuery(
                base: Slapd.base, filter: "(objectClass=groupOfNames)", attributes: ["member"],
                manyValued: isExpected ? ["member"] : [], key: .entryUUID)
            let entries = try await Self.read(group, query).entries
            let entry = try #require(entries.first)
            #expect(entry.attributes["member"]?.count == (isExpected ? 20_000 : nil))
            #expect(entry.omitted == (isExpected ? [:] : ["member": .tooMany]))
        }
    }

    @Test func `options of a description stay, in lower case`() async throws {
        let collected = try await Self.read(
            Self.person(
                "uid=tuy-chon", ("uid", Array("tuy-chon".utf8)), ("cn", [0x61]),
                ("displayName;lang-VI", Array("Tên".utf8))))
        let entry = try #require(collected.entries.first { $0.text("uid") == "tuy-chon" })
        #expect(entry.text("displayname;lang-vi") == "Tên")
        #expect(entry.attributes["displayname"] == nil)
    }

    @Test func `entries without a key are told by their names, and none is let go`() async throws {
        let query = SourceQuery(
            base: Slapd.base, filter: "(objectClass=hueUnit)", attributes: ["ou"], key: .objectGUID)
        let collected = try await Self.read("", query)
        #expect(collected.entries.isEmpty)
        #expect(collected.unreadable.count == 232)
        #expect(collected.unreadable.allSatisfy { $0.reason == .key && $0.dn.hasSuffix(Slapd.base) })
    }

    @Test func `Active Directory's objectGUID is a key, and is found again by it`() async throws {
        try await Slapd.run(Slapd.Plan().with { $0.layout = .ad }) { slapd in
            let query = SourceQuery(
                base: Slapd.base, filter: "(|(objectClass=adUnit)(objectClass=user))",
                attributes: ["sAMAccountName", "extensionAttribute1"], key: .objectGUID)
            let collected = Collected()
            let source = try slapd.source()
            let summary = try await source.read(query) { collected.take($0) }
            #expect(summary.entries == 292 && summary.unreadable == 0)
            let some = collected.entries.prefix(5)
            let gone = try #require(EntryKey(octets: Array(repeating: 9, count: 16)))
            let found = try await source.lookUp(some.map(\.key) + [gone], query)
            #expect(found.count == some.count)
            for entry in some { #expect(found[entry.key] == entry) }
        }
    }

    @Test func `a key is looked up with the filter: what it no longer finds is gone`() async throws {
        try await Slapd.run { slapd in
            let source = try slapd.source()
            let collected = Collected()
            _ = try await source.read(Slapd.query) { collected.take($0) }
            let unit = try #require(collected.entries.first { $0.text("uid") == nil })
            let people = SourceQuery(
                base: Slapd.base, filter: "(objectClass=huePerson)", attributes: ["uid"], key: .entryUUID)
            let amongPeople = try await source.lookUp([unit.key], people)
            let amongAll = try await source.lookUp([unit.key], Slapd.query)
            #expect(amongPeople.isEmpty && amongAll.count == 1)
        }
    }

    @Test func `many are asked for by their keys at once`() async throws {
        try await Slapd.run(Slapd.Plan().with { $0.people = 250 }) { slapd in
            let source = try slapd.source()
            let collected = Collected()
            _ = try await source.read(Slapd.query) { collected.take($0) }
            let keys = Set(collected.entries.map(\.key))
            #expect(try await Set(source.lookUp(Array(keys), Slapd.query).keys) == keys && keys.count > 400)
        }
    }

    @Test(arguments: [true, false]) func `what has changed since a mark is read again, and no more`(
        hasChangeNumber: Bool
    ) async throws {
        try await Slapd.run(Slapd.Plan().with { $0.hasSync = hasChangeNumber }) { slapd in
            let source = try slapd.source()
            let before = try await source.read(Slapd.query, markedBy: .modifyTimestamp) { _ in }
            let mark = try #require(before.mark)
            try await slapd.change(
                """
                dn: ou=H57.05.05,ou=don-vi,\(Slapd.base)
                changetype: modify
                replace: displayName
                displayName: Phong moi

                """)
            let changed = Collected()
            let next = try await source.changes(since: mark, Slapd.query) { changed.take($0) }
            #expect(changed.entries.contains { $0.text("displayname") == "Phong moi" })
            let other = try #require(ChangeMark(.modifyTimestamp, value: mark.value, origin: "ldap://may-khac:389"))
            let error = try await failure(of: { try await source.changes(since: other, Slapd.query) { _ in } })
            guard case .cookieRefused = error else { throw error }
            #expect(next.mark?.origin == mark.origin)
        }
    }

    @Test func `five hundred levels are read, each under the one above`() async throws {
        var (levels, name) = ("", Slapd.base)
        for level in 0..<500 {
            name = "ou=t\(level)," + name
            levels += "dn: \(name)\nobjectClass: organizationalUnit\nobjectClass: hueUnit\nou: t\(level)\n\n"
        }
        let collected = try await Self.read(levels)
        #expect(collected.unreadable.isEmpty)
        // The base has three parts.
        let depths = Set(collected.entries.map(\.name.parts.count))
        #expect(depths.isSuperset(of: 4..<504))
    }

    @Test func `an entry of more attributes than anybody asks for ends the reading`() async throws {
        let query = SourceQuery(
            base: Slapd.base, filter: "(objectClass=huePerson)", attributes: ["description"], key: .entryUUID)
        // Besides the key.
        for (count, isRead) in [(SourceLimits.attributes - 1, true), (SourceLimits.attributes, false)] {
            let options = (0..<count).map { "description;lang-x\($0): a\n" }.joined()
            let entry = Self.person("uid=nhieu", ("uid", Array("nhieu".utf8)), ("cn", [0x61])).dropLast() + options
            let plan = Slapd.Plan().with { $0.more = entry + "\n" }
            try await Slapd.run(plan) { slapd in
                let collected = Collected()
                let source = try slapd.source()
                guard !isRead else {
                    _ = try await source.read(query) { collected.take($0) }
                    return #expect(collected.entries.contains { $0.attributes.count == SourceLimits.attributes })
                }
                let error = try await failure { try await source.read(query) { _ in } }
                guard case .malformed = error else { throw error }
            }
        }
    }

    @Test func `a value of nothing but space comes as it is stored`() async throws {
        let collected = try await Self.read(
            Self.person("uid=trong", ("uid", Array("trong".utf8)), ("cn", [0x61]), ("displayName", [0x20])))
        let entry = try #require(collected.entries.first { $0.text("uid") == "trong" })
        #expect(entry.attributes["displayname"] == [[0x20]])
    }
}

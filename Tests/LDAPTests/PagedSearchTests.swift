import Directory
import LDAP
import LDAPTestSupport
import Testing

/// Reading a real slapd in pages (RFC 2696).
@Suite struct PagedSearchTests {
    /// 232 units and so many people.
    private static let units = 232

    @Test func `a reading brings every entry once, page by page`() async throws {
        try await Slapd.run { slapd in
            let collected = Collected()
            let summary = try await slapd.source().read(Slapd.query) { collected.take($0) }
            #expect(summary.entries == Self.units + 60)
            #expect(Set(collected.entries.map(\.key)).count == summary.entries)
            #expect(collected.sizes == [100, 100, 92])
            #expect(summary.pages == 3)
            #expect(summary.references == 0 && summary.unreadable == 0)
            #expect(summary.server == SourceServer(slapd.url, usesTLS: false))
        }
    }

    @Test func `names with commas are parts, and values are octets`() async throws {
        try await Slapd.run(Slapd.Plan().with { $0.layout = .nested }) { slapd in
            let collected = Collected()
            _ = try await slapd.source().read(Slapd.query) { collected.take($0) }
            let name = "Phòng Kinh tế, Hạ tầng và Đô thị"
            let entries = collected.entries.filter { $0.text("ou") == name }
            #expect(entries.count == 21)
            for entry in entries {
                #expect(entry.name.parts.first?.attributes.map(\.type) == ["ou"])
                #expect(entry.name.parts.first?.attributes.map(\.value) == [[UInt8](name.utf8)])
                #expect(entry.name.parts.last?.attributes.map(\.value) == [[UInt8]("vn".utf8)])
            }
        }
    }

    @Test func `a page that the server refuses is halved until it is taken`() async throws {
        let plan = Slapd.Plan().with { $0.limits = "size.pr=60 size.prtotal=unlimited size=unlimited" }
        try await Slapd.run(plan) { slapd in
            let summary = try await slapd.source(pageSize: 200).read(Slapd.query) { _ in }
            #expect(summary.pageSize == 50)
            #expect(summary.entries == Self.units + 60)
        }
    }

    @Test func `a page of which the server wants less than fifty is refused`() async throws {
        let plan = Slapd.Plan().with { $0.limits = "size.pr=20 size.prtotal=unlimited size=unlimited" }
        try await Slapd.run(plan) { slapd in
            let refused = try await refusal(of: { try await slapd.source().read(Slapd.query) { _ in } })
            #expect(refused.code == 11)
        }
    }

    @Test(arguments: ["size=150", "size.prtotal=150 size.soft=unlimited size.hard=unlimited"])
    func `a limit that is met after good entries is no reading`(limits: String) async throws {
        try await Slapd.run(Slapd.Plan().with { $0.limits = limits }) { slapd in
            let collected = Collected()
            let refused = try await refusal(of: { try await slapd.source().read(Slapd.query) { collected.take($0) } })
            #expect([4, 11].contains(refused.code))
            #expect(collected.entries.count < Self.units + 60)
        }
    }

    @Test func `a base that isn't there is refused, with what is`() async throws {
        try await Slapd.run { slapd in
            let query = SourceQuery(
                base: "ou=khong-co,\(Slapd.base)", filter: "(objectClass=*)", attributes: ["ou"], key: .entryUUID)
            let refused = try await refusal(of: { try await slapd.source().read(query) { _ in } })
            #expect(refused.code == 32)
            #expect(refused.matched == Slapd.base)
        }
    }

    @Test func `a reader who may see nothing reads nothing, and is told so by the counts`() async throws {
        let plan = Slapd.Plan().with { $0.access = ["to dn.subtree=\"ou=don-vi,\(Slapd.base)\" by * none"] }
        try await Slapd.run(plan) { slapd in
            let summary = try await slapd.source().read(Slapd.query) { _ in }
            #expect(summary.entries == 60)
        }
    }

    @Test func `a wrong password is refused, and asked of one server only`() async throws {
        try await Slapd.run { slapd in
            let bind = LDAPBind.simple(dn: Slapd.reader, password: try #require(BindPassword("sai")))
            let source = LDAPSource(try slapd.settings(bind: bind))
            let first = try await refusal(of: { try await source.read(Slapd.query) { _ in } })
            #expect(first.code == 49)
            // The server isn't at rest for it.
            let second = try await refusal(of: { try await source.read(Slapd.query) { _ in } })
            #expect(second.code == 49)
        }
    }

    @Test(arguments: [(3, 150), (4, 150), (11, 150), (51, 10), (80, 291), (3, 0)])
    func `a search that the server ends after good entries is no reading`(code: Int, after count: Int) async throws {
        try await Slapd.run { slapd in
            try await RewritingProxy.run(to: slapd.port, [.end(after: count, code: code)]) { proxy in
                let refused = try await refusal(of: { try await slapd.source([proxy.url]).read(Slapd.query) { _ in } })
                #expect(refused.code == code)
            }
        }
    }

    @Test func `a referral is counted, and nobody goes there`() async throws {
        let plan = Slapd.Plan().with { plan in
            plan.more = """
                dn: ou=noi-khac,\(Slapd.base)
                objectClass: referral
                objectClass: extensibleObject
                ou: noi-khac
                ref: ldap://127.0.0.1:1/ou=noi-khac,\(Slapd.base)

                """
        }
        try await Slapd.run(plan) { slapd in
            let summary = try await slapd.source().read(Slapd.query) { _ in }
            #expect(summary.references == 1 && summary.entries == Self.units + 60)
            let below = SourceQuery(
                base: "ou=noi-khac,\(Slapd.base)", filter: "(objectClass=hueUnit)", attributes: [], key: .entryUUID)
            let refused = try await refusal(of: { try await slapd.source().read(below) { _ in } })
            #expect(refused.code == 10)
        }
    }
}

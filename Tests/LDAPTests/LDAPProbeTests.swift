import LDAP
import LDAPTestSupport
import Testing

/// What a person is told of a server that is being set up.
@Suite struct LDAPProbeTests {
    private static func report(
        _ slapd: Slapd, _ url: String, trust: TLSTrust? = nil, bind: LDAPBind = Slapd.readerBind,
        _ query: SourceQuery = Slapd.query, changes: ChangeAttribute? = nil
    ) async throws -> ServerReport {
        let source = LDAPSource(try slapd.settings([url], trust: trust, bind: bind))
        let reports = try await source.probe(
            query, kinds: ["(objectClass=hueUnit)", "(objectClass=huePerson)"], changes: changes)
        return try #require(reports.first)
    }

    @Test func `a server that is as it should be has its controls, and entries of each kind`() async throws {
        try await Slapd.run { slapd in
            let report = try await Self.report(slapd, slapd.url)
            #expect(report.failure == nil && report.base == nil)
            #expect(report.hasPagedResults && report.hasContentSync && report.hasPasswordPolicy)
            #expect(report.samples.map(\.entries.count) == [100, 60])
            #expect(report.vendor.contains("OpenLDAP"))
        }
    }

    @Test func `a base that can't be followed has no content synchronisation, whatever the server knows`() async throws
    {
        try await Slapd.run(Slapd.Plan().with { $0.hasSync = false }) { slapd in
            let report = try await Self.report(slapd, slapd.url)
            #expect(
                !report.hasContentSync && report.hasPagedResults && report.samples.map(\.entries.count) == [100, 60])
        }
    }

    @Test(arguments: [true, false])
    func `that a server says what has changed, by its own number or by its entries, is seen`(
        hasSync: Bool
    ) async throws {
        try await Slapd.run(Slapd.Plan().with { $0.hasSync = hasSync }) { slapd in
            #expect(try await Self.report(slapd, slapd.url, changes: .modifyTimestamp).hasChangeMark)
            #expect(try await !Self.report(slapd, slapd.url, changes: .uSNChanged).hasChangeMark)
            try await slapd.hide("attrs=contextCSN,modifyTimestamp")
            let report = try await Self.report(slapd, slapd.url, changes: .modifyTimestamp)
            #expect(!report.hasChangeMark && report.base == nil && report.samples.map(\.entries.count) == [100, 60])
        }
    }

    @Test(arguments: [true, false])
    func `a certificate that isn't believed is told why`(isStartTLS: Bool) async throws {
        let good = try await TestCertificates()
        let old = try await TestCertificates(days: -1)
        let other = try await TestCertificates(names: "DNS:ldap.hue.test")
        let unknown = try await TestCertificates()
        for (served, believed) in [(old, old), (other, other), (unknown, good)] {
            try await Slapd.run(Slapd.Plan().with { $0.certificate = served }) { slapd in
                let url = isStartTLS ? slapd.url : slapd.secureURL
                let report = try await Self.report(slapd, url, trust: TLSTrust(authorities: believed.authority))
                #expect(report.failure == .untrusted(report.server))
                switch report.certificate {
                case .expired: #expect(served.key == old.key)
                case .otherName(let names): #expect(served.key == other.key && names == ["ldap.hue.test"])
                case .unknownAuthority(let issuer): #expect(served.key == unknown.key && issuer == "Thu nghiem")
                default: Issue.record("\(String(describing: report.certificate))")
                }
            }
        }
    }

    @Test func `a wrong password and a wrong base are told apart`() async throws {
        try await Slapd.run { slapd in
            let bind = LDAPBind.simple(dn: Slapd.reader, password: try #require(BindPassword("sai")))
            let refused = try await Self.report(slapd, slapd.url, bind: bind)
            #expect(refused.failure == .refused(LDAPRefusal(code: 49)))
            let query = SourceQuery(
                base: "ou=khong-co,\(Slapd.base)", filter: "(objectClass=*)", attributes: [], key: .entryUUID)
            let lost = try await Self.report(slapd, slapd.url, query)
            #expect(lost.failure == nil)
            #expect(lost.base == .refused(LDAPRefusal(code: 32, matched: Slapd.base)))
        }
    }
}

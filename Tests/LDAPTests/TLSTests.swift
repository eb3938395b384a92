import Directory
import LDAP
import LDAPTestSupport
import Testing

/// Certificates and how a reader says who it is, with a real slapd.
@Suite struct TLSTests {
    private static func read(_ slapd: Slapd, _ url: String, _ authority: String) async throws -> ReadSummary {
        let trust = TLSTrust(authorities: authority)
        return try await LDAPSource(slapd.settings([url], trust: trust)).read(Slapd.query) { _ in }
    }

    @Test func `ldaps and StartTLS read, where the certificate is by an authority that is believed`() async throws {
        let certificate = try await TestCertificates()
        try await Slapd.run(Slapd.Plan().with { $0.certificate = certificate }) { slapd in
            for url in [slapd.secureURL, slapd.url] {
                let summary = try await Self.read(slapd, url, certificate.authority)
                #expect(summary.entries == 292)
            }
        }
    }

    @Test func `nothing is read where the authority is another`() async throws {
        let certificate = try await TestCertificates()
        let other = try await TestCertificates()
        try await Slapd.run(Slapd.Plan().with { $0.certificate = certificate }) { slapd in
            for url in [slapd.secureURL, slapd.url] {
                let error = try await failure(of: { try await Self.read(slapd, url, other.authority) })
                #expect(error == .untrusted(try #require(SourceServer(url))))
            }
        }
    }

    @Test func `nothing is read where the certificate is of another name`() async throws {
        let certificate = try await TestCertificates(names: "DNS:ldap.hue.test,IP:127.0.0.2")
        try await Slapd.run(Slapd.Plan().with { $0.certificate = certificate }) { slapd in
            for url in [slapd.secureURL, slapd.url] {
                let error = try await failure(of: { try await Self.read(slapd, url, certificate.authority) })
                #expect(error == .untrusted(try #require(SourceServer(url))))
            }
        }
    }

    @Test(
        arguments: [
            (TLSTrust.Version.v1_2, "TLS1.1", false), (.v1_2, "TLS1.2", true), (.v1_3, "TLS1.2", false),
            (.v1_3, "TLS1.3", true),
        ])
    func `no version of TLS is spoken that is older than the mapping allows`(
        minimum: TLSTrust.Version, spoken: String, isRead: Bool
    ) async throws {
        let certificate = try await TestCertificates()
        let plan = Slapd.Plan().with { plan in
            plan.certificate = certificate
            plan.global = ["olcTLSCipherSuite: NORMAL:-VERS-ALL:+VERS-\(spoken)"]
        }
        let trust = TLSTrust(authorities: certificate.authority, minimum: minimum)
        try await Slapd.run(plan) { slapd in
            for url in [slapd.secureURL, slapd.url] {
                let source = LDAPSource(try slapd.settings([url], trust: trust))
                guard isRead else {
                    let error = try await failure(of: { try await source.read(Slapd.query) { _ in } })
                    #expect(error == .untrusted(try #require(SourceServer(url))))
                    continue
                }
                #expect(try await source.read(Slapd.query) { _ in }.entries == 292)
            }
        }
    }

    @Test func `a file of authorities that can't be read is named`() async throws {
        let certificate = try await TestCertificates()
        try await Slapd.run(Slapd.Plan().with { $0.certificate = certificate }) { slapd in
            let error = try await failure(of: { try await Self.read(slapd, slapd.secureURL, "/khong/co.pem") })
            #expect(error == .unreadableAuthorities("/khong/co.pem"))
        }
    }

    @Test func `a server without TLS is not read by StartTLS`() async throws {
        let certificate = try await TestCertificates()
        try await Slapd.run { slapd in
            let refused = try await refusal(of: { try await Self.read(slapd, slapd.url, certificate.authority) })
            #expect(refused.code != 0)
        }
    }

    @Test func `SASL EXTERNAL reads over the machine's own socket`() async throws {
        try await Slapd.run { slapd in
            let summary = try await LDAPSource(slapd.settings([slapd.socketURL], bind: .external))
                .read(Slapd.query) { _ in }
            #expect(summary.entries == 292)
        }
    }
}

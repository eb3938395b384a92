import Directory
import LDAP
import LDAPTestSupport
import Testing

/// Search references between real slapds (RFC 4511 §4.5.3): followed to servers that the mapping names, and nowhere else.
@Suite struct ReferralTests {
    private static let place = "ou=noi-khac,\(Slapd.base)"

    /// The entry that refers to another server, as LDIF.
    private static func referral(to url: String, _ name: String = "noi-khac") -> String {
        """
        dn: ou=\(name),\(Slapd.base)
        objectClass: referral
        objectClass: extensibleObject
        ou: \(name)
        ref: \(url)

        """
    }

    private static func people(_ names: [String]) -> String {
        """
        dn: \(place)
        objectClass: organizationalUnit
        ou: noi-khac

        \(names.map { person($0) }.joined(separator: "\n"))
        """
    }

    private static func person(_ name: String) -> String {
        """
        dn: uid=\(name),\(place)
        objectClass: inetOrgPerson
        objectClass: huePerson
        employeeNumber: \(name)
        uid: \(name)
        cn: Người Mẫu
        sn: Người

        """
    }

    private static func source(
        _ slapd: Slapd, to others: [String], trust: TLSTrust? = nil, bind: LDAPBind = Slapd.readerBind
    ) throws -> LDAPSource {
        let servers = [slapd.url].compactMap { SourceServer($0, usesTLS: trust != nil) }
        return LDAPSource(
            try LDAPSettings(
                servers: servers, trust: trust ?? TLSTrust(), bind: bind, timeouts: .ofTests, pageSize: 100,
                referrals: others.compactMap { SourceServer($0, usesTLS: trust != nil) }))
    }

    /// A slapd, and another that it refers to.
    private static func two(
        _ plan: Slapd.Plan = Slapd.Plan(), _ body: (_ first: Slapd, _ second: Slapd) async throws -> Void
    ) async throws {
        let there = plan.with { $0.more = people(["khac-1", "khac-2"]) }
        try await Slapd.run(there) { second in
            let url = plan.certificate == nil ? second.url : second.secureURL
            try await Slapd.run(plan.with { $0.more = referral(to: "\(url)/\(place)") }) { first in
                try await body(first, second)
            }
        }
    }

    @Test func `a reading has what the other server has, below the place that is referred to`() async throws {
        try await Self.two { first, second in
            let collected = Collected()
            let summary = try await Self.source(first, to: [second.url]).read(Slapd.query) { collected.take($0) }
            #expect(summary.entries == 232 + 60 + 2 && summary.references == 0)
            #expect(Set(collected.entries.compactMap { $0.text("uid") }).isSuperset(of: ["khac-1", "khac-2"]))

            let others = collected.entries.filter { $0.text("uid")?.hasPrefix("khac") ?? false }.map(\.key)
            let found = try await Self.source(first, to: [second.url]).lookUp(others, Slapd.query)
            #expect(Set(found.keys) == Set(others))
            #expect(try await Self.source(first, to: []).lookUp(others, Slapd.query).isEmpty)
        }
    }

    @Test func `a server that the mapping doesn't name is sent nothing, and is counted`() async throws {
        try await Self.two { first, second in
            let wrong = second.url.replacing("127.0.0.1", with: "127.0.0.2")
            for others in [[], [first.url], [wrong]] {
                let summary = try await Self.source(first, to: others).read(Slapd.query) { _ in }
                #expect(summary.entries == 232 + 60 && summary.references == 1, "\(others)")
            }
        }
    }

    @Test func `there the same authority is believed and no other, and the same reader reads`() async throws {
        let certificate = try await TestCertificates()
        try await Self.two(Slapd.Plan().with { $0.certificate = certificate }) { first, second in
            let trust = TLSTrust(authorities: certificate.authority)
            let summary = try await Self.source(first, to: [second.secureURL], trust: trust).read(Slapd.query) { _ in }
            #expect(summary.entries == 232 + 60 + 2)
        }
        let other = try await TestCertificates()
        try await Slapd.run(
            Slapd.Plan().with {
                $0.certificate = other; $0.more = Self.people(["khac-1"])
            }
        ) { second in
            let plan = Slapd.Plan().with { plan in
                plan.certificate = certificate
                plan.more = Self.referral(to: "\(second.secureURL)/\(Self.place)")
            }
            try await Slapd.run(plan) { first in
                let source = try Self.source(
                    first, to: [second.secureURL], trust: TLSTrust(authorities: certificate.authority))
                let error = try await failure(of: { try await source.read(Slapd.query) { _ in } })
                #expect(error == .untrusted(try #require(SourceServer(second.secureURL))))
            }
        }
    }

    @Test func `a reading fails where the other server is away: it is never a shorter one`() async throws {
        try await Self.two { first, second in
            await second.stop()
            let source = try Self.source(first, to: [second.url])
            let error = try await failure(of: { try await source.read(Slapd.query) { _ in } })
            guard case .unreachable = error else { throw error }
        }
    }

    @Test func `servers that refer to one another are each read once`() async throws {
        let back = Slapd.Plan().with { plan in
            plan.more = Self.people(["khac-1"])
        }
        try await Slapd.run(back) { second in
            let plan = Slapd.Plan().with { $0.more = Self.referral(to: "\(second.url)/\(Self.place)") }
            try await Slapd.run(plan) { first in
                try await second.change(
                    "dn: ou=tro-lai,\(Self.place)\nchangetype: add\nobjectClass: referral\n"
                        + "objectClass: extensibleObject\nou: tro-lai\nref: \(second.url)/\(Self.place)\n"
                        + "ref: \(first.url)/\(Self.place)\n")
                let source = try Self.source(first, to: [second.url])
                let summary = try await source.read(Slapd.query) { _ in }
                #expect(summary.entries == 232 + 60 + 1 && summary.references == 0)
            }
        }
    }

    @Test func `references that lead on and on end with an error`() async throws {
        let names = ["mot", "hai", "ba", "bon"]
        try await Slapd.run { second in
            for (index, name) in names.enumerated() {
                let next = index + 1 < names.count ? names[index + 1] : "nam"
                try await second.change(
                    "dn: ou=\(name),\(Slapd.base)\nchangetype: add\nobjectClass: organizationalUnit\nou: \(name)\n\n"
                        + "dn: ou=tiep,ou=\(name),\(Slapd.base)\nchangetype: add\nobjectClass: referral\n"
                        + "objectClass: extensibleObject\nou: tiep\nref: \(second.url)/ou=\(next),\(Slapd.base)\n")
            }
            let plan = Slapd.Plan().with { $0.more = Self.referral(to: "\(second.url)/ou=mot,\(Slapd.base)") }
            try await Slapd.run(plan) { first in
                let source = try Self.source(first, to: [second.url])
                let error = try await failure(of: { try await source.read(Slapd.query) { _ in } })
                guard case .malformed(let what) = error else { throw error }
                #expect(what.contains("more than 3 times"))
            }
        }
    }
}

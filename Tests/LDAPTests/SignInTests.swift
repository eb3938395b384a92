import Directory
import Foundation
import LDAP
import LDAPTestSupport
import Testing

/// Signing in by the directory's own password, with a real slapd and its password policies (findings 2.9).
@Suite struct SignInTests {
    private static let query = SignInQuery(
        base: Slapd.base, filter: "(objectClass=huePerson)", username: "uid", key: .entryUUID)

    /// A policy by name, and the attributes of a person under it.
    private static let cases: [(name: String, policy: String, person: String)] = [
        ("thuong", "pwdMaxAge: 0", ""),
        ("bi-khoa", "pwdMaxAge: 0", "pwdAccountLockedTime: 000001010000Z"),
        ("het-han", "pwdMaxAge: 86400", "pwdChangedTime: 20200101000000Z"),
        ("an-han", "pwdMaxAge: 86400\npwdGraceAuthnLimit: 3", "pwdChangedTime: 20200101000000Z"),
        ("sap-het", "pwdMaxAge: 2000000000\npwdExpireWarning: 2000000000", "pwdChangedTime: 20200101000000Z"),
        ("phai-doi", "pwdMaxAge: 0\npwdMustChange: TRUE", "pwdReset: TRUE"),
        ("ten (co) *ngoac\\", "pwdMaxAge: 0", ""),
    ]

    private static var plan: Slapd.Plan {
        Slapd.Plan().with { plan in
            plan.hasPasswordPolicy = true
            plan.people = 10
            plan.more = cases.enumerated().map { number, entry in
                """
                dn: cn=chinh-sach-\(number),ou=chinh-sach,\(Slapd.base)
                objectClass: organizationalRole
                objectClass: pwdPolicy
                cn: chinh-sach-\(number)
                pwdAttribute: userPassword
                pwdLockout: TRUE
                pwdMaxFailure: 3
                \(entry.policy)

                dn: employeeNumber=\(number),ou=can-bo,\(Slapd.base)
                objectClass: inetOrgPerson
                objectClass: huePerson
                employeeNumber: \(number)
                uid:: \(Data(entry.name.utf8).base64EncodedString())
                cn: \(number)
                sn: Người
                userPassword: mat-khau-\(number)
                pwdPolicySubentry: cn=chinh-sach-\(number),ou=chinh-sach,\(Slapd.base)
                \(entry.person)

                """
            }.joined(separator: "\n").replacing("\n\n\n", with: "\n\n")
        }
    }

    private static func signIn(_ slapd: Slapd, _ number: Int, password: String? = nil) async throws -> SignInOutcome {
        await LDAPSource(try slapd.settings()).signIn(
            username: cases[number].name, password: [UInt8]((password ?? "mat-khau-\(number)").utf8), query)
    }

    @Test func `each answer of the server has its outcome`() async throws {
        try await Slapd.run(Self.plan) { slapd in
            guard case .accepted(let entry, nil) = try await Self.signIn(slapd, 0) else {
                Issue.record("the right password is refused")
                return
            }
            #expect(entry.name.parts.first?.attributes.map(\.value) == [[UInt8(ascii: "0")]])
            #expect(try await Self.signIn(slapd, 0, password: "sai") == .wrong)
            #expect(try await Self.signIn(slapd, 1) == .locked)
            #expect(try await Self.signIn(slapd, 2) == .expired)
            for left in [2, 1, 0] {
                guard case .accepted(_, .graceSignIns(let count)) = try await Self.signIn(slapd, 3) else {
                    Issue.record("no grace")
                    return
                }
                #expect(count == left)
            }
            #expect(try await Self.signIn(slapd, 3) == .expired)
            guard case .accepted(_, .expires(let time)) = try await Self.signIn(slapd, 4) else {
                Issue.record("no warning")
                return
            }
            #expect(time > .seconds(86_400))
            #expect(try await Self.signIn(slapd, 5) == .mustChange)
        }
    }

    @Test func `who guesses too often is locked out by the server`() async throws {
        try await Slapd.run(Self.plan) { slapd in
            for _ in 0..<3 {
                let guess = try await Self.signIn(slapd, 0, password: "sai")
                #expect(guess == .wrong)
            }
            let outcome = try await Self.signIn(slapd, 0)
            #expect(outcome == .locked)
        }
    }

    @Test(arguments: ["*", "thuon*", "khong-co-ai", "thuong)(uid=*", "*)(objectClass=*", "thuong\0", ")", "\\2a", ""])
    func `a name that is a filter finds nobody`(name: String) async throws {
        try await Slapd.run(Self.plan) { slapd in
            let outcome = await LDAPSource(try slapd.settings()).signIn(
                username: name, password: [UInt8]("mat-khau-0".utf8), Self.query)
            #expect(outcome == .wrong)
        }
    }

    @Test func `a name with a filter's signs in it is a name`() async throws {
        try await Slapd.run(Self.plan) { slapd in
            let outcome = try await Self.signIn(slapd, 6)
            guard case .accepted = outcome else {
                Issue.record("\(outcome)")
                return
            }
        }
    }

    @Test(arguments: [[], [0], [0x20], [0x20, 0x20], [0x61, 0]] as [[UInt8]])
    func `a password that isn't one is refused before anything is connected to`(password: [UInt8]) async throws {
        // Nobody listens there: a connection would be unavailable, not wrong.
        let settings = try LDAPSettings(
            servers: [.plain(host: "127.0.0.1", port: 1)], bind: Slapd.readerBind, timeouts: .ofTests)
        let outcome = await LDAPSource(settings).signIn(username: "thuong", password: password, Self.query)
        #expect(outcome == .wrong)
    }

    @Test func `a directory that can't be asked is unavailable`() async throws {
        let server = SourceServer.plain(host: "127.0.0.1", port: 1)
        let settings = try LDAPSettings(servers: [server], bind: Slapd.readerBind, timeouts: .ofTests)
        let outcome = await LDAPSource(settings).signIn(username: "a", password: [0x61], Self.query)
        #expect(outcome == .unavailable(.unreachable(server, .connecting)))
    }

    @Test func `a name that two have is nobody's`() async throws {
        let plan = Self.plan.with { plan in
            plan.more += """

                dn: employeeNumber=99,ou=can-bo,\(Slapd.base)
                objectClass: inetOrgPerson
                objectClass: huePerson
                employeeNumber: 99
                uid: thuong
                cn: 99
                sn: Người
                userPassword: mat-khau-0

                """
        }
        try await Slapd.run(plan) { slapd in
            let outcome = try await Self.signIn(slapd, 0)
            #expect(outcome == .wrong)
        }
    }

    @Test func `a server that takes a bind without a password for success lets nobody in`() async throws {
        let plan = Self.plan.with { $0.global = ["olcAllows: bind_anon_dn"] }
        try await Slapd.run(plan) { slapd in
            // The server itself says yes to anybody: the password is taken out on the way.
            try await RewritingProxy.run(to: slapd.port, [.noPassword(exceptOf: Slapd.reader)]) { proxy in
                for password in ["mat-khau-0", "sai"] {
                    let outcome = await LDAPSource(try slapd.settings([proxy.url])).signIn(
                        username: "thuong", password: Array(password.utf8), Self.query)
                    #expect(outcome == .wrong)
                }
                let nobody = await LDAPSource(try slapd.settings([proxy.url])).signIn(
                    username: "khong-co-ai", password: [0x61], Self.query)
                #expect(nobody == .wrong)
            }
            for password in ["", " ", "\0"] {
                let outcome = try await Self.signIn(slapd, 0, password: password)
                #expect(outcome == .wrong)
            }
            guard case .accepted = try await Self.signIn(slapd, 0) else {
                Issue.record("the right password is refused")
                return
            }
        }
    }
}

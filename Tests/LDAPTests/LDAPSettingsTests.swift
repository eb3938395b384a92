import Directory
import LDAP
import Testing

/// What can be said of a directory, and what can't.
@Suite struct LDAPSettingsTests {
    @Test func `settings that can't work aren't made`() throws {
        let server = try #require(SourceServer("ldaps://a"))
        #expect(throws: LDAPSettingsError.noServer) { try LDAPSettings(servers: [], bind: .external) }
        #expect(throws: LDAPSettingsError.externalNeedsSocket(server)) {
            try LDAPSettings(servers: [server], bind: .external)
        }
        let password = try #require(BindPassword("x"))
        #expect(throws: LDAPSettingsError.serverTwice) {
            try LDAPSettings(servers: [server, server], bind: .simple(dn: "cn=a", password: password))
        }
        #expect(throws: LDAPSettingsError.pageSize(49)) {
            try LDAPSettings(servers: [server], bind: .simple(dn: "cn=a", password: password), pageSize: 49)
        }
    }

    @Test(arguments: ["", " ", "   ", "\t", "a\0b", "\0", String(repeating: "a", count: 4097)])
    func `a password that would sign anybody in can't be made`(text: String) {
        #expect(BindPassword(text) == nil)
    }

    @Test func `a password isn't printed`() throws {
        let password = try #require(BindPassword("mat-khau"))
        let settings = try LDAPSettings(
            servers: [.ldaps(host: "a", port: 636)], bind: .simple(dn: "cn=a", password: password))
        var dumped = ""
        dump(settings, to: &dumped)
        #expect(!dumped.contains("mat-khau") && !"\(settings)".contains("mat-khau"))
    }
}

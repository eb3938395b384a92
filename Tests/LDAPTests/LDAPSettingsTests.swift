import LDAP
import Testing

/// What can be said of a directory, and what can't.
@Suite struct LDAPSettingsTests {
    @Test(arguments: [
        ("ldaps://ldap1.hue.gov.vn", LDAPServer.tls(host: "ldap1.hue.gov.vn", port: 636)),
        ("ldaps://ldap1.hue.gov.vn:1636/", .tls(host: "ldap1.hue.gov.vn", port: 1636)),
        ("ldap://ldap2.hue.gov.vn", .startTLS(host: "ldap2.hue.gov.vn", port: 389)),
        ("ldap://[2001:db8::1]:390", .startTLS(host: "[2001:db8::1]", port: 390)),
        ("ldapi://%2Frun%2Fslapd%2Fldapi", .socket(path: "/run/slapd/ldapi")),
        ("ldapi:///run/slapd/ldapi", .socket(path: "/run/slapd/ldapi")),
    ])
    func `a server is read from its URL`(url: String, server: LDAPServer) {
        #expect(LDAPServer(url: url) == server)
    }

    @Test(arguments: [
        "", "ldap1.hue.gov.vn", "http://ldap1", "ldap://", "ldap://a:0", "ldap://a:70000", "ldap://a/dc=hue",
        "ldap://a b",
        "ldap://a%00b", "ldap://a?x", "ldaps://a:636,b", "ldapi://", "ldapi://tuong/doi", "ldapi:///a?b", "LDAP://a",
    ])
    func `nothing else is a server`(url: String) {
        #expect(LDAPServer(url: url) == nil)
    }

    @Test func `ldap without TLS has to be asked for, and ldaps keeps it`() {
        #expect(LDAPServer(url: "ldap://a", isPlain: true) == .plain(host: "a", port: 389))
        #expect(LDAPServer(url: "ldaps://a", isPlain: true) == .tls(host: "a", port: 636))
    }

    @Test func `a server's text is the URL that it was read from`() {
        for url in ["ldaps://a:636", "ldap://b:389", "ldapi://%2Frun%2Fldapi"] {
            #expect(LDAPServer(url: url)?.description == url)
        }
    }

    @Test func `settings that can't work aren't made`() throws {
        let server = try #require(LDAPServer(url: "ldaps://a"))
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
            servers: [.tls(host: "a", port: 636)], bind: .simple(dn: "cn=a", password: password))
        var dumped = ""
        dump(settings, to: &dumped)
        #expect(!dumped.contains("mat-khau") && !"\(settings)".contains("mat-khau"))
    }
}

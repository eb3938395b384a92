import Directory
import TestSupport
import Testing

/// The small forms of a mapping: what isn't of them can't be made.
struct MappingFormsTests {
    @Test(arguments: ["cn", "hueUnitCode", "description;lang-vi", "2.5.4.11", "a-b;x;y"])
    func `names of attributes are those of RFC 4512, in lower case`(text: String) {
        #expect(AttributeName(text)?.text == text.lowercased())
    }

    @Test(arguments: [
        "", "1", "1a", "a b", "a)(uid=*", "a;", "é", "a.b", "-a", "a=b", String(repeating: "a", count: 129),
    ])
    func `what is no name of an attribute never reaches a filter`(text: String) { #expect(AttributeName(text) == nil) }

    @Test(
        arguments: [
            ("Chánh Thanh tra", "chánh  thanh TRA "), ("xã Hòa", "Xã Hoà"), ("Thủy", "Thuỷ"), ("Khỏe", "Khoẻ"),
            ("Hoà\u{A0}Bình", "Ho\u{E0} Bi\u{300}nh"), ("Giám đốc", "GIÁM ĐỐC"),
        ])
    func `words that people take for one are one`(one: String, other: String) {
        #expect(FoldedWord(one) == FoldedWord(other))
    }

    @Test func `another tone and another letter are another word`() {
        let words = ["ma", "má", "mà", "mả", "mã", "mạ", "mâ", "mă", "đa", "da", "hoa ma", "hoà ma", "hoa mà"]
        #expect(Set(words.map(FoldedWord.init)).count == words.count)
    }

    @Test(
        arguments: [
            "(objectClass=user)", "(&(objectClass=user)(!(objectClass=computer)))", "(|(a=b)(c=*))", "(cn=a*b*)",
            "(cn=\\28a\\29)", "(cn=*a)",
        ])
    func `a filter is written as it was read`(text: String) throws {
        let filter = try #require(SearchFilter(text))
        #expect(
            SearchFilter(filter.text) == filter && filter.text == text.replacing("objectClass", with: "objectclass"))
    }

    @Test(
        arguments: [
            "", "objectClass=user", "(a=b", "(a=b))", "(&)", "(a>=b)", "(a:=b)", "(a=)", "(a=b)(c=d)", "(a=(b)",
            "(a=\\zz)",
            "(=b)", "(a=b**c)", String(repeating: "(!", count: 20) + "(a=b)" + String(repeating: ")", count: 20),
        ])
    func `what is no filter, or one that a mapping has no use for, is refused`(text: String) {
        #expect(SearchFilter(text) == nil)
    }

    @Test func `a value in a filter is escaped, whatever it holds`() {
        let filter = SearchFilter.equal("uid", Array("*)(uid=*\0\\é".utf8))
        #expect(filter.text == "(uid=\\2a\\29\\28uid=\\2a\\00\\5c\\c3\\a9)")
    }

    @Test(
        arguments: [
            ("ldaps://ldap1.hue.gov.vn", .ldaps(host: "ldap1.hue.gov.vn", port: 636)),
            ("ldap://ldap2.hue.gov.vn", .startTLS(host: "ldap2.hue.gov.vn", port: 389)),
            ("ldap://[2001:db8::1]:390", .startTLS(host: "[2001:db8::1]", port: 390)),
            ("ldap://ldap2.hue.gov.vn:1389", .startTLS(host: "ldap2.hue.gov.vn", port: 1389)),
            ("ldaps://[::1]:1636/", .ldaps(host: "[::1]", port: 1636)),
            ("ldapi:///run/slapd/ldapi", .local(path: "/run/slapd/ldapi")),
            ("ldapi://%2Frun%2Fldapi", .local(path: "/run/ldapi")),
        ] as [(String, SourceServer)])
    func `servers are URLs`(url: String, server: SourceServer) { #expect(SourceServer(url) == server) }

    @Test(arguments: [
        "", "http://a", "ldaps://", "ldaps://a:0", "ldaps://a:x", "ldaps://a b", "ldaps://a/dc=x", "ldapi://",
        "ldap1.hue.gov.vn", "ldap://a:70000", "ldap://a%00b", "ldap://a?x", "ldaps://a:636,b", "ldapi://tuong/doi",
        "ldapi:///a?b", "LDAP://a",
    ])
    func `what is no server is refused`(url: String) { #expect(SourceServer(url) == nil) }

    @Test func `ldap without TLS has to be asked for, and ldaps keeps it`() {
        #expect(SourceServer("ldap://a", usesTLS: false) == .plain(host: "a", port: 389))
        #expect(SourceServer("ldaps://a", usesTLS: false) == .ldaps(host: "a", port: 636))
    }

    @Test func `a server's text is the URL that it was read from`() {
        for url in ["ldaps://a:636", "ldap://b:389", "ldapi://%2Frun%2Fldapi"] {
            #expect(SourceServer(url)?.description == url)
        }
    }

    @Test func `a password never crosses a network in the clear`() {
        let bind = SourceConnection.Bind.simple(dn: "cn=a", passwordFile: "/x")
        #expect(SourceConnection(servers: [.plain(host: "a", port: 389)], bind: bind) == nil)
        #expect(SourceConnection(servers: [.startTLS(host: "a", port: 389)], bind: bind) != nil)
        #expect(SourceConnection(servers: [], bind: .anonymous) == nil)
    }

    @Test func `units, people and what stands between them are asked for, with what is mapped`() {
        let mapping = DirectoryMapping.city()
        #expect(
            mapping.filter.text.hasPrefix(
                "(|(objectclass=hueunit)(objectclass=hueperson)(objectclass=organizationalUnit)"))
        #expect(mapping.attributes.map(\.text).prefix(2) == ["objectclass", "code"])
        #expect(Set(mapping.attributes).count == mapping.attributes.count)
    }
}

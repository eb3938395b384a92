import Wire

/// URIs to take and to refuse: RFC 3986 §1.1.2 and §5.4, and the disguises that fooled other providers.
enum URITable {
    static let accepted = [
        // RFC 3986 §1.1.2
        "ftp://ftp.is.co.za/rfc/rfc1808.txt", "http://www.ietf.org/rfc/rfc2396.txt",
        "ldap://[2001:db8::7]/c=GB?objectClass?one", "mailto:John.Doe@example.com",
        "news:comp.infosystems.www.servers.unix", "tel:+1-816-555-1212", "telnet://192.0.2.16:80/",
        "urn:oasis:names:specification:docbook:dtd:xml:4.1.2",
        // RFC 3986 §5.4: the base, and what its references come to
        "http://a/b/c/d;p?q", "g:h", "http://a/b/c/g", "http://a/b/c/g/", "http://a/g", "http://g",
        "http://a/b/c/d;p?y", "http://a/b/c/g?y", "http://a/b/c/d;p?q#s", "http://a/b/c/g#s",
        "http://a/b/c/g?y#s",
        "http://a/b/c/;x", "http://a/b/c/g;x", "http://a/b/c/g;x?y#s", "http://a/b/c/g.", "http://a/b/c/.g",
        "http://a/b/c/g..", "http://a/b/c/..g", "http://a/b/c/g?y/./x", "http://a/b/c/g#s/../x", "x:g",
        // Redirect URIs of honest clients
        "https://rp.hue.test/cb", "https://rp.hue.test:8443/cb?tenant=1", "http://localhost:3000/",
        "http://127.0.0.1/",
        "http://[::1]:61023/cb", "com.example.app:/oauth2redirect", "com.example.app://callback",
        "https://xn--hu-hma.test/",
        "https://rp_1.hue.test/", "https://rp.hue.test./", "https://1.2.3.4.test/",
        "https://a.b-c.test/~user/",
        // Allowed by RFC 3986, and the caller's to refuse
        "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "https://u:p@rp.hue.test/",
        "https://@a/",
        "https://rp.hue.test@evil.test/", "https://rp.hue.test.evil.test/cb", "https://a/b/../c",
        "https://a/b/..;/c",
        "https://a/b%2Fc", "https://a/b%2e%2E/c", "https://a//b", "https://a/b?c#d", "https://a/%00",
        "https://a/?#",
        "x:", "x://", "x:/", "x:?", "x:#", "X+1-2.3:y", "https://a:1/", "https://a:65535/", "x:!$&'()*+,;=:@",
        // Addresses
        "http://[::]/", "http://[1::]/", "http://[::8]/", "http://[1:2:3:4:5:6:7:8]/",
        "http://[1:2:3:4:5:6:7::]/",
        "http://[::2:3:4:5:6:7:8]/", "http://[1:2:3:4:5:6:1.2.3.4]/", "http://[::ffff:192.0.2.1]/",
        "http://[ABCD::ef01]/",
        "http://255.255.255.255/", "http://0.0.0.0/",
    ]

    static let refused: [(String, URIError)] = [
        // No scheme, or none that is one: relative references (RFC 3986 §5.4), and what browsers take as
        // local
        ("", .invalidScheme), ("/cb", .invalidScheme), ("//evil.test/cb", .invalidScheme),
        ("?y", .invalidScheme),
        ("#s", .invalidScheme), ("../g", .invalidScheme), ("/\\evil.test", .invalidScheme),
        ("rp.hue.test/cb", .invalidScheme),
        (":", .invalidScheme), ("://a/", .invalidScheme), ("1a:b", .invalidScheme), ("+a:b", .invalidScheme),
        ("a_b:c", .invalidScheme), ("ht%74p://a/", .invalidScheme), (" https://a/", .invalidScheme),
        ("java\tscript:alert(1)", .invalidScheme), ("\u{1}javascript:alert(1)", .invalidScheme),
        ("\u{FEFF}https://a/", .invalidScheme), ("https\u{FF1A}//a/", .invalidScheme),
        ("/a:b", .invalidScheme),
        // No host
        ("http:", .missingHost), ("http:g", .missingHost), ("https:/a/b", .missingHost),
        ("https:///a", .missingHost),
        ("HTTP://?a", .missingHost), ("https://#a", .missingHost), ("https://:443/", .missingHost),
        ("https://u@/", .missingHost), ("https:a.test/", .missingHost),
        // Userinfo and its doubles
        ("https://u@@evil.test/", .invalidCharacter(offset: 10)),
        ("https://rp.hue.test@x@evil.test/", .invalidCharacter(offset: 21)),
        ("https://u%@evil.test/", .invalidPercentEncoding(offset: 9)),
        ("https://u[@evil.test/", .invalidCharacter(offset: 9)),
        ("https://rp.hue.test\\@evil.test/", .invalidCharacter(offset: 19)),
        ("https://evil.test\\.rp.hue.test/", .invalidCharacter(offset: 17)),
        // Characters that stand nowhere
        ("https://a/b c", .invalidCharacter(offset: 11)), ("https://a/b\t", .invalidCharacter(offset: 11)),
        ("https://a/\r\nSet-Cookie:x", .invalidCharacter(offset: 10)),
        ("https://a/\n", .invalidCharacter(offset: 10)),
        ("https://a/\0", .invalidCharacter(offset: 10)), ("https://a/\u{7F}", .invalidCharacter(offset: 10)),
        ("https://a/\\b", .invalidCharacter(offset: 10)), ("https://a/é", .invalidCharacter(offset: 10)),
        ("https://a/\"", .invalidCharacter(offset: 10)), ("https://a/<b>", .invalidCharacter(offset: 10)),
        ("https://a/{b}", .invalidCharacter(offset: 10)), ("https://a/b|c", .invalidCharacter(offset: 11)),
        ("https://a/^", .invalidCharacter(offset: 10)), ("https://a/`", .invalidCharacter(offset: 10)),
        ("https://a/[b]", .invalidCharacter(offset: 10)), ("https://a?b[]=c", .invalidCharacter(offset: 11)),
        ("https://a?b\\c", .invalidCharacter(offset: 11)), ("https://a/#b#c", .invalidCharacter(offset: 12)),
        ("https://a/#é", .invalidCharacter(offset: 11)), ("x:a b", .invalidCharacter(offset: 3)),
        // Percent signs
        ("https://a/%", .invalidPercentEncoding(offset: 10)),
        ("https://a/%2", .invalidPercentEncoding(offset: 10)),
        ("https://a/%zz", .invalidPercentEncoding(offset: 10)),
        ("https://a/?%2G", .invalidPercentEncoding(offset: 11)),
        ("https://a/%2#5", .invalidPercentEncoding(offset: 10)),
        ("https://a/#%", .invalidPercentEncoding(offset: 11)),
        // Hosts in disguise
        ("https://rp%2Ehue.test/", .invalidHost), ("https://rp.hue.test%00.evil.test/", .invalidHost),
        ("https://evil.test%2F.rp.hue.test/", .invalidHost),
        ("https://evil.test%23.rp.hue.test/", .invalidHost),
        ("https://rp\u{FF0E}hue.test/", .invalidCharacter(offset: 10)),
        ("https://huế.test/", .invalidCharacter(offset: 10)),
        ("https://a,b.test/", .invalidHost), ("https://a;b.test/", .invalidHost),
        ("https://*.hue.test/", .invalidHost),
        ("https://a..b/", .invalidHost), ("https://.a/", .invalidHost), ("https://./", .invalidHost),
        ("https://a../", .invalidHost), ("https://a b/", .invalidCharacter(offset: 9)),
        // Numbers that browsers and resolvers read as addresses
        ("http://2130706433/", .invalidHost), ("http://0x7f000001/", .invalidHost),
        ("http://0x7f.1/", .invalidHost),
        ("http://127.1/", .invalidHost), ("http://127.0.0.01/", .invalidHost),
        ("http://0177.0.0.1/", .invalidHost),
        ("http://127.0.0.1./", .invalidHost), ("http://256.0.0.1/", .invalidHost),
        ("http://1.2.3.4.5/", .invalidHost),
        ("http://a.0X1/", .invalidHost), ("http://0x/", .invalidHost),
        // Addresses in brackets
        ("http://[/", .invalidHost), ("http://[]/", .invalidHost), ("http://[::1/", .invalidHost),
        ("http://[:::]/", .invalidHost),
        ("http://[1::2::3]/", .invalidHost), ("http://[1:2:3:4:5:6:7]/", .invalidHost),
        ("http://[1:2:3:4:5:6:7:8:9]/", .invalidHost),
        ("http://[1:2:3:4::5:6:7:8]/", .invalidHost), ("http://[12345::]/", .invalidHost),
        ("http://[g::]/", .invalidHost),
        ("http://[::1.2.3]/", .invalidHost), ("http://[1.2.3.4::]/", .invalidHost),
        ("http://[127.0.0.1]/", .invalidHost),
        ("http://[fe80::1%25eth0]/", .invalidHost), ("http://[fe80::1%eth0]/", .invalidHost),
        ("http://[v1.a]/", .invalidHost),
        ("http://[a.test]/", .invalidHost), ("http://[::1]evil.test/", .invalidPort),
        ("http://[::1]]/", .invalidPort),
        ("http://::1/", .invalidPort), ("http://a[::1]/", .invalidCharacter(offset: 8)),
        // Ports
        ("https://a:/", .invalidPort), ("https://a:0/", .invalidPort), ("https://a:00/", .invalidPort),
        ("https://a:080/", .invalidPort), ("https://a:+80/", .invalidPort), ("https://a:-1/", .invalidPort),
        ("https://a:65536/", .invalidPort), ("https://a:99999999999999999999/", .invalidPort),
        ("https://a:8a/", .invalidPort),
        ("https://a:80:80/", .invalidPort), ("https://a:%38/", .invalidPort),
        ("https://a:8 0/", .invalidPort),
        ("http://[::1]:/", .invalidPort), ("x://a:/", .invalidPort),
    ]
}

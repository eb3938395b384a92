import Testing

@testable import LDAP

/// Names that are read with what is known of those above.
struct NameReaderTests {
    @Test(arguments: [
        "uid=a,ou=b,dc=hue", "uid=a, ou=b,dc=hue", "uid=a ,ou=b", "uid=a\\,b,ou=c", "uid=a\\2Cb,ou=c", "uid=a\\\\,ou=b",
        "uid=a+cn=b,ou=c", "uid=\"a,b\",ou=c", "uid=a;ou=b", "uid=#0403414243,ou=b", "uid=a\\ ,ou=b", "uid=,ou=b",
        "uid=a,",
        ",uid=a", "uid=a", "", "uid=a,,ou=b", "uid=a,b", "ou=Phòng Kinh tế\\, Hạ tầng,ou=Sở,dc=hue", "uid=a\\",
        "uid=a,ou=b\\",
    ])
    func `a name is the same whatever was read before`(_ text: String) {
        let octets = Array(text.utf8)
        var reader = NameReader()
        for _ in 0..<2 { #expect(reader.name(octets) == ParsedName.name(octets)) }
    }
}

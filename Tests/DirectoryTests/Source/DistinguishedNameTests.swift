import Directory
import TestSupport
import Testing

/// Names of entries by RFC 4514.
struct DistinguishedNameTests {
    @Test(
        arguments: [
            ("OU=don-vi, DC=Hue", "ou=don-vi,dc=hue"),
            ("ou=Kinh tế\\2C Hạ tầng,dc=hue", "ou=Kinh tế\\, Hạ tầng,dc=hue"),
            ("ou=h\\C3\\B2a,dc=hue", "ou=hòa,dc=hue"), ("2.5.4.11=a,dc=hue", "ou=a,dc=hue"),
            ("uid=a+cn=b,dc=hue", "cn=b+uid=a,dc=hue"), ("cn=#0c0161", "cn=a"), ("ou=a  b,dc=hue", "ou=A B,dc=hue"),
        ])
    func `two spellings of one name are one name`(one: String, other: String) throws {
        #expect(try #require(DistinguishedName(one)).folded == #require(DistinguishedName(other)).folded)
    }

    @Test func `names that differ in more than case and escapes are two`() throws {
        let names = [
            "ou=a,dc=hue", "ou=hòa,dc=hue", "ou=hoà,dc=hue", "cn=a,dc=hue", "ou=a,dc=hue,dc=vn", "ou=a\\ ,dc=hue",
        ]
        // The space at the end of a value doesn't count.
        #expect(Set(try names.map { try #require(DistinguishedName($0)).folded }).count == names.count - 1)
    }

    @Test(
        arguments: [
            "ou", "ou=a,", ",ou=a", "=a", "ou=a\\", "ou=a\\zz", "ou=\"a\"", "ou=a;dc=b", "ou=<a>", "ou=#0", "ou=#zz",
            "o u=a", "ou;lang-vi=a", "ou=a+", "ou=\0",
        ])
    func `what is no name is refused`(text: String) { #expect(DistinguishedName(text) == nil) }

    @Test func `a name is written so that it can be read again`() throws {
        let values: [[UInt8]] = [
            Array("Phòng Kinh tế, Hạ tầng và Đô thị".utf8), Array(" a ".utf8), Array("#a".utf8), Array("a\nb".utf8),
            Array("a\u{202E}b".utf8), Array("a+b=\"<c>\";\\".utf8), [0xFF, 0x00, 0x41], [],
        ]
        let name = DistinguishedName(values.map { .init([.init(type: "ou", value: $0)]) })
        #expect(DistinguishedName(name.text) == name)
    }

    @Test func `a break of lines in a name begins no line of a log, and turns no writing`() {
        let name = DistinguishedName([.init([.init(type: "ou", value: Array("a\nERROR \u{202E}b".utf8))])])
        #expect(name.text == "ou=a\\0aERROR \\e2\\80\\aeb")
    }

    @Test func `what is below a name ends with it, part by part`() {
        let base: DistinguishedName = "OU=don-vi,DC=Hue"
        #expect(("ou=a,ou=Don-vi,dc=hue" as DistinguishedName).isBelow(base))
        #expect(!base.isBelow(base) && !("ou=x-don-vi,dc=hue" as DistinguishedName).isBelow(base))
        #expect(("ou=a,dc=hue" as DistinguishedName).parent == "dc=hue" && DistinguishedName([]).parent == nil)
    }

    @Test(arguments: 0..<4 as Range<UInt64>)
    func `no text breaks the reader, and what it reads is written and read as the same`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let pieces = ["ou=", "a", "\\", ",", "+", "#", "0c", "\"", " ", "=", "é", "\\2C", ";", "dc=hue", "1.2.3="]
        var read = 0
        for _ in 0..<2000 {
            guard let name = DistinguishedName(generator.text(of: pieces, upTo: 8)) else { continue }
            read += 1
            #expect(DistinguishedName(name.text) == name, "\(name.text)")
        }
        #expect(read > 50)
    }
}

import Testing

@testable import LDAP

/// Parts of an attribute's values, as Active Directory sends long lists ([MS-ADTS] §3.1.1.3.1.3.3).
@Suite struct RangedAttributeTests {
    @Test(
        arguments: [
            ("member;range=0-1499", "member", 0, 1499), ("member;range=1500-*", "member", 1500, nil),
            ("member;lang-vi;range=3-4", "member;lang-vi", 3, 4),
        ] as [(String, String, Int, Int?)])
    func `a part of an attribute's values is told by its option`(
        text: String, attribute: String, first: Int, last: Int?
    )
        throws
    {
        let part = try #require(RangedAttribute(text))
        #expect(part.attribute == attribute && part.first == first && part.last == last)
    }

    @Test(arguments: [
        "member", "member;lang-vi", "member;range=", "member;range=a-b", "member;range=-1-2", "member;range=5-4",
        "member;range=0-99999999999999999999",
    ])
    func `nothing else is a part`(text: String) {
        #expect(RangedAttribute(text) == nil)
    }
}

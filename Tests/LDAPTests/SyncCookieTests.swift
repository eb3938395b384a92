import LDAP
import Testing

/// Which cookie may take the place of which (findings ④).
@Suite struct SyncCookieTests {
    @Test func `an empty one is none`() {
        #expect(SyncCookie([]) == nil)
    }

    @Test(
        arguments: [
            (nil, "rid=000", true), ("rid=000,csn=2026", "rid=000", false),
            ("rid=000,csn=2026", "rid=000,csn=2027", true),
            ("rid=000", "rid=001", true), ("ldap://a:389#x#5", "ldap://a:389#x#6", true),
        ] as [(String?, String, Bool)])
    func `one without a change number takes no place of one that has it`(old: String?, new: String, may: Bool) throws {
        let cookie = try #require(SyncCookie([UInt8](new.utf8)))
        #expect(cookie.mayReplace(old.flatMap { SyncCookie([UInt8]($0.utf8)) }) == may)
    }

    @Test(
        arguments: [
            ("rid=000,csn=20261128155348.123456Z#000000#000#000000", "20261128155348.123456Z"),
            (
                "rid=001,sid=002,csn=20261128155348.000001Z#000000#001#000000;20261128155349.000001Z#000000#002#000000",
                "20261128155349.000001Z"
            ),
            ("rid=000", nil), ("ldap://a:389#x#5", nil),
        ] as [(String, String?)])
    func `it says when the last change was made, where it's OpenLDAP's`(text: String, change: String?) {
        #expect(SyncCookie([UInt8](text.utf8))?.latestChange == change)
    }
}

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
}

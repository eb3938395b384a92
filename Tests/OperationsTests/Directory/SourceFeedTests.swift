import Directory
import LDAPTestSupport
import TestSupport
import Testing

@testable import LDAP
@testable import Operations

/// What the messages of content synchronisation leave behind.
@Suite struct SourceFeedTests {
    private static func key() throws -> EntryKey { try #require(EntryKey(octets: Array(repeating: 7, count: 16))) }

    @Test func `an entry that can't be read is told of once, and no longer than it is so`() async throws {
        try await ServedCity.run(.init()) { city in
            let known = try await city.desk().readWhole()
            let key = try Self.key()
            let unreadable = UnreadableEntry(dn: "ou=?", key: key, reason: .name)
            var feed = SourceFeed(known)
            for _ in 0..<100 { feed.take(.unreadable(unreadable)) }
            #expect(feed.unreadable == [unreadable])
            let name = try #require(DistinguishedName("ou=moi,\(Slapd.base)"))
            feed.take(.entry(SourceEntry(key: key, name: name, attributes: [:])))
            #expect(feed.unreadable.isEmpty)
            feed.take(.unreadable(unreadable))
            feed.take(.deleted([key]))
            #expect(feed.unreadable.isEmpty)
        }
    }
}

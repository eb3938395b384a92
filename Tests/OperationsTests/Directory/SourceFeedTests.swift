import Directory
import LDAPTestSupport
import Storage
import TestSupport
import Testing

@testable import LDAP
@testable import Operations

/// What the messages of content synchronisation leave behind.
@Suite(.bothDatabases) struct SourceFeedTests {
    private static func key() throws -> EntryKey { try #require(EntryKey(octets: Array(repeating: 7, count: 16))) }

    @Test func `an entry that can't be read is told of once, and no longer than it is so`() async throws {
        try await ServedCity.run(.init()) { city in
            let known = try await city.desk().readWhole()
            let key = try Self.key()
            let unreadable = UnreadableEntry(dn: "ou=?", key: key, reason: .name)
            var feed = SourceFeed(known, of: try await city.desk().mapping)
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

    private static func feed(
        _ city: ServedCity
    ) async throws -> (feed: SourceFeed, tree: SourceTree, cookie: SyncCookie) {
        let cookie = try #require(SyncCookie(Array("rid=000,csn=20261129000000.000000Z#000000#000#000000".utf8)))
        let kept = KeptTree(form: "", cookie: cookie.octets, revision: 1, lastRun: nil, remains: nil)
        let feed = SourceFeed(
            FollowedSource(kept, cookie: cookie, basis: nil), of: try await city.desk().mapping)
        return (feed, try await city.tree(), cookie)
    }

    @Test func `what is told of entries that aren't here yet comes to the same as with them`() async throws {
        try await ServedCity.run(.init()) { city in
            let (kept, tree, cookie) = try await Self.feed(city)
            let keys = tree.keys.sorted()
            let (first, last) = (try #require(keys.first), try #require(keys.last))
            let name = try #require(DistinguishedName("ou=moi,\(Slapd.base)"))
            let entry = SourceEntry(key: try Self.key(), name: name, attributes: [:])
            let newer = try #require(SyncCookie(Array("rid=000,csn=20261129000001.000000Z#000000#000#000000".utf8)))
            let tellings: [[SyncMessage]] = [
                [.entry(entry), .refreshDone(deletesTold: true, cookie: newer)],
                [.deleted([first]), .refreshDone(deletesTold: true, cookie: nil), .cookie(newer)],
                [.present(Array(keys.dropLast())), .entry(entry), .refreshDone(deletesTold: false, cookie: newer)],
                [.refreshDone(deletesTold: true, cookie: newer), .entry(entry), .deleted([last]), .cookie(newer)],
            ]
            for told in tellings {
                var (late, early) = (
                    kept, SourceFeed(FollowedSource(tree: tree, cookie: cookie), of: try await city.desk().mapping)
                )
                for message in told {
                    late.take(message)
                    early.take(message)
                }
                guard case .keptTree = late.lacks else {
                    Issue.record("nobody has asked for the entries")
                    continue
                }
                late.takeKept(tree)
                let (one, other) = (late.hand(), early.hand())
                #expect(one.tree == other.tree && one.cookie == other.cookie && one.isDoubtful == other.isDoubtful)
            }
        }
    }

    @Test func `what is told while a subtree is read again is newer than what was read`() async throws {
        try await ServedCity.run(.init()) { city in
            let known = try await city.desk().readWhole()
            var feed = SourceFeed(known, of: try await city.desk().mapping)
            let unit = try #require(DistinguishedName("ou=H57.05,ou=don-vi,\(Slapd.base)"))
            let name = try #require(DistinguishedName("uid=moi,\(unit.text)"))
            let before = feed.beginReading(below: unit)
            feed.take(.entry(SourceEntry(key: try Self.key(), name: name, attributes: [:])))
            let first = try #require(before.first)
            let read = try await city.desk().entries(below: unit, known: before)
            feed.take(.deleted([first]))
            feed.replace(unit, of: before, with: read)
            #expect(feed.tree.contains(try Self.key()) && !feed.tree.contains(first))
        }
    }

    @Test func `a cookie of another server makes what is known doubtful`() async throws {
        try await ServedCity.run(.init()) { city in
            let (one, other) = try (
                #require(SourceServer("ldaps://mot", usesTLS: true)),
                #require(SourceServer("ldaps://hai", usesTLS: true))
            )
            let (_, tree, cookie) = try await Self.feed(city)
            for (server, isDoubtful) in [(one, false), (other, true)] {
                let known = FollowedSource(tree: tree, cookie: cookie, of: one)
                var feed = SourceFeed(known, of: try await city.desk().mapping)
                feed.take(.connected(server))
                feed.take(.refreshDone(deletesTold: true, cookie: nil))
                #expect(feed.hand().isDoubtful == isDoubtful && feed.isResumable != isDoubtful)
            }
        }
    }

    @Test func `more that is new than is worth waiting has everything read`() async throws {
        try await ServedCity.run(.init()) { city in
            var (feed, _, cookie) = try await Self.feed(city)
            let name = try #require(DistinguishedName("ou=moi,\(Slapd.base)"))
            let entry = SourceEntry(key: try Self.key(), name: name, attributes: [:])
            for _ in 0..<SourceFeed.waitingLimit { feed.take(.entry(entry)) }
            feed.take(.refreshDone(deletesTold: true, cookie: cookie))
            guard case .keptTree = feed.lacks else { throw NotAsked() }
            feed.take(.entry(entry))
            #expect(feed.hand().isDoubtful && !feed.isResumable)
        }
    }

    private struct NotAsked: Error {}
}

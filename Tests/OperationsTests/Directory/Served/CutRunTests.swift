import Database
import Directory
import LDAP
import LDAPTestSupport
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Operations

/// Runs whose connection ends wherever it can end: the last good state stays, and the next run goes on from it. Each octet
/// of an answer is tried in LDAPTests; here it's every so many of a run.
@Suite(.bothDatabases) struct CutRunTests {
    /// Few enough to be read hundreds of times.
    private static let small = Slapd.Plan().with { plan in
        plan.layout = .nested
        plan.profile = "large"
        plan.units = 6
        plan.people = 5
    }

    private static let top = "ou=don-vi,\(Slapd.base)"
    private static let first = "Ủy ban nhân dân thành phố Mẫu"

    private static func withCity(_ body: (ServedCity) async throws -> Void) async throws {
        try await ServedCity.run(small, reading: "openldap-nested") { city in
            #expect(try await city.settle().word == "applied")
            city.here.clock.advance(by: .hours(1))
            try await body(city)
        }
    }

    @Test func `a run that is cut anywhere changes nothing, and the next goes on from the last good state`()
        async throws
    {
        try await Self.withCity { city in
            let keys = try await city.tree().keys.count
            try await city.slapd.rename("ou=\(Self.first),\(Self.top)", to: "ou=Thành phố Mẫu")
            let revision = try await city.here.revision()
            try await FailingProxy.run(to: city.slapd.socket, [.sweep(41)]) { proxy in
                for cuts in 0... {
                    do {
                        #expect(try await city.settle(over: proxy.url).word == "applied")
                        #expect(cuts > 50)
                        break
                    } catch LDAPError.unreachable {
                        try #require(try await city.here.revision() == revision, "after \(cuts * 41) octets")
                    }
                }
            }
            #expect(try await city.settle().word == "nothing")
            #expect(try await city.tree().keys.count == keys)
        }
    }

    @Test func `a question by key that is cut after any octet takes nobody away`() async throws {
        try await Self.withCity { city in
            let preview = try await city.preview()
            let gone = try #require(try await city.here.anybody(of: preview.source))
            try await city.slapd.delete(gone)
            let revision = try await city.here.revision()
            let modes = (0..<200).flatMap { [FailingProxy.Mode.pass, .cut($0)] }
            try await FailingProxy.run(to: city.slapd.socket, modes) { proxy in
                for cuts in 0..<200 {
                    do {
                        #expect(try await city.settle(over: proxy.url).word == "applied")
                        #expect(cuts >= 28)
                        return
                    } catch LDAPError.unreachable {
                        try #require(try await city.here.revision() == revision, "after \(cuts) octets")
                    }
                }
                Issue.record("it was never applied")
            }
        }
    }

    @Test func `a live connection that ends anywhere is gone on with, and ends where a whole reading does`()
        async throws
    {
        try await Self.withCity { city in
            var name = Self.first
            try await FailingProxy.run(to: city.slapd.socket, [.sweep(307)]) { proxy in
                for round in 0..<500 {
                    let next = "Thành phố Mẫu \(round)"
                    let old = name
                    let known = FollowedSource(tree: SourceTree(try await city.desk().mapping))
                    let change: @Sendable () async throws -> Void = {
                        try await city.slapd.rename("ou=\(old),\(Self.top)", to: "ou=\(next)")
                    }
                    let lived = try await Following(city, over: proxy.url, from: known).run(whenQuiet: change)
                    name = next
                    let whole = try await city.tree()
                    if let tree = lived.tree {
                        #expect(tree == whole && round > 5)
                        return
                    }
                    if !lived.hasChanged { try await change() }
                    let expected = try await city.tree()
                    let again = try await Following(city, from: lived.resumable ?? known).run(until: expected)
                    try #require(again.tree == expected, "round \(round)")
                }
                Issue.record("it was always cut")
            }
        }
    }

    /// Cut within the answer of changes, and within that of what is read again below the unit that moved.
    @Test(arguments: [false, true])
    func `a reading of changes that is cut anywhere is none, and the next goes on from the same mark`(
        isBelow: Bool
    ) async throws {
        try await Self.withCity { city in
            let cuts = (0..<200).map { FailingProxy.Mode.cut($0 * 97) }
            let modes: [FailingProxy.Mode] = [.pass] + cuts.flatMap { isBelow ? [.pass, $0] : [$0] }
            try await FailingProxy.run(to: city.slapd.socket, modes) { proxy in
                let known = try await city.desk(proxy.url).readWhole(isMarked: true)
                try await city.slapd.rename("ou=\(Self.first),\(Self.top)", to: "ou=Thành phố Mẫu")
                for tries in 0..<200 {
                    do {
                        let (source, kind) = try await city.desk(proxy.url).readChanges(since: known)
                        #expect(kind == .changes && tries > 5)
                        let expected = try await city.tree().names
                        #expect(source.tree?.names == expected)
                        let settled = try await city.desk().settle(source, .changes, city.here.act)
                        #expect(settled.outcome.applied?.plan.units.renamed.count == 1)
                        #expect(try await city.settle().word == "nothing")
                        return
                    } catch LDAPError.unreachable {
                        continue
                    }
                }
                Issue.record("it was always cut")
            }
        }
    }

    @Test func `what is read again below a unit that moved is whole, or read anew when it was cut`() async throws {
        try await Self.withCity { city in
            let modes = [.pass] + (0..<200).map { FailingProxy.Mode.cut($0 * 97) }
            try await FailingProxy.run(to: city.slapd.socket, modes) { proxy in
                let start = ContinuousClock.now
                let minutes = Mutex(0)
                // Whenever it is asked what time it is, no server that has failed is at rest any more.
                let desk = try await city.desk(proxy.url) {
                    minutes.withLock { $0 += 1 }
                    return start + Duration.minutes(minutes.withLock(\.self))
                }
                let known = FollowedSource(tree: SourceTree(try await city.desk().mapping))
                let follower = DirectoryFollower(desk, from: known)
                let life = Task { try await follower.run() }
                defer { life.cancel() }
                var quiet = follower.quiet.makeAsyncIterator()
                _ = await quiet.next()
                try await city.slapd.rename("ou=\(Self.first),\(Self.top)", to: "ou=Thành phố Mẫu")
                _ = await quiet.next()
                for tries in 0..<200 {
                    do {
                        let tree = try #require(try await follower.current()?.tree)
                        #expect(tries > 5)
                        #expect(tree == (try await city.tree()))
                        return
                    } catch LDAPError.unreachable {
                        continue
                    }
                }
                Issue.record("it was always cut")
            }
        }
    }

    @Test func `a unit that leaves the base takes along all that is below it, and brings it back`() async throws {
        let base = "ou=don-vi,\(Slapd.base)"
        try await ServedCity.run(
            Self.small, reading: "openldap-nested", { $0.replacing("base: \(Slapd.base)", with: "base: \(base)") }
        ) { city in
            let before = try await city.tree()
            let person = try #require(
                before.keys.compactMap { before.name(of: $0) }.filter { $0.text.hasPrefix("uid=") }
                    .max { $0.parts.count < $1.parts.count })
            let unit = DistinguishedName(Array(person.parts.dropFirst()))
            let above = DistinguishedName(Array(unit.parts.dropFirst()))
            let rdn = try #require(unit.parts.first).text
            let outside = "ou=dich-vu,\(Slapd.base)"
            for (from, to) in [(unit.wireText, outside), ("\(rdn),\(outside)", above.wireText)] {
                let known = FollowedSource(tree: SourceTree(try await city.desk().mapping))
                let lived = try await Following(city, from: known).run(whenQuiet: {
                    try await city.slapd.rename(from, to: rdn, below: to)
                })
                #expect(lived.tree == (try await city.tree()))
                #expect((lived.tree == before) == (to != outside))
            }
        }
    }

    @Test(arguments: [true, false])
    func `a slapd that is killed and comes back, with its log or without, ends where a whole reading does`(
        isKilled: Bool
    ) async throws {
        try await Self.withCity { city in
            let known = FollowedSource(tree: SourceTree(try await city.desk().mapping))
            let slapd = city.slapd
            let lived = try await Following(city, from: known).run(whenQuiet: {
                if isKilled { await slapd.kill() } else { await slapd.stop() }
            })
            let resumable = try #require(lived.resumable)
            try await slapd.start()
            // The log of what was deleted was in its memory: it tells what is there, and no more.
            let gone = try #require(try await city.here.anybody(of: try await city.preview().source))
            try await slapd.delete(gone)
            try await slapd.rename("ou=\(Self.first),\(Self.top)", to: "ou=Thành phố Mẫu")
            let expected = try await city.tree()
            let again = try await Following(city, from: resumable).run(until: expected)
            #expect(again.tree == expected)
        }
    }
}

/// A source that is followed by what the server tells, until its connection ends or it is where a test waits for.
private struct Following {
    let follower: DirectoryFollower

    struct Lived {
        /// Where it came to; `nil` when the connection ended before.
        var tree: SourceTree?
        var hasChanged = false
        var resumable: FollowedSource?
    }

    init(_ city: ServedCity, over url: String? = nil, from known: FollowedSource) async throws {
        follower = DirectoryFollower(try await city.desk(url), from: known)
    }

    /// Makes a change when everything has been told, and follows that.
    func run(whenQuiet change: @Sendable () async throws -> Void) async throws -> Lived {
        let life = life()
        defer { life.cancel() }
        var lived = Lived()
        var quiet = follower.quiet.makeAsyncIterator()
        if await quiet.next() != nil {
            let before = try? await follower.current()?.tree
            try await change()
            lived.hasChanged = true
            while await quiet.next() != nil {
                guard let tree = try? await follower.current()?.tree, tree != before else { continue }
                lived.tree = tree
                return lived
            }
        }
        lived.resumable = follower.resumable(after: await life.value)
        return lived
    }

    func run(until expected: SourceTree) async throws -> Lived {
        let life = life()
        defer { life.cancel() }
        for await _ in follower.quiet {
            guard let tree = try await follower.current()?.tree, tree == expected else { continue }
            return Lived(tree: tree)
        }
        return Lived(resumable: follower.resumable(after: await life.value))
    }

    private func life() -> Task<any Error, Never> {
        Task { [follower] in
            do throws(LDAPError) { try await follower.run() } catch { return error }
        }
    }
}

extension SourceTree {
    /// Where each entry stands, whichever server says so.
    fileprivate var names: [EntryKey: DistinguishedName] {
        keys.reduce(into: [:]) { names, key in names[key] = name(of: key) }
    }
}

extension TestInstallation {
    /// The name of somebody's entry.
    fileprivate func anybody(of source: SourceID) async throws -> String? {
        try await read { transaction in
            try transaction.rows(
                "SELECT dn FROM directory_bindings WHERE source = $1 AND person IS NOT NULL ORDER BY dn",
                .text(source.slug)
            ).first.map { try $0.text(0) }
        }
    }
}

import Directory
import Identity
import Storage
import TestSupport
import Testing

@testable import Operations

/// One node at a time brings the records to what a source says.
@Suite(.bothDatabases) struct DirectoryLeaseTests {
    private let stage: DirectoryStage
    private let first, second: HoldDirectoryLease

    init() async throws {
        stage = try await DirectoryStage()
        first = HoldDirectoryLease(stage.here.installation, source: stage.source)
        second = HoldDirectoryLease(stage.here.installation, source: stage.source)
    }

    private var now: Instant { stage.here.clock.now }

    private func apply(by lease: DirectoryLease) async throws -> String {
        let read = ApplyDirectory.Read(.reading(stage.reading), of: stage.source, kind: .whole, lease: lease)
        return try await ApplyDirectory(stage.here.installation).run(read, stage.here.act, planning: stage.planning)
            .word
    }

    @Test func `while one node has its turn no other begins one, and afterwards it does`() async throws {
        let lease = try #require(try await first.take(at: now))
        #expect(try await second.take(at: now) == nil)
        stage.here.clock.advance(by: HoldDirectoryLease.life - .seconds(1))
        #expect(try await first.prolong(lease, at: now))
        stage.here.clock.advance(by: .seconds(2))
        #expect(try await second.take(at: now) == nil, "it was prolonged")
        stage.here.clock.advance(by: HoldDirectoryLease.life)
        let other = try #require(try await second.take(at: now))
        #expect(other.term == lease.term + 1)
        #expect(try await !first.prolong(lease, at: now))
        try await second.end(other, at: now)
        #expect(try await first.take(at: now)?.term == other.term + 1)
    }

    @Test func `a node whose turn another has begun applies nothing, whatever its clock says`() async throws {
        let old = try #require(try await first.take(at: now))
        let new = try #require(try await second.take(at: now + HoldDirectoryLease.life))
        let (revision, events) = (try await stage.here.revision(), try await stage.here.audit().count)
        await #expect(throws: DirectoryLeaseLost(source: stage.source)) { try await apply(by: old) }
        #expect(try await stage.here.revision() == revision)
        #expect(try await stage.here.audit().count == events)
        #expect(try await apply(by: new) == "applied")
    }

    @Test func `a turn that is over by the clock is enough where nobody else has begun one`() async throws {
        let lease = try #require(try await first.take(at: now))
        stage.here.clock.advance(by: .hours(1))
        #expect(try await apply(by: lease) == "applied")
        #expect(try await second.take(at: now) == nil, "the application has prolonged it")
    }

    @Test func `a turn goes on with whatever comes of a plan, and not without its transaction`() async throws {
        let lease = try #require(try await first.take(at: now))
        #expect(try await apply(by: lease) == "applied")
        for word in ["nothing", "refused"] {
            stage.here.clock.advance(by: .hours(1))
            let reading = word == "refused" ? DirectoryReading() : stage.reading
            let read = ApplyDirectory.Read(.reading(reading), of: stage.source, kind: .whole, lease: lease)
            let outcome = try await ApplyDirectory(stage.here.installation).run(read, stage.here.act) { ground in
                reading.units.isEmpty ? .refused("empty") : try stage.planning(ground)
            }
            #expect(outcome.word.hasPrefix(word))
            #expect(try await second.take(at: now) == nil, "prolonged in the transaction of what was \(word)")
        }
        stage.here.clock.advance(by: .hours(1))
        let read = ApplyDirectory.Read(.reading(stage.reading), of: stage.source, kind: .whole, lease: lease)
        await #expect(throws: PlanDoesNotFit.self) {
            try await ApplyDirectory(stage.here.installation).run(read, stage.here.act) { ground in
                var plan = SyncPlan()
                plan.units.removedVersions = ground.records.units.map { unit in
                    Unit(id: unit.id, kind: unit.kind, name: "Khác", parent: unit.parent, period: unit.period)
                }
                return .plan(plan, digestInput: [])
            }
        }
        #expect(try await second.take(at: now) != nil, "what was undone has prolonged nothing")
    }

    @Test func `of one source and another two nodes have their turns at once`() async throws {
        let other = HoldDirectoryLease(stage.here.installation, source: try #require(SourceID("benh-vien")))
        #expect(try await first.take(at: now) != nil)
        #expect(try await other.take(at: now) != nil)
    }
}

/// How long after its change the last one was here.
@Suite(.bothDatabases) struct DirectoryLagTests {
    @Test func `the lag is from the source's change to our application, by our clock, and never less than none`()
        async throws
    {
        var stage = try await DirectoryStage()
        func apply(_ cookie: UInt8, changedAt: Instant) async throws -> Duration? {
            let read = ApplyDirectory.Read(
                .reading(stage.reading), of: stage.source, kind: .live,
                cookie: KeptCookie(octets: [cookie], standsFor: "dc=hue"), changedAt: changedAt)
            _ = try await ApplyDirectory(stage.here.installation).run(read, stage.here.act, planning: stage.planning)
            return try await stage.status().state.lag
        }
        let start = stage.here.clock.now
        #expect(try await apply(1, changedAt: start - .hours(5)) == nil, "of the first nobody knows whether it is new")
        try stage.tell(1, "chuyen-vien@H57.01.01")
        stage.here.clock.advance(by: .seconds(90))
        #expect(try await apply(2, changedAt: start + .milliseconds(88_500)) == .milliseconds(1_500))
        stage.here.clock.advance(by: .hours(1))
        #expect(try await apply(2, changedAt: start) == .milliseconds(1_500), "nothing has come")
        #expect(try await apply(3, changedAt: stage.here.clock.now + .seconds(3)) == .zero, "its clock is ahead")
    }
}

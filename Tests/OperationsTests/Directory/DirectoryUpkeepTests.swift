import Accounts
import Database
import Directory
import Identity
import Storage
import TestSupport
import Testing

@testable import Operations

/// What is kept of a directory, for how long, and what is told of it.
@Suite(.bothDatabases) struct DirectoryUpkeepTests {
    private func count(_ table: String, _ stage: DirectoryStage) async throws -> Int64? {
        try await stage.here.read { transaction in try transaction.row("SELECT COUNT(*) FROM \(table)")?.integer(0) }
    }

    @Test func `what old applications changed is forgotten, and the last can still be taken back`() async throws {
        var stage = try await DirectoryStage()
        for key in 1...3 {
            try stage.tell(key, number: "00009000000\(key)", "chuyen-vien@H57.01.01")
            try await stage.apply()
            stage.here.clock.advance(by: .hours(24))
        }
        let housekeep = Housekeep(
            stage.here.installation, dormancy: StaffState.dormancy, directoryRuns: .hours(24 * 30))
        // Of the three the first is older than that.
        stage.here.clock.advance(by: .hours(24 * 30 - 60))
        try await housekeep.run(at: stage.here.clock.now)
        #expect(try await count("directory_runs", stage) == 2)
        #expect(try await count("directory_run_entries", stage) == 2)
        stage.here.clock.advance(by: .hours(24 * 400))
        try await housekeep.run(at: stage.here.clock.now)
        #expect(try await count("directory_runs", stage) == 1)
        #expect(try await count("directory_run_entries", stage) == 1)
        let last = try #require(try await stage.status().runs.first)
        guard case .undone = try await stage.undo(last.number) else {
            Issue.record("it can't be taken back")
            return
        }
        let person = try #require(try await stage.person(3))
        #expect(try await stage.state(of: person) == .left)
    }

    @Test func `removals are counted together over the time that a mapping says`() async throws {
        var stage = try await DirectoryStage()
        try stage.tell(1, number: "000090000001", "chuyen-vien@H57.01.01")
        try await stage.apply()
        try stage.remove(1)
        try await stage.apply()
        stage.here.clock.advance(by: .hours(30))
        let (source, reading, now) = (stage.source, stage.reading, stage.here.clock.now)
        let read = ReadSyncRecords(stage.here.installation)
        for (span, people) in [(Duration.hours(24), 0), (.hours(48), 1)] {
            let ground = try await read.run(source, for: .reading(reading), removalsOver: span, at: now)
            #expect(ground.removedLately.people == people)
        }
        // And so where it's applied.
        let counted = Calls()
        let seen = ApplyDirectory.Read(.reading(reading), of: source, kind: .whole, removalSpan: .hours(48))
        _ = try await ApplyDirectory(stage.here.installation).run(seen, stage.here.act) { ground in
            if ground.removedLately.people == 1 { _ = counted.next() }
            return .refused("looked only")
        }
        #expect(counted.count > 0)
    }

    @Test func `how late a change was here is known from the second cookie on, and stays until the next`() async throws
    {
        let stage = try await DirectoryStage()
        let now = stage.here.clock.now
        func take(_ cookie: UInt8, changedAt: Instant?) async throws -> Duration? {
            let read = ApplyDirectory.Read(
                .reading(stage.reading), of: stage.source, kind: .live,
                cookie: KeptCookie(octets: [cookie], standsFor: "dc=hue"), changedAt: changedAt)
            _ = try await ApplyDirectory(stage.here.installation).run(read, stage.here.act, planning: stage.planning)
            return try await stage.status().state.lag
        }
        #expect(try await take(1, changedAt: now - .hours(400)) == nil)
        #expect(try await take(2, changedAt: now - .milliseconds(1_500)) == .milliseconds(1_500))
        #expect(try await take(2, changedAt: now - .milliseconds(1_500)) == .milliseconds(1_500))
        #expect(try await take(3, changedAt: nil) == .milliseconds(1_500))
        // Its clock is ahead of ours.
        #expect(try await take(4, changedAt: now + .seconds(3)) == .zero)
    }

    @Test func `after how many days without a sign-in an account sleeps is the operator's to say`() async throws {
        var stage = try await DirectoryStage()
        try stage.tell(1, number: "000090000001", username: "an.nguyen", "chuyen-vien@H57.01.01")
        try await stage.apply()
        let person = try #require(try await stage.person(1))
        stage.here.clock.advance(by: .hours(24 * 11))
        let now = stage.here.clock.now
        try await Housekeep(stage.here.installation).run(at: now)
        #expect(try await stage.state(of: person) == .active)
        try await Housekeep(stage.here.installation, dormancy: .hours(240), directoryRuns: .hours(240)).run(at: now)
        #expect(try await stage.state(of: person) == .dormant)
        let members = try await ReadStaffMembers(stage.here.installation).all(.dormant)
        #expect(members.map(\.username?.text) == ["an.nguyen"])
        #expect(members.first?.standing.sources.map(\.id) == [stage.source])
    }

    @Test func `who has left is listed, with the directory that says so`() async throws {
        var stage = try await DirectoryStage()
        try stage.tell(1, number: "000090000001", username: "an.nguyen", "chuyen-vien@H57.01.01")
        try stage.tell(2, number: "000090000002", username: "binh.tran", "chuyen-vien@H57.01.01")
        try await stage.apply()
        try stage.remove(1)
        try await stage.apply()
        let read = ReadStaffMembers(stage.here.installation)
        let left = try await read.all(.left)
        #expect(left.map(\.username?.text) == ["an.nguyen"])
        #expect(left.first?.standing.sources == [.init(id: stage.source, isActive: false)])
        #expect(try await read.all(.active).map(\.username?.text) == ["binh.tran"])
    }
}

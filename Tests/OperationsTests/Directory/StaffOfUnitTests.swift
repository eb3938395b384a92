import Accounts
import Directory
import Identity
import TestSupport
import Testing

@testable import Operations

/// Who worked where on a day, by which name, in which position, and whether their account was open.
@Suite(.bothDatabases) struct StaffOfUnitTests {
    private static let number = "000090000001"

    private func staff(
        _ unit: UnitID, isWhole: Bool = false, at moment: Instant, knownAt known: Instant? = nil,
        _ stage: DirectoryStage
    ) async throws -> [String] {
        let overview = try await StaffOfUnit(stage.here.installation).run(
            unit, isWhole: isWhole, at: moment, knownAt: known)
        return try #require(try overview.get()).holders.map { holder in
            [
                holder.name, holder.username?.text, holder.assignment.post.description, holder.state?.rawValue,
            ].map { $0 ?? "-" }.joined(separator: " ")
        }
    }

    @Test func `a day is answered with the names, posts and states of that day`() async throws {
        var stage = try await DirectoryStage()
        var days: [Instant] = []
        func next() {
            days.append(stage.here.clock.now)
            stage.here.clock.advance(by: .hours(24))
        }
        try stage.tell(1, number: Self.number, username: "an.tran", name: "Trần An", "chuyen-vien@H57.01.01")
        try stage.tell(2, username: "binh.le", name: "Lê Bình", "chuyen-vien@H57.01.01")
        #expect(try await stage.apply().word == "applied")
        next()
        try stage.tell(1, number: Self.number, username: "an.nguyen", name: "Nguyễn An", "chuyen-vien@H57.02")
        #expect(try await stage.apply().word == "applied")
        next()
        let run = try #require(try await stage.status().runs.first?.number)
        guard case .undone = try await stage.undo(run) else { throw Otherwise("not undone") }
        next()
        try stage.tell(1, number: Self.number, username: "an.tran", name: "Trần An", "chuyen-vien@H57.01.01")
        try stage.tell(2, username: "binh.le", name: "Lê Bình", isActive: false)
        // After an undo, the next plan waits for somebody's word.
        let held = try #require(try await stage.apply().heldPlan)
        #expect(try await stage.apply(approving: held.digest).word == "applied")
        next()

        let an = "Trần An an.tran chuyen-vien@H57.01.01 active"
        let binh = "Lê Bình binh.le chuyen-vien@H57.01.01 active"
        let moved = "Nguyễn An an.nguyen chuyen-vien@H57.02 active"
        #expect(try await staff("H57.01.01", at: days[0], stage) == [binh, an])
        #expect(try await staff("H57.01", at: days[0], stage) == [])
        #expect(try await staff("H57", isWhole: true, at: days[1], stage) == [binh, moved])
        #expect(try await staff("H57", isWhole: true, at: days[2], stage) == [binh, an])
        #expect(try await staff("H57", isWhole: true, at: days[3], stage) == [an])
        // By what the records said before he moved.
        #expect(try await staff("H57", isWhole: true, at: days[1], knownAt: days[0], stage) == [binh, an])
        let nowhere = try await StaffOfUnit(stage.here.installation).run("H57.99", isWhole: false, at: days[0])
        #expect(try nowhere.get()?.holders.count == nil)
    }

    @Test func `who sleeps is told to have slept, and who has never been in a directory has no state`() async throws {
        let stage = try await DirectoryStage()
        let sleeper = try await stage.here.addAccount("ngu.quen", name: "Võ Ngủ")
        try await stage.here.assign(sleeper, to: "chuyen-vien@H57.01.01")
        let sleeping = SleepStaffAccounts(stage.here.installation)
        let begun = stage.here.clock.now
        try await sleeping.run(at: begun)
        stage.here.clock.advance(by: StaffState.dormancy + .hours(1))
        let asleep = stage.here.clock.now
        #expect(try await sleeping.run(at: asleep) == 1)
        let clerk = try await stage.here.addAccount("giay.to", name: "Hồ Giấy")
        try await stage.here.assign(clerk, to: "tro-ly@H57.01.01")
        let after = stage.here.clock.now + .hours(1)
        #expect(
            try await staff("H57.01.01", at: after, stage) == [
                "Võ Ngủ ngu.quen chuyen-vien@H57.01.01 dormant", "Hồ Giấy giay.to tro-ly@H57.01.01 -",
            ])
        #expect(try await staff("H57.01.01", at: begun, stage).first == "Võ Ngủ ngu.quen chuyen-vien@H57.01.01 active")
    }
}

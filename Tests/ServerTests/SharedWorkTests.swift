import Identity
import Logging
import Operations
import Settings
import TestSupport
import Testing
import Wire

@testable import Server

/// What each of several nodes does of what all of them are to do.
@Suite(.onPostgreSQL) struct SharedWorkTests {
    private let provider: RunningProvider
    /// Another node on the same records.
    private let other: AttendNodes

    init() async throws {
        let begin = Rates(address: Rate(burst: 4, perSecond: 0.5), all: Rate(burst: 1000, perSecond: 1000))
        provider = try RunningProvider(
            rates: RateSettings(signIn: RateSettings.wide.signIn, begin: begin, refused: RateSettings.wide.refused))
        try await provider.register()
        other = AttendNodes(provider.provider.installation, settings: "other")
    }

    private func attend() async throws {
        for node in [other, provider.provider.attendance] { try await node.run(at: provider.clock.now) }
        try await other.run(at: provider.clock.now)
    }

    private func begun() async throws -> Int {
        var begun = 0
        while try await Browser(provider).get("/oauth2/authorize?" + FormParameters(Browser.request()).encoded()).status
            == 303
        {
            begun += 1
        }
        return begun
    }

    @Test func `one alone lets strangers do all that they may`() async throws {
        #expect(try await begun() == 4)
    }

    @Test func `of two each lets them do half`() async throws {
        try await attend()
        #expect(try await begun() == 2)
        provider.clock.advance(by: .seconds(2))
        #expect(try await begun() == 0, "each fills half as fast, too")
        provider.clock.advance(by: .seconds(2))
        #expect(try await begun() == 1)
    }

    @Test func `the first of two forgets what has expired, and the other does not`() async throws {
        try await attend()
        #expect(try await begun() == 2)
        provider.clock.advance(by: .hours(48))
        try await attend()
        let nodes = [other, provider.provider.attendance].sorted { !$0.nodes.isFirst && $1.nodes.isFirst }
        for (node, left) in zip(nodes, [2, 0] as [Int64]) {
            let housekeep = Housekeep(provider.provider.installation)
            await Housekeeping(attendance: node, housekeep: housekeep, clock: provider.clock, logger: quietLogger)
                .sweep()
            #expect(try await provider.count("interactions") == left)
        }
    }

    @Test func `a node with other settings is said once, and shown as long as it serves`() async throws {
        try await other.run(at: provider.clock.now)
        let said = SaidLines()
        let attendance = NodeAttendance(
            attend: provider.provider.attendance, clock: provider.clock, logger: said.logger,
            metrics: provider.provider.metrics)
        func shown() async -> Bool {
            await attendance.note()
            return provider.provider.metrics.exposition().contains("hue_sso_nodes_with_other_settings 1.0\n")
        }
        #expect(await shown())
        #expect(await said.line().hasPrefix("other nodes have other settings"))
        #expect(await shown())
        try await other.leave()
        #expect(await !shown())
        // The next line is another's.
        said.logger.info("the end")
        #expect(await said.line().hasPrefix("the end"))
    }
}

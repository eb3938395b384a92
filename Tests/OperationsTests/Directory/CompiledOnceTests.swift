import TestSupport
import Testing

@testable import Operations

/// How often the permissions are made anew for what a directory changes.
@Suite(.bothDatabases) struct CompiledOnceTests {
    @Test
    func `when everybody joins the permissions are compiled once, whoever asks, and after few changes not at all`()
        async throws
    {
        var stage = try await DirectoryStage()
        let (installation, now) = (stage.here.installation, stage.here.clock.now)
        let askSixteenTimes: @Sendable () async throws -> Void = {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<16 {
                    group.addTask { _ = try await installation.currentPermissions(at: now).get() }
                }
                try await group.waitForAll()
            }
        }
        // Planning and applying compile nothing: it would be of no use a moment later.
        let before = installation.permissions.compilations
        for key in 1...600 { try stage.tell(key, "chuyen-vien@H57.01.01") }
        try await stage.apply()
        try await askSixteenTimes()
        #expect(installation.permissions.compilations == before + 1)
        try stage.tell(601, "chuyen-vien@H57.01.01")
        try await stage.apply()
        try await askSixteenTimes()
        #expect(installation.permissions.compilations == before + 1)
    }
}

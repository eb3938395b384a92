import Directory
import Identity
import Storage
import TestSupport
import Testing
import Wire

@testable import Operations
@testable import Server

/// What operators' machines hear of the directory.
@Suite(.bothDatabases) struct DirectoryReportTests {
    private let provider: RunningProvider
    private let source: SourceID
    private let port: AdministrativePort

    init() throws {
        provider = try RunningProvider()
        source = try #require(SourceID("thanh-pho"))
        port = AdministrativePort(
            provider,
            directory: DirectoryHealth(provider.provider.installation, source: source, fullAt: .three))
    }

    private func set(_ change: @escaping @Sendable (inout DirectoryState) -> Void) async throws {
        let source = source
        try await provider.database.write { transaction in
            var state = try transaction.directoryStates.state(of: source)
            change(&state)
            try transaction.directoryStates.set(state, of: source)
        }
    }

    private func detail() async throws -> JSONObject {
        let answer = try JSONReader.readObject(Array(try await port.text("/readyz").utf8))
        #expect(answer["status"] == "ready")
        guard case .object(let detail)? = answer["directory"] else { return [:] }
        return detail
    }

    @Test func `a directory that is away leaves us ready, and is told with its reason`() async throws {
        let now = provider.clock.now
        try await set { state in
            state.readAt = now - .minutes(1)
            state.readWholeAt = now - .hours(5)
            state.lag = .milliseconds(250)
            state.isolated = 2
        }
        var detail = try await detail()
        #expect(detail["status"] == "followed" && detail["source"] == "thanh-pho" && detail["reason"] == .null)
        #expect(detail["last_read"] == .string((now - .minutes(1)).text))
        #expect(detail["last_whole"] == .string((now - .hours(5)).text))
        #expect(detail["lag_seconds"] == .number(0.25) && detail["isolated"] == .integer(2))
        #expect(detail["next_whole"]?.string?.hasSuffix("T20:00:00Z") == true)

        try await set { $0.refusal = "unreachable" }
        detail = try await self.detail()
        #expect(detail["status"] == "failing" && detail["reason"] == "unreachable")
        try await set { state in
            state.refusal = nil
            state.held = HeldPlan(digest: "0123456789abcdef", reasons: [], since: now)
        }
        detail = try await self.detail()
        #expect(detail["status"] == "held" && detail["held"] == "0123456789abcdef")
    }

    @Test func `the same is there in numbers`() async throws {
        let now = provider.clock.now
        try await set { state in
            state.readAt = now
            state.readWholeAt = now
            state.lag = .seconds(1)
            state.isolated = 3
            state.refusal = "timed-out"
        }
        let text = try await port.text("/metrics")
        for line in [
            "hue_sso_directory_failing 1.0", "hue_sso_directory_held 0.0", "hue_sso_directory_isolated 3.0",
            "hue_sso_directory_lag_seconds 1.0", "hue_sso_directory_people 0.0", "hue_sso_directory_units 0.0",
        ] {
            #expect(text.contains(line), "\(line)")
        }
        for name in ["last_read", "last_whole", "next_whole"] {
            #expect(text.contains("hue_sso_directory_\(name)_timestamp_seconds "))
        }
    }

    @Test func `without a directory nothing is said of one`() async throws {
        let port = AdministrativePort(provider)
        #expect(try await port.text("/readyz") == #"{"status":"ready"}"#)
        #expect(try await !port.text("/metrics").contains("hue_sso_directory"))
    }
}

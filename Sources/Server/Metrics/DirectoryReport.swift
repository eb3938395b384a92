import CoreMetrics
import Identity
import Logging
import Operations
import Wire

/// What the directory is at, as detail of `/readyz` and in numbers of `/metrics`.
struct DirectoryReport: Sendable {
    let health: DirectoryHealth
    let clock: any WallClock
    let logger: Logger
    let metrics: any MetricsFactory

    private typealias Condition = DirectoryHealth.Condition

    /// For a person who looks why: `status` is `followed`, `held` (a plan waits for approval), `failing`, or `unknown`.
    func detail() async -> JSONObject {
        guard let condition = await look() else {
            return ["source": .string(health.source.slug), "status": "unknown"]
        }
        let state = condition.state
        return [
            "source": .string(health.source.slug), "status": .string(Self.status(condition)),
            "reason": .text(condition.failure), "last_read": .text(state.readAt?.text),
            "last_whole": .text(state.readWholeAt?.text), "next_whole": .string(condition.nextWhole.text),
            "lag_seconds": state.lag.map { .number($0 / .seconds(1)) } ?? .null,
            "held": .text(state.held?.digest), "isolated": .integer(Int64(state.isolated)),
        ]
    }

    /// Sets the gauges.
    func measure() async {
        guard let condition = await look() else { return }
        let state = condition.state
        set("hue_sso_directory_failing", condition.failure == nil ? 0 : 1)
        set("hue_sso_directory_held", state.held == nil ? 0 : 1)
        set("hue_sso_directory_isolated", Double(state.isolated))
        set("hue_sso_directory_units", Double(condition.counts.units))
        set("hue_sso_directory_people", Double(condition.counts.active))
        set("hue_sso_directory_next_whole_timestamp_seconds", Self.seconds(condition.nextWhole))
        if let lag = state.lag { set("hue_sso_directory_lag_seconds", lag / .seconds(1)) }
        if let moment = state.readAt { set("hue_sso_directory_last_read_timestamp_seconds", Self.seconds(moment)) }
        if let moment = state.readWholeAt {
            set("hue_sso_directory_last_whole_timestamp_seconds", Self.seconds(moment))
        }
    }

    private func look() async -> Condition? {
        do { return try await health.look(at: clock.now) } catch {
            logger.error("the directory's state can't be read", metadata: ["error": "\(error)"])
            return nil
        }
    }

    private static func status(_ condition: Condition) -> String {
        if condition.failure != nil { return "failing" }
        return condition.state.held == nil && !condition.state.waitsSinceUndo ? "followed" : "held"
    }

    private func set(_ label: String, _ value: Double) { Gauge(label: label, factory: metrics).record(value) }

    private static func seconds(_ moment: Instant) -> Double { Double(moment.millisecondsSince1970) / 1000 }
}

extension JSONValue {
    fileprivate static func text(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
}

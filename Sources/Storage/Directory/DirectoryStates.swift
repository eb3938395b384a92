import Database
import Directory
import Identity
import Wire

/// How far each source is read, and what of it waits for a person.
package struct DirectoryStates<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var directoryStates: DirectoryStates<Self> { DirectoryStates(transaction: self) }
}

/// A cookie of the content synchronisation (RFC 4533), with what was asked for when it was given: base, filter and attributes.
/// By it the lag is known; from where a server that starts again goes on, the kept tree says.
package struct KeptCookie: Hashable, Sendable {
    package let octets: [UInt8]
    package let standsFor: String

    package init(octets: [UInt8], standsFor: String) {
        self.octets = octets
        self.standsFor = standsFor
    }
}

/// A plan that waits for a person.
package struct HeldPlan: Hashable, Sendable {
    package let digest: String
    package let reasons: [HeldReason]
    package let since: Instant

    package init(digest: String, reasons: [HeldReason], since: Instant) {
        self.digest = digest
        self.reasons = reasons
        self.since = since
    }
}

/// What a source is at.
package struct DirectoryState: Hashable, Sendable {
    package var cookie: KeptCookie?
    /// When it was last read, and last read whole, to an end that could be planned on.
    package var readAt, readWholeAt: Instant?
    package var kind: DirectoryRun.Kind?
    /// How long after its change the last one was here, as far as the source says when it was.
    package var lag: Duration?
    /// How many entries were left as they were, because they can't be read.
    package var isolated = 0
    /// Why the last reading was no plan at all.
    package var refusal: String?
    package var held: HeldPlan?
    /// The last application was taken back, though the source still says it: nothing is applied without a word.
    package var waitsSinceUndo = false

    package init() {}
}

extension DirectoryStates {
    /// Of a source that was never read, the empty one.
    package func state(of source: SourceID) throws -> DirectoryState {
        let row = try transaction.row(
            """
            SELECT cookie, cookie_of, read_at, read_whole_at, kind, lag, isolated, refusal, held_digest, held_reasons,
                held_since, waits_since_undo
            FROM directory_state WHERE source = $1
            """, .text(source.slug))
        var state = DirectoryState()
        guard let row else { return state }
        if let octets = try row.optional(0, "a cookie", { HexDigits.octets($0) }) {
            state.cookie = KeptCookie(octets: octets, standsFor: try row.text(1))
        }
        (state.readAt, state.readWholeAt) = (try row.optionalMoment(2), try row.optionalMoment(3))
        state.kind = try row.optional(4, "a kind of run") { DirectoryRun.Kind(rawValue: $0) }
        state.lag = try row.optionalInteger(5).map { .milliseconds($0) }
        state.isolated = Int(clamping: try row.integer(6))
        state.refusal = try row.optionalText(7)
        if let digest = try row.optionalText(8) {
            let reasons = try row.list(9).map { try row.required(HeldReason(stored: $0), "why a plan is held") }
            state.held = HeldPlan(digest: digest, reasons: reasons, since: try row.moment(10))
        }
        state.waitsSinceUndo = try row.flag(11)
        return state
    }
}

extension DirectoryStates where Context == WriteTransaction {
    package func set(_ state: DirectoryState, of source: SourceID) throws {
        try transaction.execute(
            """
            INSERT INTO directory_state (source, cookie, cookie_of, read_at, read_whole_at, kind, lag, isolated, refusal,
                held_digest, held_reasons, held_since, waits_since_undo)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            ON CONFLICT (source) DO UPDATE SET cookie = excluded.cookie, cookie_of = excluded.cookie_of,
                read_at = excluded.read_at, read_whole_at = excluded.read_whole_at, kind = excluded.kind,
                lag = excluded.lag, isolated = excluded.isolated, refusal = excluded.refusal,
                held_digest = excluded.held_digest, held_reasons = excluded.held_reasons,
                held_since = excluded.held_since, waits_since_undo = excluded.waits_since_undo
            """,
            .text(source.slug), .text(state.cookie.map { HexDigits.text($0.octets) }), .text(state.cookie?.standsFor),
            .moment(state.readAt), .moment(state.readWholeAt), .text(state.kind?.rawValue),
            .integer(state.lag?.milliseconds),
            .integer(Int64(state.isolated)), .text(state.refusal), .text(state.held?.digest),
            state.held.map { .list($0.reasons.map(\.stored)) } ?? .null, .moment(state.held?.since),
            .flag(state.waitsSinceUndo))
    }
}

extension HeldReason {
    /// A word and its values, with spaces between.
    var stored: String {
        switch self {
        case .unitsRemoved(let count, let all): "units-removed \(count) \(all)"
        case .peopleRemoved(let count, let all): "people-removed \(count) \(all)"
        case .unitsChanged(let count, let all): "units-changed \(count) \(all)"
        case .peopleMoved(let count, let all): "people-moved \(count) \(all)"
        case .isolated(let count, let all): "isolated \(count) \(all)"
        case .topLevelUnit(let unit): "top-level-unit \(unit)"
        case .renumbered(let count): "renumbered \(count)"
        case .rebound(let count): "rebound \(count)"
        case .codeChanged(let unit): "code-changed \(unit)"
        case .merged(let unit): "merged \(unit)"
        case .nobodyAdministers(let unit): "nobody-administers \(unit)"
        case .activityUnseen(let count): "activity-unseen \(count)"
        }
    }

    init?(stored: String) {
        let words = stored.split(separator: " ").map(String.init)
        let numbers = words.dropFirst().compactMap { Int($0) }
        let unit = words.dropFirst().first.flatMap { UnitID($0) }
        switch (words.first, numbers.count, unit) {
        case ("units-removed", 2, _): self = .unitsRemoved(numbers[0], of: numbers[1])
        case ("people-removed", 2, _): self = .peopleRemoved(numbers[0], of: numbers[1])
        case ("units-changed", 2, _): self = .unitsChanged(numbers[0], of: numbers[1])
        case ("people-moved", 2, _): self = .peopleMoved(numbers[0], of: numbers[1])
        case ("isolated", 2, _): self = .isolated(numbers[0], of: numbers[1])
        case ("renumbered", 1, _): self = .renumbered(numbers[0])
        case ("rebound", 1, _): self = .rebound(numbers[0])
        case ("activity-unseen", 1, _): self = .activityUnseen(numbers[0])
        case ("top-level-unit", _, let unit?): self = .topLevelUnit(unit)
        case ("code-changed", _, let unit?): self = .codeChanged(unit)
        case ("merged", _, let unit?): self = .merged(unit)
        case ("nobody-administers", _, let unit?): self = .nobodyAdministers(unit)
        default: return nil
        }
    }
}

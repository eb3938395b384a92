import Audit
import Database
import Identity
import Storage

/// Writes down refusals that change nothing else. Of somebody who is known there is an event in the audit log, which is
/// the whole transaction; strangers are counted (`StrangerRefusals`).
package struct RefusalLog: Sendable {
    private let database: Database
    private let strangers: StrangerRefusals

    package init(_ installation: Installation) {
        database = installation.database
        strangers = installation.strangers
    }

    /// - Parameters:
    ///   - code: why, in a word of ours that operators search for.
    ///   - client: the client that it was about.
    package func record(
        _ action: AuditEvent.Action, _ code: String, client: String? = nil, session: String? = nil, _ act: Act
    ) async throws {
        switch act.actor {
        case .anonymous: strangers.count(action, code, client: client, person: nil, act)
        case .person, .client, .administrator, .schedule:
            let event = act.event(action, .refused(code), client: client, session: session)
            try await database.write { transaction in try transaction.audit.append(event) }
        }
    }

    /// Writes down what was counted since the last time.
    /// - Returns: what it was: action, code and how often.
    @discardableResult
    package func writeCounts() async throws -> [(action: AuditEvent.Action, code: String, number: Int)] {
        let taken = strangers.take()
        guard !taken.isEmpty else { return [] }
        do {
            try await database.write { transaction in
                for (refusal, number) in taken { try transaction.refusalCounts.add(refusal, number) }
            }
        } catch let error where error as? DatabaseError != .outcomeUnknown {
            // Where nobody knows whether they were written, they would count twice.
            strangers.giveBack(taken)
            throw error
        }
        return taken.map { ($0.key.action, $0.key.code, $0.value) }
    }
}

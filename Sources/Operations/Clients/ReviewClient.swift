import Audit
import Database
import Identity
import OpenIDConnect
import Storage

/// Looks at a registered client as it behaves, by what the records have of it.
package struct ReviewClient: Sendable {
    private let database: Database

    /// How far back, and at how many events of the client's, the audit log is looked at.
    package static let memory = Duration.hours(24 * 30)
    private static let eventLimit = 2000

    package init(_ installation: Installation) { database = installation.database }

    package func run(_ client: Client, at now: Instant) async throws -> ClientReview {
        let behaviour = try await database.read { transaction in
            try Self.behaviour(of: client.id, in: transaction, at: now)
        }
        return ClientReview(of: client, behaviour, at: now)
    }

    private static func behaviour(
        of client: ClientID, in transaction: some Transaction, at now: Instant
    ) throws -> ClientBehaviour {
        var behaviour = ClientBehaviour()
        var filter = AuditFilter()
        (filter.client, filter.from, filter.action) = (client.text, now - memory, .authorize)
        let signIns = try transaction.audit.events(before: .max, filter, limit: eventLimit)
            .filter { $0.outcome.utf8.elementsEqual(AuditEvent.Outcome.success.text.utf8) }
        behaviour.signIns = signIns.count
        behaviour.lastSignIn = signIns.first?.moment
        let codes = try transaction.clientTraces.codes(of: client)
        (behaviour.codes, behaviour.codesWithChallenge, behaviour.codesWithNonce) = codes
        let logouts = try transaction.clientTraces.logouts(of: client)
        (behaviour.logoutsDelivered, behaviour.logoutsGivenUp, behaviour.logoutsWaiting) = logouts
        behaviour.mistakes = try transaction.clientMistakes.all(of: client)
        return behaviour
    }
}

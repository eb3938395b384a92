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
        ClientReview(of: client, try await behaviour(of: client.id, at: now), at: now)
    }

    func behaviour(of client: ClientID, at now: Instant) async throws -> ClientBehaviour {
        try await database.read { transaction in try Self.behaviour(of: client, in: transaction, at: now) }
    }

    private static func behaviour(
        of client: ClientID, in transaction: some Transaction, at now: Instant
    ) throws -> ClientBehaviour {
        var behaviour = ClientBehaviour()
        func events(_ action: AuditEvent.Action) throws -> [RecordedEvent] {
            var filter = AuditFilter()
            (filter.client, filter.from, filter.action) = (client.text, now - memory, action)
            return try transaction.audit.events(before: .max, filter, limit: eventLimit)
        }
        let signIns = try events(.authorize).filter { $0.says(.success) }
        behaviour.signIns = signIns.count
        behaviour.lastSignIn = signIns.first?.moment
        let tokens = try events(.issueToken)
        (behaviour.refreshes, behaviour.earlyRefreshes) = refreshes(signIns + tokens.filter { $0.says(.success) })
        let expired = TokenRefusal.expiredRefreshToken.code
        behaviour.expiredRefreshTokens =
            try tokens.count { $0.says(.refused(expired)) }
            + transaction.clientTraces.refusals(expired, of: client, since: now - memory)
        behaviour.expiredAccessTokens = try transaction.clientTraces.refusals(
            BearerError.expiredToken(of: client).code, of: client, since: now - memory)
        let codes = try transaction.clientTraces.codes(of: client)
        (behaviour.codes, behaviour.codesWithChallenge, behaviour.codesWithNonce) = codes
        let logouts = try transaction.clientTraces.logouts(of: client)
        (behaviour.logoutsDelivered, behaviour.logoutsGivenUp, behaviour.logoutsWaiting) = logouts
        behaviour.mistakes = try transaction.clientMistakes.all(of: client)
        return behaviour
    }

    /// Of tokens that came after another of the same session, and not by a sign-in: how many there are, and how many came though
    /// less than half of the other's time was over.
    private static func refreshes(_ events: [RecordedEvent]) -> (all: Int, early: Int) {
        var (all, early) = (0, 0)
        var last: [String: Instant] = [:]
        for event in events.sorted(by: { $0.number < $1.number }) {
            guard let session = event.session else { continue }
            guard event.action.utf8.elementsEqual(AuditEvent.Action.issueToken.rawValue.utf8) else {
                last[session] = nil
                continue
            }
            if let before = last[session] {
                all += 1
                if event.moment - before < AccessTokenRecord.lifetime / 2 { early += 1 }
            }
            last[session] = event.moment
        }
        return (all, early)
    }
}

extension RecordedEvent {
    fileprivate func says(_ outcome: AuditEvent.Outcome) -> Bool { self.outcome.utf8.elementsEqual(outcome.text.utf8) }
}

import Audit
import Database
import Identity
import OpenIDConnect
import Storage

/// A person says whether a client may learn what it asks for (OpenID Connect Core §3.1.2.4). What is said counts in the
/// session in which it was said, as long as that still stands where it is written down; otherwise nothing was said.
package struct GiveConsent: Sendable {
    private let database: Database

    package init(_ installation: Installation) {
        database = installation.database
    }

    package func allow(_ interaction: OpenedInteraction, _ signedIn: SignedIn, _ act: Act) async throws {
        let event = event(.success, interaction, signedIn, act)
        let (session, demand) = (signedIn.session, interaction.opened.demand)
        try await database.write { transaction in
            guard try transaction.stands(signedIn) else { return }
            try transaction.interactions.giveConsent(interaction.id, in: session.id)
            // What was said of a device, or of one request, is said of that alone (RFC 8628 §5.4).
            if case .redirect = interaction.opened.reply {
                try transaction.consents.record(
                    of: session.person, to: demand.client.id, scopes: demand.releasedScopes, at: act.now)
            }
            try transaction.audit.append(event)
        }
    }

    /// - Returns: `false` when the interaction was answered before, or the session has ended.
    package func deny(_ interaction: OpenedInteraction, _ signedIn: SignedIn, _ act: Act) async throws -> Bool {
        let event = event(.refused("denied"), interaction, signedIn, act)
        return try await database.write { transaction in
            guard try transaction.stands(signedIn) else { return false }
            try transaction.audit.append(event)
            guard try transaction.interactions.complete(interaction.id, at: act.now) else { return false }
            switch interaction.opened.reply {
            case .redirect, .ours: return true
            case .device(let code): return try transaction.devicesWaiting.deny(code, at: act.now)
            case .backchannel(let id): return try transaction.backchannelRequests.deny(id, at: act.now)
            }
        }
    }

    private func event(
        _ outcome: AuditEvent.Outcome, _ interaction: OpenedInteraction, _ signedIn: SignedIn, _ act: Act
    ) -> AuditEvent {
        act.event(
            .consent, outcome, by: .person(signedIn.session.person), client: interaction.client.id.text,
            session: signedIn.session.id.text, object: Scope.text(interaction.opened.demand.releasedScopes))
    }
}

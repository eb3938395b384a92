import Database
import OpenIDConnect
import Storage

/// The person goes on as who is signed in (`prompt=select_account`); for that session, and for no other.
package struct ConfirmAccount: Sendable {
    private let database: Database

    package init(_ installation: Installation) {
        database = installation.database
    }

    package func confirm(_ interaction: InteractionID, _ signedIn: SignedIn) async throws {
        try await database.write { transaction in
            guard try transaction.stands(signedIn) else { return }
            try transaction.interactions.confirmAccount(interaction, in: signedIn.session.id)
        }
    }
}

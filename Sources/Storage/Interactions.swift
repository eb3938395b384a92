import Accounts
import Database
import Identity
import OpenIDConnect
import Wire

/// Authorization requests that wait for a person.
package struct Interactions<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var interactions: Interactions<Self> { Interactions(transaction: self) }
}

extension Interactions {
    /// - Returns: the interaction, if it is known; and whether it belongs to this browser.
    package func find(
        _ id: InteractionID, browser: BrowserSecret<BrowserCookie>?
    ) throws -> (interaction: Interaction, isOfThisBrowser: Bool)? {
        let row = try transaction.row(
            """
            SELECT client_id, parameters, started_at, account_confirmed, consent_given, completed_at, browser_hash
            FROM interactions WHERE id = $1
            """, .text(id.text))
        guard let row else { return nil }
        let parameters = try row.required(try? FormParameters(query: try row.text(1)), "a request")
        let interaction = Interaction(
            id: id, parameters: parameters, clientID: try row.clientID(0),
            progress: Interaction.Progress(
                startedAt: try row.moment(2), accountConfirmed: try row.flag(3), consentGiven: try row.flag(4)),
            isComplete: try row.optionalInteger(5) != nil)
        return (interaction, try row.text(6) == browser?.hash)
    }
}

extension Interactions where Context == WriteTransaction {
    package func begin(
        _ interaction: Interaction, browser: BrowserSecret<BrowserCookie>
    ) throws {
        try transaction.execute(
            """
            INSERT INTO interactions (id, browser_hash, client_id, parameters, started_at, account_confirmed,
                consent_given)
            VALUES ($1, $2, $3, $4, $5, 0, 0)
            """,
            .text(interaction.id.text), .text(browser.hash), .text(interaction.clientID.text),
            .text(interaction.parameters.encoded()), .moment(interaction.progress.startedAt))
    }

    package func confirmAccount(_ id: InteractionID) throws {
        try transaction.execute(
            "UPDATE interactions SET account_confirmed = 1 WHERE id = $1 AND completed_at IS NULL", .text(id.text))
    }

    package func giveConsent(_ id: InteractionID) throws {
        try transaction.execute(
            "UPDATE interactions SET consent_given = 1 WHERE id = $1 AND completed_at IS NULL", .text(id.text))
    }

    /// Somebody has signed in: what was confirmed and agreed to before was another's doing.
    package func forgetAnswers(_ id: InteractionID) throws {
        try transaction.execute(
            "UPDATE interactions SET account_confirmed = 0, consent_given = 0 WHERE id = $1", .text(id.text))
    }

    /// Ends an interaction with its answer.
    /// - Returns: whether this call did it; a second answer must not be given.
    package func complete(_ id: InteractionID, at now: Instant) throws -> Bool {
        try transaction.execute(
            "UPDATE interactions SET completed_at = $1 WHERE id = $2 AND completed_at IS NULL", .moment(now),
            .text(id.text)) == 1
    }
}

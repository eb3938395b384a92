import Accounts
import Database
import Identity
import OpenIDConnect
import Wire

/// Demands that wait for a person.
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
            SELECT client_id, parameters, device_code, started_at, signed_in_session, account_confirmed_in,
                consent_given_in, completed_at, browser_hash
            FROM interactions WHERE id = $1
            """, .text(id.text))
        guard let row else { return nil }
        let interaction = Interaction(
            id: id, source: try source(row, 1), clientID: try row.clientID(0),
            progress: Interaction.Progress(
                startedAt: try row.moment(3), signedInSession: try row.optionalText(4).map { SessionID($0) },
                accountConfirmedIn: try row.optionalText(5).map { SessionID($0) },
                consentGivenIn: try row.optionalText(6).map { SessionID($0) }),
            isComplete: try row.optionalInteger(7) != nil)
        return (interaction, try row.text(8).hasSameBytes(as: browser?.hash ?? ""))
    }

    private func source(_ row: Row, _ column: Int) throws -> Interaction.Source {
        let parameters = try row.required(try? FormParameters(query: try row.text(column)), "a request")
        guard let device = try row.optionalText(column + 1) else { return .request(parameters) }
        let typed = (try? parameters.single("user_code"))?.flatMap { UserCode(typed: $0) }
        return .device(DeviceCodeHash(stored: device), typed: try row.required(typed, "a user code"))
    }
}

extension Interactions where Context == WriteTransaction {
    package func begin(_ interaction: Interaction, browser: BrowserSecret<BrowserCookie>) throws {
        var parameters = ""
        var device: String?
        switch interaction.source {
        case .request(let request): parameters = request.encoded()
        case .device(let code, let typed):
            parameters = FormParameters([("user_code", typed.text)]).encoded()
            device = code.text
        }
        try transaction.execute(
            """
            INSERT INTO interactions (id, browser_hash, client_id, parameters, device_code, started_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            """,
            .text(interaction.id.text), .text(browser.hash), .text(interaction.clientID.text), .text(parameters),
            .text(device), .moment(interaction.progress.startedAt))
    }

    /// Remembers which session a sign-in of this interaction has opened. What was answered in another one doesn't count
    /// in it.
    package func recordSignIn(_ id: InteractionID, opened session: SessionID) throws {
        try set("signed_in_session", of: id, to: session)
    }

    /// The person of a session goes on as who they are.
    package func confirmAccount(_ id: InteractionID, in session: SessionID) throws {
        try set("account_confirmed_in", of: id, to: session)
    }

    /// The person of a session agrees.
    package func giveConsent(_ id: InteractionID, in session: SessionID) throws {
        try set("consent_given_in", of: id, to: session)
    }

    private func set(_ column: String, of id: InteractionID, to session: SessionID) throws {
        try transaction.execute(
            "UPDATE interactions SET \(column) = $1 WHERE id = $2 AND completed_at IS NULL", .text(session.text),
            .text(id.text))
    }

    /// Ends an interaction with its answer.
    /// - Returns: whether this call did it; a second answer must not be given.
    package func complete(_ id: InteractionID, at now: Instant) throws -> Bool {
        try transaction.execute(
            "UPDATE interactions SET completed_at = $1 WHERE id = $2 AND completed_at IS NULL", .moment(now),
            .text(id.text)) == 1
    }
}

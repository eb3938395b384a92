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
                consent_given_in, completed_at, browser_hash, size, backchannel_request
            FROM interactions WHERE id = $1
            """, .text(id.text))
        guard let row else { return nil }
        let interaction = Interaction(
            id: id, source: try source(row), clientID: try row.clientID(0),
            progress: Interaction.Progress(
                startedAt: try row.moment(3), signedInSession: try row.optionalText(4).map { SessionID($0) },
                accountConfirmedIn: try row.optionalText(5).map { SessionID($0) },
                consentGivenIn: try row.optionalText(6).map { SessionID($0) }),
            isComplete: try row.optionalInteger(7) != nil)
        return (interaction, try row.text(8).hasSameBytes(as: browser?.hash ?? ""))
    }

    private func source(_ row: Row) throws -> Interaction.Source? {
        guard try row.integer(9) > 0 else { return nil }
        let text = try row.text(1)
        // By the writer's limit: `begin` has written nothing longer.
        let parameters = try row.required(
            try? FormParameters(query: text, limits: FormLimits(bytes: text.utf8.count)), "a request")
        if let request = try row.optionalText(10) {
            guard !request.isEmpty else { return .ours(try ownPage(parameters, row)) }
            let message = (try? parameters.single(Interaction.Source.message)) ?? nil
            return .backchannel(AuthRequestHash(stored: request), message: message)
        }
        guard let device = try row.optionalText(2) else { return .request(parameters) }
        let typed = (try? parameters.single("user_code"))?.flatMap { UserCode(typed: $0) }
        return .device(DeviceCodeHash(stored: device), typed: try row.required(typed, "a user code"))
    }

    /// A version that knew only the requests that wait named no page.
    private func ownPage(_ parameters: FormParameters, _ row: Row) throws -> OwnPage {
        guard let name = (try? parameters.single(Interaction.Source.page)) ?? nil else { return .requests }
        return try row.required(OwnPage(rawValue: name), "a page of ours")
    }
}

extension Interactions where Context == WriteTransaction {
    package func begin(_ interaction: Interaction, browser: BrowserSecret<BrowserCookie>) throws {
        let parameters = interaction.source?.stored ?? ""
        var device: String?
        var request: String?
        switch interaction.source {
        case .device(let code, _): device = code.text
        case .backchannel(let id, _): request = id.text
        case .ours: request = ""
        case .request, nil: break
        }
        try transaction.put(
            """
            INSERT INTO interactions (id, browser_hash, client_id, parameters, device_code, started_at, size,
                backchannel_request)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            .text(interaction.id.text), .text(browser.hash), .text(interaction.clientID.text), .text(parameters),
            .text(device), .moment(interaction.progress.startedAt), .integer(interaction.size),
            .text(request))
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

    /// Ends an interaction with its answer; what it was made from isn't needed any more.
    /// - Returns: whether this call did it; a second answer must not be given.
    package func complete(_ id: InteractionID, at now: Instant) throws -> Bool {
        try transaction.execute(
            "UPDATE interactions SET completed_at = $1, \(Self.nothing) WHERE id = $2 AND completed_at IS NULL",
            .moment(now), .text(id.text)) == 1
    }

    /// Sets what an interaction is kept whole for, and what doesn't outlast that.
    static var nothing: String { "parameters = '', size = 0, \(BegunSignIns<Context>.nothing)" }
}

extension Interaction {
    /// How many bytes are kept of what it is made from; at least one, while it is kept whole.
    package var size: Int64 { Int64(max(1, source?.stored.utf8.count ?? 0)) }
}

extension Interaction.Source {
    fileprivate static let message = "binding_message"
    fileprivate static let page = "page"

    fileprivate var stored: String {
        switch self {
        case .request(let request): request.compactlyEncoded()
        case .device(_, let typed): FormParameters([("user_code", typed.text)]).compactlyEncoded()
        case .backchannel(_, let message):
            FormParameters(message.map { [(Self.message, $0)] } ?? []).compactlyEncoded()
        case .ours(let page): FormParameters([(Self.page, page.rawValue)]).compactlyEncoded()
        }
    }
}

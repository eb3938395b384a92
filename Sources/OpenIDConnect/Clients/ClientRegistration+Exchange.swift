import Wire

/// Who may go on with a person's token, and in whose name (RFC 8693).
package struct ExchangeRules: Hashable, Sendable {
    /// In whose name the client exchanges tokens, if it may.
    package let mode: ExchangeMode
    /// Who may act by the client's own tokens (RFC 8693 §4.4, `may_act`); empty for everybody whom they are shown to and who
    /// may exchange tokens.
    package let mayAct: [ClientID]

    package init(mode: ExchangeMode = .delegation, mayAct: [ClientID] = []) {
        self.mode = mode
        self.mayAct = mayAct
    }

    /// `may_act` in its tokens (RFC 8693 §4.4): one actor can be named there. Who are several stand in the registration
    /// alone, where the exchange reads them in any case.
    var mayActClaim: JSONValue? {
        guard let actor = mayAct.first, mayAct.count == 1 else { return nil }
        return .object(["sub": .string(actor.text)])
    }
}

/// What an administrator says of that; no platform says it of itself.
package struct ExchangeRegistration: Hashable, Sendable {
    /// An `ExchangeMode`.
    package var mode: String
    /// `client_id`s.
    package var mayAct: [String]

    package init(_ rules: ExchangeRules = ExchangeRules()) {
        mode = rules.mode.rawValue
        mayAct = rules.mayAct.map(\.text)
    }

    func rules() throws(ClientRegistrationError) -> ExchangeRules {
        var actors: [ClientID] = []
        for text in mayAct {
            guard let actor = ClientID(text) else { throw .badActor(text) }
            if !actors.contains(actor) { actors.append(actor) }
        }
        return ExchangeRules(
            mode: try ClientRegistration.choice(mode, ExchangeMode.self, .exchangeMode), mayAct: actors)
    }
}

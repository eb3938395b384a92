import Identity
import Wire

/// What an authorization is that a token exchange has made (RFC 8693): of which token, who acts by it, and as whom the place
/// that it is for knows the person. It gives one access token, and ends with the one that was exchanged.
package struct TokenExchange: Hashable, Sendable {
    /// The access token that was exchanged.
    package let source: TokenID
    /// The access token that was given for it.
    package let token: TokenID
    /// What the person once allowed, with which everything ends that was exchanged since.
    package let root: AuthorizationID
    /// Who acts, the one who does now first (RFC 8693 §4.1); empty where nobody but the person is to be seen.
    package let actors: [ClientID]
    /// The clients whose tokens led here, the first one first.
    package let passedBy: [ClientID]
    /// How the person is known where the token is presented.
    package let subjectType: SubjectType
    /// Whether what the person allowed outlives the session.
    package let isOffline: Bool

    package init(
        source: TokenID, token: TokenID, root: AuthorizationID, actors: [ClientID], passedBy: [ClientID],
        subjectType: SubjectType, isOffline: Bool
    ) {
        self.source = source
        self.token = token
        self.root = root
        self.actors = actors
        self.passedBy = passedBy
        self.subjectType = subjectType
        self.isOffline = isOffline
    }

    /// The clients that have a part in it besides the one that has the token: while one of them is disabled, it opens
    /// nothing.
    package var parties: Set<ClientID> { Set(actors + passedBy) }

    /// `act` (RFC 8693 §4.1): who acts now, and in it who acted before; `nil` for impersonation. Whoever decides by it looks
    /// at the outermost only.
    package var act: JSONValue? {
        actors.reversed().reduce(nil) { inner, actor in
            var act: JSONObject = ["sub": .string(actor.text)]
            act["act"] = inner
            return .object(act)
        }
    }

    /// How often a person's token may be exchanged, one for the other.
    package static let depth = 4
}

/// In whose name a client exchanges tokens.
package enum ExchangeMode: String, Hashable, Sendable, CaseIterable {
    /// `act` says who acts for the person (RFC 8693 §1.1): the service of the actor token, else the client itself.
    case delegation
    /// Without an actor token, nobody but the person is to be seen.
    case impersonation
}

import Identity

/// A request behind the browser's back that waits for a person (CIBA Core): what we keep of it.
package struct BackchannelAuthentication: Hashable, Sendable {
    package let id: AuthRequestHash
    package let client: ClientID
    /// Who is asked; `nil` where the hint means nobody who can sign in. That waits, and expires, as any other: nobody learns
    /// from us whom we know (CIBA Core §13 has `unknown_user_id` for it, which is never sent).
    package let person: PersonID?
    /// By what the requests to one person are counted, and those to a name that is nobody's.
    package let addressee: String
    package let scopes: Set<Scope>
    package let level: AuthenticationLevel?
    package let bindingMessage: String?
    package let begunAt: Instant
    package let decision: PolledDecision

    package init(
        id: AuthRequestHash, client: ClientID, person: PersonID?, addressee: String, scopes: Set<Scope>,
        level: AuthenticationLevel?, bindingMessage: String?, begunAt: Instant, decision: PolledDecision
    ) {
        self.id = id
        self.client = client
        self.person = person
        self.addressee = addressee
        self.scopes = scopes
        self.level = level
        self.bindingMessage = bindingMessage
        self.begunAt = begunAt
        self.decision = decision
    }

    /// A new one, for a request.
    package init(
        _ request: BackchannelAuthenticationRequest, id: AuthRequestID, to person: PersonID?, addressee: String,
        at now: Instant
    ) {
        self.init(
            id: id.hash, client: request.client.id, person: person, addressee: addressee, scopes: request.scopes,
            level: request.level, bindingMessage: request.bindingMessage, begunAt: now,
            decision: PolledDecision(expiresAt: now + request.lifetime, interval: PolledDecision.firstInterval))
    }

    /// Decides on a poll by the client that has presented the id.
    package func poll(by client: AuthenticatedClient, at now: Instant) -> PollAnswer {
        // Another client's attempt changes nothing.
        guard client.id == self.client else { return .refuse(.unknownAuthRequest) }
        return decision.poll(
            at: now, .init(usedTwice: .authRequestUsedTwice, expired: .expiredAuthRequest, denied: .authRequestDenied))
    }
}

extension TokenRefusal {
    package static let authRequestDenied = TokenRefusal(
        .accessDenied, "the person refused", code: "auth-request-denied")
    package static let expiredAuthRequest = TokenRefusal(
        .expiredToken, "the auth_req_id is expired; ask again", code: "expired-auth-request")

    package static let unknownAuthRequest = badAuthRequest("unknown-auth-request")
    package static let authRequestUsedTwice = badAuthRequest("auth-request-used-twice")

    private static func badAuthRequest(_ code: String) -> TokenRefusal {
        TokenRefusal(.invalidGrant, "the auth_req_id is unknown or used; ask again", code: code)
    }
}

extension SignInDemand {
    /// What a client demands that has asked behind the browser's back, once the person has come to our page.
    /// - Parameter client: the one that has asked, as it is registered now; `nil` when there is none any more.
    package init(_ request: BackchannelAuthentication, client: Client?) throws(PageRefusal) {
        guard let client, client.id == request.client else { throw .unknownClient }
        guard client.isEnabled else { throw .disabledClient }
        guard client.grants.contains(.ciba) else { throw .unregisteredGrant }
        self.init(client: client, scopes: request.scopes.intersection(client.scopes), level: request.level)
    }
}

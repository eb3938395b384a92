import Identity

/// What an exchange is decided on, read in the transaction that makes the new token.
package struct ExchangeFacts: Sendable {
    /// What the records have of the subject token; `nil` when it is none of ours.
    package let subject: IssuedToken?
    /// The same of the actor token, where one was presented.
    package let actor: IssuedToken?
    /// Those that answer for the place that the new token is for.
    package let recipients: [Client]
    /// What the person has agreed that clients learn.
    package let consented: [ClientID: Set<Scope>]

    package init(
        subject: IssuedToken?, actor: IssuedToken?, recipients: [Client], consented: [ClientID: Set<Scope>]
    ) {
        self.subject = subject
        self.actor = actor
        self.recipients = recipients
        self.consented = consented
    }

    /// The one that learns of the person by the new token; `nil` where several could be meant, or nobody is registered.
    fileprivate func recipient() throws(TokenRefusal) -> Client? {
        let enabled = recipients.filter(\.isEnabled)
        guard recipients.isEmpty || !enabled.isEmpty else { throw .disabledRecipient }
        return enabled.count == 1 ? enabled.first : nil
    }
}

/// What an exchange gives.
package struct ExchangedToken: Hashable, Sendable {
    package let authorization: Authorization
    package let audience: String
    package let recipient: Client?
    /// Not later than the tokens end that were presented.
    package let end: Instant
}

extension TokenExchangeGrant {
    /// Where the new token is to be presented: one of the audiences that the client is registered with, and none of ours.
    /// - Parameter service: the client that `audience` names, where it names one.
    package func audience(for client: Client, service: Client?, issuer: Issuer) throws(TokenRefusal) -> String {
        let allowed = client.audiences.filter { !issuer.isAudience($0) }
        switch target {
        case .resource(let name), .audience(let name):
            if let found = allowed.first(where: name.hasSameBytes(as:)) { return found }
            let answered = allowed.filter { service?.answers(for: $0) ?? false }
            guard let only = answered.first, answered.count == 1 else { throw .foreignResource }
            return only
        case nil:
            guard let only = allowed.first else { throw .foreignResource }
            guard allowed.count == 1 else { throw .ambiguousResource }
            return only
        }
    }

    /// Decides. Audience and scopes are at most what the client is registered for and the subject token has; how well the
    /// person had proven themselves, and in which session, stays what it was.
    /// - Parameters:
    ///   - audience: as `audience(for:service:issuer:)` says.
    ///   - id: that of the new authorization.
    ///   - token: that of the new token.
    package func exchange(
        _ facts: ExchangeFacts, by client: AuthenticatedClient, for audience: String, id: AuthorizationID,
        token: TokenID, issuer: Issuer, at now: Instant
    ) throws(TokenRefusal) -> ExchangedToken {
        guard client.client.isConfidential else { throw .unregisteredGrant }
        let (subject, record) = try Self.usable(facts.subject, client, issuer, else: .unknownSubjectToken)
        guard subject.counts(at: now) else { throw .endedSubjectToken }
        guard subject.authorization.person != nil else { throw .subjectIsService }
        let before = subject.authorization.exchange
        let passedBy = (before?.passedBy ?? []) + [subject.client.id]
        guard passedBy.count <= TokenExchange.depth else { throw .exchangedTooOften }

        var end = min(now + AccessTokenRecord.lifetime, record.expiresAt)
        let actor: ClientID?
        if actorToken != nil {
            let (service, record) = try Self.usable(facts.actor, client, issuer, else: .unknownActorToken)
            guard service.counts(at: now), service.authorization.subject == .client else { throw .unknownActorToken }
            (actor, end) = (service.client.id, min(end, record.expiresAt))
        } else {
            actor = client.client.exchange.mode == .delegation ? client.id : nil
        }
        // RFC 8693 §4.4: `may_act` of the subject token, as its client is registered now.
        let mayAct = subject.client.exchange.mayAct
        guard mayAct.isEmpty || mayAct.contains(actor ?? client.id) else { throw .mayNotAct }
        var actors = before?.actors ?? []
        if let actor, actors.first != actor { actors.insert(actor, at: 0) }

        let recipient = try facts.recipient()
        let scopes = try scopes(of: subject, record, for: client.client, recipient)
        let details = try passedOn(subject, record, to: recipient)
        for asking in [client.client] + facts.recipients where asking.requiresConsent {
            // What may be done is agreed to at the client that asks for it, and passed on to nobody who would have to ask too.
            guard details.isEmpty, scopes.isSubset(of: facts.consented[asking.id] ?? []) else { throw .consentMissing }
        }
        let exchange = TokenExchange(
            source: record.id, token: token, root: before?.root ?? subject.authorization.id, actors: actors,
            passedBy: passedBy, subjectType: recipient?.subjectType ?? client.client.subjectType,
            isOffline: subject.authorization.isOffline)
        return ExchangedToken(
            authorization: Authorization(
                id: id, client: client.id, subject: subject.authorization.subject, scopes: scopes,
                audiences: [audience], details: details, exchange: exchange),
            audience: audience, recipient: recipient, end: end)
    }

    /// An access token that was issued to the client, or shown to it as one of those who answer for its audience.
    private static func usable(
        _ token: IssuedToken?, _ client: AuthenticatedClient, _ issuer: Issuer, else refusal: TokenRefusal
    ) throws(TokenRefusal) -> (IssuedToken, AccessTokenRecord) {
        guard let token, case .access(let record) = token.record, token.concerns(client.client, issuer) else {
            throw refusal
        }
        return (token, record)
    }

    /// What may be done at the platform for which it was allowed, by a service of that platform; at another, functions of the same
    /// name are others.
    private func passedOn(
        _ subject: IssuedToken, _ record: AccessTokenRecord, to recipient: Client?
    ) throws(TokenRefusal) -> AuthorizationDetails {
        let isOfPlatform = recipient?.platform != nil && recipient?.platform == subject.client.platform
        return try (isOfPlatform ? record.details : .none).narrowed(to: details)
    }

    /// Those of the subject token that are asked for. `openid` opens UserInfo and `offline_access` outlives a session,
    /// neither of which an exchanged token does; and who is told of posts and permissions has to be registered for it too.
    private func scopes(
        of subject: IssuedToken, _ record: AccessTokenRecord, for client: Client, _ recipient: Client?
    ) throws(TokenRefusal) -> Set<Scope> {
        let ofSessions: Set<Scope> = [.openid, .offlineAccess]
        let asked = (scopes ?? record.scopes).subtracting(ofSessions)
        guard asked.isSubset(of: record.scopes) else { throw .scopeNotGranted }
        return asked.intersection(subject.client.scopes).intersection(client.scopes)
            .subtracting(Scope.aboutPosts.subtracting(recipient?.scopes ?? []))
    }
}

/// RFC 8693 §2.2.2: a token that is invalid or that policy doesn't take is an `invalid_request`.
extension TokenRefusal {
    package static let unknownSubjectToken = badToken("subject_token", code: "unknown-subject-token")
    package static let endedSubjectToken = badToken("subject_token", code: "subject-token-ended")
    package static let unknownActorToken = badToken("actor_token", code: "unknown-actor-token")

    private static func badToken(_ name: String, code: String) -> TokenRefusal {
        TokenRefusal(
            .invalidRequest,
            "\(name) is not an access token of this provider that counts and was issued to this client, or for it",
            code: code)
    }

    package static let subjectIsService = TokenRefusal(
        .invalidRequest, "subject_token is a service's own; a service asks for its tokens itself",
        code: "subject-is-service")
    package static let exchangedTooOften = TokenRefusal(
        .invalidRequest, "subject_token was exchanged too often already", code: "exchanged-too-often")
    package static let mayNotAct = TokenRefusal(
        .invalidRequest, "subject_token says who may act by it, and that is somebody else", code: "may-not-act")
    package static let disabledRecipient = TokenRefusal(
        .invalidTarget, "the service that this audience means is disabled", code: "disabled-recipient")
    package static let consentMissing = TokenRefusal(
        .accessDenied, "the person has not agreed to this; send the person through the authorization endpoint",
        code: "consent-missing")
}

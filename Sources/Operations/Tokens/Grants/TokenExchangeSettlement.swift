import Identity
import OpenIDConnect
import Storage

extension TokenExchangeGrant {
    /// Gives a token for another one (RFC 8693). Nothing is spent by it: as long as the subject token counts, it can be
    /// exchanged for each service that is called.
    func settle(_ context: GrantContext) throws -> TokenSettlement {
        let facts = try facts(context)
        let exchanged: ExchangedToken
        do throws(TokenRefusal) {
            exchanged = try exchange(
                facts.decision, by: context.client, for: try facts.audience.get(), id: context.fresh.authorization,
                token: context.fresh.accessToken, issuer: context.parties.issuer, at: context.now)
        } catch { return .refused(error, revoked: nil) }
        try context.transaction.authorizations.add(exchanged.authorization, endingAt: exchanged.end)
        let issue = TokenIssue(
            exchanged.authorization, to: context.client, token: context.fresh.accessToken,
            audience: exchanged.audience, recipient: exchanged.recipient, until: exchanged.end,
            boundTo: context.confirmation, at: context.now)
        try context.transaction.accessTokens.record(issue.accessToken)
        return .issued(issue)
    }

    private func facts(
        _ context: GrantContext
    ) throws -> (decision: ExchangeFacts, audience: Result<String, TokenRefusal>) {
        let (transaction, client) = (context.transaction, context.client.client)
        var service: Client?
        if case .audience(let name) = target, let id = ClientID(name) {
            service = try context.clients.client(id, in: transaction)
        }
        let audience = Result { () throws(TokenRefusal) in
            try self.audience(for: client, service: service, issuer: context.parties.issuer)
        }
        let recipients = try ((try? audience.get()).map(transaction.clients.answering) ?? [])
            .compactMap { try context.clients.client($0, in: transaction) }
        let subject = try context.issued(context.proofs.subject)
        var consented: [ClientID: Set<Scope>] = [:]
        if let person = subject?.authorization.person {
            for asking in [client] + recipients where asking.requiresConsent {
                consented[asking.id] = try transaction.consents.scopes(of: person, to: asking.id)
            }
        }
        let decision = ExchangeFacts(
            subject: subject, actor: try context.issued(context.proofs.actor), recipients: recipients,
            consented: consented)
        return (decision, audience)
    }
}

extension GrantContext {
    /// What the records have of a token that was presented to be exchanged.
    fileprivate func issued(_ token: PresentedAccessToken?) throws -> IssuedToken? {
        try token.flatMap { try transaction.issuedToken(.access($0), clients, at: now) }
    }
}

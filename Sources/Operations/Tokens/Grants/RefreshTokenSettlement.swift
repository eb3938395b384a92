import OpenIDConnect
import Storage

extension RefreshTokenGrant {
    /// Exchanges the token once, as `RefreshDecision` says; one that comes a second time ends its family (RFC 9700
    /// §4.14.2).
    func settle(_ context: GrantContext) throws -> TokenSettlement {
        let transaction = context.transaction
        let found = try transaction.refreshTokens.find(token.hash, at: context.now)
        let decision = RefreshDecision.decide(
            found, client: context.client, requested: scopes, resource: resource, issuer: context.parties.issuer,
            confirmation: context.confirmation, at: context.now)
        switch decision {
        case .refuse(let refusal): return .refused(refusal, revoked: nil)
        case .reuse: return try reused(found?.authorization.id, context)
        case .repeatAnswer(let rotation, let audience):
            guard let found else { return .refused(.unknownRefreshToken, revoked: nil) }
            // The same token again, which is bound to what it was bound to.
            guard try transaction.accessTokens.confirmation(of: rotation.accessToken) == context.confirmation else {
                return .refused(.otherKey, revoked: nil)
            }
            let recorded = try transaction.accessTokens.details(of: rotation.accessToken)
            guard details == nil || details == recorded else { return try reused(found.authorization.id, context) }
            return .issued(
                issue(found.authorization, rotation, successor(context), audience, recorded, context))
        case .keep(let scopes, let audience):
            guard let found else { return .refused(.unknownRefreshToken, revoked: nil) }
            if let refusal = refusal(found.authorization) { return .refused(refusal, revoked: nil) }
            let end = found.record.idleEnd(of: found.authorization, usedAt: context.now)
            // Whoever has exchanged it in the meantime was registered otherwise.
            guard try transaction.refreshTokens.keep(token.hash, until: end) else {
                return try reused(found.authorization.id, context)
            }
            let issue = TokenIssue(
                found.authorization, to: context.client, token: context.fresh.accessToken, audience: audience,
                scopes: scopes, details: details, boundTo: context.confirmation, at: context.now)
            try transaction.accessTokens.record(issue.accessToken)
            return .issued(issue)
        case .rotate(let scopes, let audience):
            guard let found else { return .refused(.unknownRefreshToken, revoked: nil) }
            if let refusal = refusal(found.authorization) { return .refused(refusal, revoked: nil) }
            let rotation = RefreshTokenRecord.Rotation(
                at: context.now, accessToken: context.fresh.accessToken, scopes: scopes, audience: audience)
            // Whoever came first in the meantime has it.
            guard try transaction.refreshTokens.rotate(token.hash, rotation) else {
                return try reused(found.authorization.id, context)
            }
            let successor = successor(context)
            let issue = issue(found.authorization, rotation, successor, audience, details, context)
            try transaction.refreshTokens.add(
                found.record.successor(successor, of: found.authorization, at: context.now))
            try transaction.accessTokens.record(issue.accessToken)
            return .issued(issue)
        }
    }

    /// Whether the request asks for more than was allowed (RFC 9396 §6).
    private func refusal(_ authorization: Authorization) -> TokenRefusal? {
        do throws(TokenRefusal) { _ = try authorization.details.narrowed(to: details) } catch { return error }
        return nil
    }

    /// The answer of a rotation, when it is given and when it is given again.
    private func issue(
        _ authorization: Authorization, _ rotation: RefreshTokenRecord.Rotation, _ successor: RefreshToken,
        _ audience: String, _ details: AuthorizationDetails?, _ context: GrantContext
    ) -> TokenIssue {
        TokenIssue(
            authorization, to: context.client, token: rotation.accessToken, audience: audience, scopes: rotation.scopes,
            details: details, refreshToken: successor, issuedAt: rotation.at, boundTo: context.confirmation,
            at: context.now)
    }

    private func successor(_ context: GrantContext) -> RefreshToken { context.parties.succession.successor(of: token) }

    private func reused(_ authorization: AuthorizationID?, _ context: GrantContext) throws -> TokenSettlement {
        if let authorization { try context.transaction.authorizations.revoke(authorization, at: context.now) }
        return .refused(.refreshTokenUsedTwice, revoked: authorization)
    }
}

import Identity
import OpenIDConnect
import Storage

extension JWTBearerGrant {
    /// Uses an assertion up, right or wrong, once it is known to be a trusted issuer's; and gives an access token in the name
    /// of whom it means.
    func settle(_ context: GrantContext) throws -> TokenSettlement {
        let assertion: VerifiedAssertion
        switch context.proofs.assertion {
        case .success(let verified)?: assertion = verified
        case .failure(let refusal)?: return .refused(refusal, revoked: nil)
        case nil: return .refused(.untrustedAssertion, revoked: nil)
        }
        // Another client's attempt changes nothing.
        guard assertion.issuer.clients.contains(context.client.id) else {
            return .refused(.foreignAssertion, revoked: nil)
        }
        guard try context.transaction.usedProofs.use(assertion.use, at: context.now) else {
            return .refused(.replayedAssertion, revoked: nil)
        }
        let person = try context.transaction.person(meantBy: assertion, context.clients)
        let authorization: Authorization
        do throws(TokenRefusal) {
            authorization = try self.authorization(
                by: assertion, of: person, for: context.client, id: context.fresh.authorization,
                provider: context.parties.issuer, at: context.now)
        } catch { return .refused(error, revoked: nil) }
        if let person, context.client.client.requiresConsent {
            let consented = try context.transaction.consents.scopes(of: person, to: context.client.id)
            guard authorization.scopes.isSubset(of: consented) else { return .refused(.consentMissing, revoked: nil) }
        }
        try context.transaction.authorizations.add(
            authorization, endingAt: context.now + AccessTokenRecord.lifetime)
        return try context.issue(first: authorization, resource: resource)
    }
}

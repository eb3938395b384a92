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
        let person = try context.person(assertion)
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

extension GrantContext {
    /// Whom an assertion means, if their account is enabled.
    fileprivate func person(_ assertion: VerifiedAssertion) throws -> PersonID? {
        switch assertion.issuer.subject {
        case .citizenNumber:
            guard let number = CitizenNumber(assertion.subject),
                let person = try transaction.people.find(.citizen(number))
            else { return nil }
            return try transaction.people.isEnabled(person) ? person : nil
        case .subject(let id):
            guard let client = try clients.client(id, in: transaction), client.isEnabled,
                let known = try transaction.subjects.find(assertion.subject, of: client.subjectType)
            else { return nil }
            return known.isEnabled ? known.person : nil
        }
    }
}

import Identity
import OpenIDConnect
import Storage

extension ClientCredentialsGrant {
    /// A service is allowed what it is registered for, each time anew (RFC 6749 §4.4).
    func settle(_ context: GrantContext) throws -> TokenSettlement {
        let authorization: Authorization
        do throws(TokenRefusal) {
            authorization = try self.authorization(
                for: context.client, id: context.fresh.authorization, issuer: context.parties.issuer)
        } catch {
            return .refused(error, revoked: nil)
        }
        try context.transaction.authorizations.add(
            authorization, endingAt: context.now + AccessTokenRecord.lifetime)
        return try context.issue(first: authorization, resource: resource)
    }
}

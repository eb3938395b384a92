import OpenIDConnect
import Storage

extension AuthorizationCodeGrant {
    /// Spends the code, right or wrong; a second use ends what the first one gave (RFC 6749 §4.1.2, RFC 9700 §4.5).
    func settle(_ context: GrantContext) throws -> TokenSettlement {
        switch try context.transaction.codes.redeem(code, by: context.client.id, at: context.now) {
        case .unknown: return .refused(.unknownCode, revoked: nil)
        case .alreadyRedeemed(let authorization):
            try context.transaction.authorizations.revoke(authorization, at: context.now)
            return .refused(.codeUsedTwice, revoked: authorization)
        case .redeemed(let binding, let authorization, let isLive):
            if let refusal = check(binding, by: context.confirmation, at: context.now) {
                return .refused(refusal, revoked: nil)
            }
            guard isLive else { return .refused(.sessionEnded, revoked: nil) }
            return try context.issue(first: authorization, resource: resource, details: details, nonce: binding.nonce)
        }
    }
}

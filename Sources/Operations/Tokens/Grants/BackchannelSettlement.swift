import OpenIDConnect
import Storage

extension BackchannelGrant {
    /// Answers a client's poll; once the person has approved, it gets its tokens, once (CIBA Core §10.1.1, §11).
    func settle(_ context: GrantContext) throws -> TokenSettlement {
        let requests = context.transaction.backchannelRequests
        guard let request = try requests.find(id) else { return .refused(.unknownAuthRequest, revoked: nil) }
        return try context.settle(
            request.poll(by: context.client, at: context.now), resource: resource, details: details,
            usedTwice: .authRequestUsedTwice,
            record: { try requests.recordPoll(id, interval: $0, at: context.now) },
            consume: { try requests.consume(id) })
    }
}

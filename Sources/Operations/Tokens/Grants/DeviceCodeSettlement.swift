import OpenIDConnect
import Storage

extension DeviceCodeGrant {
    /// Answers a device's poll; once a person has approved it, it gets its tokens, once (RFC 8628 §3.5).
    func settle(_ context: GrantContext) throws -> TokenSettlement {
        let devices = context.transaction.devicesWaiting
        guard let device = try devices.find(code) else { return .refused(.unknownDeviceCode, revoked: nil) }
        return try context.settle(
            device.poll(by: context.client, at: context.now), resource: resource, details: details,
            usedTwice: .deviceCodeUsedTwice,
            record: { try devices.recordPoll(code, interval: $0, at: context.now) },
            consume: { try devices.consume(code) })
    }
}

extension GrantContext {
    /// Does what a poll has come to.
    /// - Parameters:
    ///   - usedTwice: how a poll is refused that another one has just been quicker than.
    ///   - record: remembers a poll that came to nothing yet.
    ///   - consume: uses the decision up; `false` when it was before.
    func settle(
        _ answer: PollAnswer, resource: String?, details: AuthorizationDetails?, usedTwice: TokenRefusal,
        record: (Duration) throws -> Void,
        consume: () throws -> Bool
    ) throws -> TokenSettlement {
        switch answer {
        case .refuse(let refusal): return .refused(refusal, revoked: nil)
        case .wait(let refusal, let interval):
            try record(interval)
            return .waiting(refusal)
        case .granted(let id):
            guard try consume() else { return .refused(usedTwice, revoked: nil) }
            guard let found = try transaction.authorizations.find(id, at: now), found.isLive else {
                return .refused(.sessionEnded, revoked: nil)
            }
            return try issue(first: found.authorization, resource: resource, details: details)
        }
    }
}

import OpenIDConnect
import Storage

extension DeviceCodeGrant {
    /// Answers a device's poll; once a person has approved it, it gets its tokens, once (RFC 8628 §3.5).
    func settle(_ context: GrantContext) throws -> TokenSettlement {
        let devices = context.transaction.devicesWaiting
        guard let device = try devices.find(code) else { return .refused(.unknownDeviceCode, revoked: nil) }
        switch device.poll(by: context.client, at: context.now) {
        case .refuse(let refusal): return .refused(refusal, revoked: nil)
        case .wait(let refusal, let interval):
            try devices.recordPoll(code, interval: interval, at: context.now)
            return .waiting(refusal)
        case .granted(let id):
            guard try devices.consume(code) else { return .refused(.deviceCodeUsedTwice, revoked: nil) }
            guard let found = try context.transaction.authorizations.find(id, at: context.now), found.isLive else {
                return .refused(.sessionEnded, revoked: nil)
            }
            return try context.issue(first: found.authorization, resource: resource, details: details)
        }
    }
}

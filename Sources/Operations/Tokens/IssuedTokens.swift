import Database
import Identity
import OpenIDConnect
import Storage

extension Transaction {
    /// A token of ours that a client presents, with all that the records have of it; `nil` for one that we never gave, or
    /// have forgotten since.
    func issuedToken(_ token: PresentedToken, _ clients: CurrentClients, at now: Instant) throws -> IssuedToken? {
        switch token {
        case .access(let token):
            guard let found = try accessTokens.find(token, at: now),
                let client = try clients.client(found.authorization.client, in: self)
            else { return nil }
            return IssuedToken(
                .access(found.record), of: found.authorization, client: client, isLive: found.isLive)
        case .refresh(let hash):
            guard let found = try refreshTokens.find(hash, at: now),
                let client = try clients.client(found.authorization.client, in: self)
            else { return nil }
            return IssuedToken(
                .refresh(found.record), of: found.authorization, client: client,
                isLive: found.isLive && found.record.rotation == nil)
        }
    }
}

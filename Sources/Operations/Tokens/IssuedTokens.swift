import Database
import Identity
import OpenIDConnect
import Storage

extension Transaction {
    /// A token of ours that a client presents, with all that the records have of it; `nil` for one that we never gave, or
    /// have forgotten since.
    func issuedToken(
        _ token: PresentedToken, askedBy caller: AuthenticatedClient? = nil, _ clients: CurrentClients, at now: Instant
    ) throws -> IssuedToken? {
        switch token {
        case .access(let token):
            guard let found = try accessTokens.find(token, at: now),
                let client = try registered(found.authorization.client, caller, clients)
            else { return nil }
            return IssuedToken(
                .access(found.record), of: found.authorization, client: client,
                isLive: try found.isLive && areEnabled(found.authorization.exchange?.parties ?? [], clients))
        case .refresh(let hash):
            guard let found = try refreshTokens.find(hash, at: now),
                let client = try registered(found.authorization.client, caller, clients)
            else { return nil }
            return IssuedToken(
                .refresh(found.record), of: found.authorization, client: client,
                isLive: found.isLive && found.record.rotation == nil)
        }
    }

    private func registered(_ id: ClientID, _ caller: AuthenticatedClient?, _ clients: CurrentClients) throws -> Client?
    {
        // Most often it is the one that asks, and has been looked up in this transaction.
        if let caller, caller.id == id { return caller.client }
        return try clients.client(id, in: self)
    }

    /// Whether all of these clients are registered and enabled: those through whose hands an exchanged token has gone.
    private func areEnabled(_ ids: Set<ClientID>, _ clients: CurrentClients) throws -> Bool {
        for id in ids where try clients.client(id, in: self)?.isEnabled != true { return false }
        return true
    }
}

import Database
import Identity
import OpenIDConnect
import Storage

extension Transaction {
    /// The client that a request proves to come from, as it is registered in this transaction.
    func authenticate(
        _ presented: ClientAuthentication, _ clients: CurrentClients, at now: Instant
    ) throws -> Result<AuthenticatedClient, ClientAuthenticationError> {
        let registered = try clients.client(presented.clientID, in: self)
        return Result { () throws(ClientAuthenticationError) in try presented.verified(against: registered, at: now) }
    }
}

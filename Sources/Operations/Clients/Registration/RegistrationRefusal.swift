import Database
import OpenIDConnect
import Storage

/// Why a client is not registered, or its registration not read, changed or ended, by a request of its own. Each is counted, not
/// written down one by one: a token may be in many hands.
package enum RegistrationRefusal: Error, Sendable {
    /// No such token, or it counts no longer; a client that is disabled or gone has none that does.
    case unauthorized
    case refused(RegistrationError)
    /// Another update came between.
    case changedMeanwhile
    /// Too many documents of clients are being read.
    case busy
}

extension Transaction {
    /// The client whose registration a token opens, and what is kept of it.
    func registration(
        of id: ClientID, opened hash: RegistrationAccessTokenHash, _ clients: CurrentClients
    ) throws -> (client: Client, record: RegistrationRecord)? {
        guard let record = try clientRegistrations.find(id), record.isOpened(by: hash),
            let client = try clients.client(id, in: self), client.isEnabled
        else { return nil }
        return (client, record)
    }
}

import Database
import Identity
import JOSE
import Keys
import OpenIDConnect
import Storage
import Wire

/// Opens what a client has signed, and perhaps encrypted to us, of an authorization request (RFC 9101), before its act: the
/// client's keys may have to be fetched. A request without a request object is passed on as it came.
///
/// It writes nothing: a request object counts as often as it is sent until it ends, as a link does.
package struct OpenRequestObject: Sendable {
    private let database: Database
    private let clients: CurrentClients
    private let issuer: Issuer
    private let keys: KeyRing
    private let keySets: ClientKeySets

    package init(_ installation: Installation, issuer: Issuer, keys: KeyRing, keySets: ClientKeySets) {
        database = installation.database
        clients = installation.clients
        self.issuer = issuer
        self.keys = keys
        self.keySets = keySets
    }

    /// - Throws: `AuthorizationRefusal` for a request object that isn't what it has to be.
    package func open(_ parameters: FormParameters, at now: Instant) async throws -> ReceivedRequest {
        guard let object = try RequestObject(in: parameters) else { return ReceivedRequest(plain: parameters) }
        let registered = try await database.read { [clients] transaction in
            try clients.client(object.clientID, in: transaction)
        }
        guard let client = registered else { throw AuthorizationRefusal.page(.unknownClient) }
        guard client.isEnabled else { throw AuthorizationRefusal.page(.disabledClient) }
        let signed = try object.signed(openedBy: keys.current.decryptionKeys)
        guard let known = client.keys,
            let set = await keySets.keys(known, at: now, having: signed.mayBeSigned)
        else { throw AuthorizationRefusal.page(.unverifiedRequestObject) }
        return try signed.verified(by: set, of: client, issuer: issuer, at: now)
    }
}

import Cryptography
import Database
import Identity
import JOSE
import OpenIDConnect
import Storage
import Wire

/// Encrypts messages to clients, by their keys as they are now: after the act whose answer it is, as those may have to be fetched.
package struct EncryptToClient: Sendable {
    private let database: Database
    private let clients: CurrentClients
    private let keySets: ClientKeySets
    private let random: any RandomSource

    package init(_ installation: Installation, keySets: ClientKeySets) {
        database = installation.database
        clients = installation.clients
        random = installation.random
        self.keySets = keySets
    }

    /// - Parameter contentType: what is encrypted: a signed token, unless something else is said.
    /// - Throws: `ClientKeysUnreachable`.
    package func encrypt(
        _ message: String, to id: ClientID, _ encryption: MessageEncryption, contentType: String? = "JWT",
        at now: Instant
    ) async throws -> String {
        let client = try await database.read { [clients] transaction in try clients.client(id, in: transaction) }
        guard let keys = client?.keys,
            let set = await keySets.keys(
                keys, at: now, having: { $0.encryptionKey(for: encryption.algorithm) != nil }),
            let key = set.encryptionKey(for: encryption.algorithm)
        else { throw ClientKeysUnreachable(client: id) }
        return try JWE.encrypt(
            Array(message.utf8), to: key, encryption.algorithm, encryption.content, contentType: contentType,
            random: random)
    }
}

/// A client's keys can't be read, or there is none among them any more that its answer could be encrypted to. It is for the
/// client to mend: nothing leaves in the clear that it wants encrypted.
package struct ClientKeysUnreachable: Error {
    package let client: ClientID
}

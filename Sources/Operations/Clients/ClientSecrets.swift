import Cryptography
import Database
import Identity
import Keys
import OpenIDConnect
import Storage

/// Makes clients' secrets, and what is kept of them: of most a hash, of those that sign with them (`client_secret_jwt`) the secret
/// too, sealed.
struct ClientSecrets: Sendable {
    private let random: any RandomSource
    private let sealing: SecretSealing?

    /// - Parameter sealer: `nil` where no client may sign with its secret.
    init(_ installation: Installation, _ sealer: SecretSealer?) {
        random = installation.random
        sealing = sealer.map(SecretSealing.init)
    }

    /// What a client is registered with.
    struct Registered: Sendable {
        /// In the one moment in which it is known; `nil` where none was made.
        let fresh: ClientSecret?
        let hash: SecretHash?
        let sealed: SealedClientSecret?
    }

    /// What a registration needs: nothing, the secret that the client has, or a fresh one.
    /// - Parameter current: what the client has.
    /// - Throws: `ClientRegistrationError.secretJWTDisabled`, where it would have to be sealed and can't be.
    func secret(for registration: ClientRegistration, having current: ClientCredential? = nil) throws -> Registered {
        guard registration.hasSecret else { return Registered(fresh: nil, hash: nil, sealed: nil) }
        let sealed = current?.sealedSecret
        // Of a secret that was kept as a hash nobody can seal anything.
        if let hash = current?.secretHash, !registration.signsWithSecret || sealed != nil {
            return Registered(fresh: nil, hash: hash, sealed: sealed)
        }
        let fresh = ClientSecret(random: random)
        guard registration.signsWithSecret else { return Registered(fresh: fresh, hash: fresh.hash, sealed: nil) }
        guard let sealing, let id = ClientID(registration.id) else { throw ClientRegistrationError.secretJWTDisabled }
        return Registered(fresh: fresh, hash: fresh.hash, sealed: try sealing.seal(fresh, of: id))
    }

    /// A fresh secret for a client that has one already.
    func another(for id: ClientID) throws -> (secret: ClientSecret, sealed: SealedClientSecret?) {
        let secret = ClientSecret(random: random)
        return (secret, try sealing?.seal(secret, of: id))
    }

    /// That what was sealed can be opened by whoever has the records' master key.
    func require(_ sealed: SealedClientSecret?, in transaction: WriteTransaction) throws {
        if sealed != nil { try sealing?.require(in: transaction) }
    }
}

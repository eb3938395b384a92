import Cryptography
import Database
import Identity
import JOSE
import Keys
import OpenIDConnect
import Storage
import Wire

/// Looks at what a request says about who sends it, before the act that it asks for: an assertion's signature is verified by
/// the client's keys, or its MAC by the client's secret, and the assertion used up.
///
/// That is a transaction of its own, for acts that write and acts that read alike. An assertion is spent by its first use,
/// whatever becomes of the request: who has to ask again makes another, as it has to be a new one each time. Whether the client
/// is still what it was then, its act looks at again (`ClientAuthentication.verified`). Nobody writes a row here whose signature
/// isn't a registered client's.
package struct ProveClient: Sendable {
    private let database: Database
    private let clients: CurrentClients
    private let issuer: Issuer
    /// The keys of clients that keep them at an address of their own.
    package let keySets: ClientKeySets
    private let authorities: CertificateAuthorities?
    private let sealing: SecretSealing?

    /// - Parameters:
    ///   - fetcher: the way out to addresses that clients name.
    ///   - authorities: those whose certificates are believed; `nil` for nobody.
    ///   - sealer: opens secrets of clients that sign with them (`client_secret_jwt`); `nil` where none may.
    package init(
        _ installation: Installation, issuer: Issuer, fetcher: any Fetcher, authorities: CertificateAuthorities? = nil,
        sealer: SecretSealer? = nil
    ) {
        self.authorities = authorities
        sealing = sealer.map(SecretSealing.init)
        database = installation.database
        clients = installation.clients
        self.issuer = issuer
        keySets = ClientKeySets(fetcher: fetcher)
    }

    package func prove(
        _ presented: PresentedClient, at now: Instant
    ) async throws -> Result<ClientAuthentication, ClientAuthenticationError> {
        switch presented {
        case .itself(let authentication): return .success(authentication)
        case .assertion(let assertion): return try await prove(assertion, at: now)
        case .certified(let id, let certificate): return try await prove(id, certificate, at: now)
        }
    }

    /// A certificate counts as long as its connection lasts: there is nothing to be used up.
    private func prove(
        _ id: ClientID, _ certificate: ClientCertificate, at now: Instant
    ) async throws -> Result<ClientAuthentication, ClientAuthenticationError> {
        let client = try await database.read { [clients] transaction in try clients.client(id, in: transaction) }
        guard let client, client.isEnabled else { return .success(.identified(id, usedHeader: false)) }
        var keys: JWKSet?
        switch client.credential {
        case .certificate: break
        case .selfSigned(let registered): keys = await keySets.keys(registered, at: now, having: certificate.isOf)
        // It shows one for another reason, such as to have its tokens bound to it.
        case .none, .secret, .signingSecret, .keys: return .success(.identified(id, usedHeader: false))
        }
        let proof = CertificateProof(certificate, of: client, by: authorities, keys: keys, at: now)
        return proof.map { .success(.certificate($0)) } ?? .failure(.failed(usedHeader: false))
    }

    private func prove(
        _ assertion: ClientAssertion, at now: Instant
    ) async throws -> Result<ClientAuthentication, ClientAuthenticationError> {
        let registered = try await database.read { [clients] transaction in
            try clients.client(assertion.clientID, in: transaction)
        }
        guard let client = registered, client.isEnabled else { return .failure(.failed(usedHeader: false)) }
        let proof: KeyProof
        do {
            proof = try await verified(assertion, of: client, at: now)
        } catch let error as ClientAuthenticationError { return .failure(error) }
        let isFirst = try await database.write { transaction in try transaction.usedProofs.use(proof.use, at: now) }
        return isFirst ? .success(.key(proof)) : .failure(.badAssertion(.replayed))
    }

    private func verified(_ assertion: ClientAssertion, of client: Client, at now: Instant) async throws -> KeyProof {
        switch client.credential {
        case .keys(let keys):
            let set = try await set(keys, for: assertion, at: now)
            return try assertion.verified(by: set, of: client, issuer: issuer, at: now)
        case .signingSecret(_, let sealed, let former):
            guard let sealing else { throw ClientAuthenticationError.failed(usedHeader: false) }
            let counting = [sealed] + [former].compactMap { $0?.counts(at: now) == true ? $0?.sealed : nil }
            return try assertion.verified(
                bySecrets: counting.map { try sealing.open($0, of: client.id) }, of: client, issuer: issuer, at: now)
        case .none, .secret, .certificate, .selfSigned: throw ClientAuthenticationError.failed(usedHeader: false)
        }
    }

    private func set(
        _ keys: ClientKeys, for assertion: ClientAssertion, at now: Instant
    ) async throws(ClientAuthenticationError) -> JWKSet {
        guard let set = await keySets.keys(keys, at: now, having: assertion.mayBeSigned) else {
            throw .badAssertion(.unreachableKeys)
        }
        return set
    }
}

import Cryptography
import Identity
import Keys
import OpenIDConnect
import Wire

/// Reads what a client says of itself, when it registers (RFC 7591 §3.1) and when it replaces that (RFC 7592 §2.2): held to the
/// policy, with the addresses that it names looked at, and with a secret where it needs another.
struct ClientMetadataReader: Sendable {
    let secrets: ClientSecrets
    private let random: any RandomSource
    private let policy: RegistrationPolicy
    private let documents: SectorDocuments

    /// - Parameters: see ``AcceptRegistration/init(_:_:fetcher:sealer:)``.
    init(_ installation: Installation, _ policy: RegistrationPolicy, fetcher: any Fetcher, sealer: SecretSealer?) {
        secrets = ClientSecrets(installation, sealer)
        random = installation.random
        self.policy = policy
        documents = SectorDocuments(fetcher: fetcher)
    }

    /// A client as it would be registered.
    struct Read: Sendable {
        let client: Client
        let details: RegistrationDetails
        let secret: ClientSecrets.Registered
    }

    /// - Parameters:
    ///   - current: what it is registered as; `nil` for one that is new.
    ///   - sectors: beside its own, those that it may say to be of.
    /// - Throws: `RegistrationRefusal`, for whatever the client has to say otherwise.
    func read(
        _ metadata: JSONObject, replacing current: Client? = nil, sectors: Set<String> = [], at now: Instant
    ) async throws -> Read {
        do {
            let request =
                if let current { try RegistrationRequest(metadata, of: current, policy, at: now) } else {
                    try RegistrationRequest(metadata, policy, at: now)
                }
            let registration = try request.registration(try current?.id ?? freshID())
            let secret = try secrets.secret(for: registration, having: current?.credential)
            let client = try request.client(
                registration, secret: secret.hash, sealed: secret.sealed, sectors: sectors)
            try await documents.check(request, client)
            return Read(client: client, details: request.details, secret: secret)
        } catch let error as RegistrationError {
            throw RegistrationRefusal.refused(error)
        } catch let error as ClientRegistrationError {
            throw RegistrationRefusal.refused(RegistrationError(error))
        }
    }

    private func freshID() throws(RegistrationError) -> ClientID {
        guard let id = ClientID(Base64URL.encode(random.bytes(16))) else {
            throw RegistrationError(.invalidRequest, "no id could be made")
        }
        return id
    }
}

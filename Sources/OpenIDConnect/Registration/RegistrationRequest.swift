import Identity
import Wire

/// The metadata with which a client registers itself, or replaces its registration (RFC 7591 §2, OpenID Connect Registration §2):
/// read, with what its software statement says in the place of what it says itself. Whether they make a client shows when it is
/// made of them.
package struct RegistrationRequest: Sendable {
    package let details: RegistrationDetails
    package let current: Client?
    private let metadata: JSONObject
    private let policy: RegistrationPolicy

    /// Reads the body of a registration (RFC 7591 §3.1).
    package init(_ body: JSONObject, _ policy: RegistrationPolicy, at now: Instant) throws(RegistrationError) {
        try self.init(body, of: nil, policy, at: now)
    }

    /// Reads the body of an update (RFC 7592 §2.2), which has all that shall be registered.
    package init(
        _ body: JSONObject, of current: Client, _ policy: RegistrationPolicy, at now: Instant
    ) throws(RegistrationError) {
        guard body["client_id"]?.string?.hasSameBytes(as: current.id.text) == true else {
            throw .metadata("client_id must be that of the registration")
        }
        for name in Self.ours where body[name] != nil { throw .metadata("\(name) can't be set") }
        try self.init(body, of: current as Client?, policy, at: now)
        guard let secret = body["client_secret"] else { return }
        guard let hash = current.credential.secretHash, let text = secret.string, hash.matches(text) else {
            throw .metadata("client_secret is not that of this client; it can't be chosen")
        }
    }

    private init(
        _ body: JSONObject, of current: Client?, _ policy: RegistrationPolicy, at now: Instant
    ) throws(RegistrationError) {
        var metadata = body
        if let statement = body["software_statement"] {
            guard let text = statement.string else {
                throw RegistrationError(.invalidSoftwareStatement, "software_statement must be a text")
            }
            // RFC 7591 §2.3: what the statement says takes the place of what the client says.
            metadata.merge(try policy.softwareIssuers.metadata(of: text, at: now))
            metadata["software_statement"] = statement
        }
        details = try RegistrationDetails(metadata)
        self.metadata = metadata
        self.current = current
        self.policy = policy
    }

    /// What no client says of itself (RFC 7592 §2.2).
    private static let ours = [
        "registration_access_token", "registration_client_uri", "client_secret_expires_at", "client_id_issued_at",
    ]

    /// What shall be registered under an id.
    package func registration(_ id: ClientID) throws(RegistrationError) -> ClientRegistration {
        var registration: ClientRegistration
        do throws(ClientRegistrationError) {
            registration = try ClientRegistration(id: id.text, metadata: metadata)
        } catch {
            throw RegistrationError(error)
        }
        if metadata["scope"] == nil {
            let grants = Set(registration.grants.compactMap(GrantType.init(rawValue:)))
            registration.scopes = policy.scopes(with: grants).map(\.rawValue)
        }
        // Nobody of the city's own: people are asked (Article 14 is the legal ground of its platforms alone).
        registration.requiresConsent = true
        registration.pkce = registration.isConfidential ? policy.pkce.rawValue : PKCERequirement.required.rawValue
        registration.sector = details.sectorIdentifier?.host
        if let current { registration.keep(ClientRegistration(current)) }
        return registration
    }

    /// The client that it makes, within what the policy allows.
    /// - Parameters: see ``ClientRegistration/client(secret:sealed:former:isEnabled:sectors:)``.
    package func client(
        _ registration: ClientRegistration, secret: SecretHash?, sealed: SealedClientSecret? = nil,
        sectors: Set<String> = []
    ) throws(RegistrationError) -> Client {
        let client: Client
        do throws(ClientRegistrationError) {
            client = try registration.client(
                secret: secret, sealed: sealed, former: current?.credential.former,
                isEnabled: current?.isEnabled ?? true,
                sectors: sectors.union(details.sectorIdentifier.map { [$0.host] } ?? []))
        } catch { throw RegistrationError(error) }
        try policy.check(client, current: current)
        return client
    }
}

extension ClientRegistration {
    /// Keeps what an administrator has said of a client, and no client says of itself.
    fileprivate mutating func keep(_ current: ClientRegistration) {
        audiences = current.audiences
        resources = current.resources
        requiresConsent = current.requiresConsent
        platform = current.platform
        pkce = isConfidential ? current.pkce : pkce
        proofs.profile = current.proofs.profile
        tokens = current.tokens
        exchange = current.exchange
        // People keep their names there, whatever its addresses are by now.
        if sector == nil { sector = current.sector }
    }
}

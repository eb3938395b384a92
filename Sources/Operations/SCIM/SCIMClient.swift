import Database
import Identity
import OpenIDConnect
import SCIM
import Storage

/// A client that has shown a token for SCIM in this request, and as what it asks.
struct SCIMClient: Sendable {
    let client: Client
    let role: Role

    enum Role: Hashable, Sendable {
        /// It keeps a copy of the staff that use it.
        case platform(PlatformID)
        /// It is the source of units and people.
        case source(ProvisioningSource)
    }

    var id: ClientID { client.id }

    /// What it is told of the service.
    var service: ServiceDescription {
        switch role {
        case .platform: .platform
        case .source(let source): source.tellsNumbers ? .numberedSource : .source
        }
    }

    /// What it may write; nothing of a platform.
    func source() throws(SCIMRefusal) -> ProvisioningSource {
        switch role {
        case .platform: throw .refused(.readOnly, id)
        case .source(let source): source
        }
    }
}

extension Transaction {
    /// The client whose token was presented, as the records have both now.
    func scimClient(
        _ token: PresentedAccessToken, _ clients: CurrentClients, at now: Instant
    ) throws -> Result<SCIMClient, SCIMRefusal> {
        guard let found = try accessTokens.find(token, at: now), found.isLive, now < found.record.expiresAt,
            let client = try clients.client(found.authorization.client, in: self), client.isEnabled
        else { return .failure(.bearer(.invalidToken)) }
        // A person allows no scope of services; that a token is a service's own doesn't depend on it.
        let scopes = found.authorization.subject == .client ? found.record.scopes.intersection(client.scopes) : []
        if scopes.contains(.scimRead), let platform = client.platform {
            return .success(SCIMClient(client: client, role: .platform(platform)))
        }
        if scopes.contains(.scimWrite) {
            guard let source = try provisioned.source(of: client.id) else {
                return .failure(.refused(.noSource, client.id))
            }
            return .success(SCIMClient(client: client, role: .source(source)))
        }
        return .failure(.bearer(.insufficientScope(.scimRead), client.id))
    }
}

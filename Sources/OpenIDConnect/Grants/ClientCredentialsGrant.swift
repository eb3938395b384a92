import Wire

/// The client credentials grant (RFC 6749 §4.4): a service acts for itself. It gets an access token for one audience
/// (RFC 8707), and neither a refresh token nor an ID token.
package struct ClientCredentialsGrant: Sendable {
    /// The audience that the service means; `nil` where the request leaves it to the registration.
    package let resource: String?
    /// What the request asks for, as far as we know it.
    package let scopes: Set<Scope>
    /// Whether it asks for `authorization_details` (RFC 9396), all of which are a person's.
    private let asksForDetails: Bool

    init(_ parameters: FormParameters) throws(TokenError) {
        scopes = try parameters.scopes() ?? []
        resource = try parameters.resource()
        asksForDetails = try parameters.authorizationDetails() != nil
    }

    /// What the service is allowed.
    /// - Parameter id: that of the new authorization.
    package func authorization(
        for client: AuthenticatedClient, id: AuthorizationID, issuer: Issuer
    ) throws(TokenRefusal) -> Authorization {
        // RFC 6749 §4.4: confidential clients only. Registration sees to it; nothing depends on that here.
        guard client.client.isConfidential else { throw .unregisteredGrant }
        guard !asksForDetails else { throw .detailsOfPerson }
        guard scopes.isSubset(of: Scope.ofServices) else { throw .scopeOfPeople }
        let audience: String
        var given: Set<Scope> = []
        if let service = try service(at: issuer) {
            (audience, given) = (service.audience, try scopes(for: client.client, service))
        } else {
            audience = try self.audience(for: client.client, issuer)
        }
        return Authorization(id: id, client: client.id, subject: .client, scopes: given, audiences: [audience])
    }

    private typealias Service = (audience: String, scopes: Set<Scope>)

    /// The endpoints of ours that the service means, by their scopes or by their audience: a token is for one of them.
    private func service(at issuer: Issuer) throws(TokenRefusal) -> Service? {
        let services: [Service] = [(issuer.scimBase, Scope.ofSCIM), (issuer.eventsBase, [.ssfManage])]
        let meant = services.filter { service in
            !scopes.isDisjoint(with: service.scopes)
                || scopes.isEmpty && resource.map { $0.hasSameBytes(as: service.audience) } ?? false
        }
        guard meant.count <= 1 else { throw .scopesOfTwoServices }
        if let meant = meant.first, let resource, !resource.hasSameBytes(as: meant.audience) { throw .foreignResource }
        return meant.first
    }

    /// What it may do there: what it asks for, else all that it is registered for (RFC 6749 §3.3).
    private func scopes(for client: Client, _ service: Service) throws(TokenRefusal) -> Set<Scope> {
        let allowed = client.scopes.intersection(service.scopes)
        guard !allowed.isEmpty, scopes.isSubset(of: allowed) else { throw .unregisteredScope }
        return scopes.isEmpty ? allowed : scopes
    }

    /// A service that is registered with no audience calls the provider itself; a platform may do so besides, as it asks what
    /// people may do.
    private func audience(for client: Client, _ issuer: Issuer) throws(TokenRefusal) -> String {
        if let resource, client.platform != nil, resource.hasSameBytes(as: issuer.text) { return resource }
        let allowed = client.audiences.isEmpty ? [issuer.text] : client.audiences
        if let resource {
            guard allowed.contains(resource) else { throw .foreignResource }
            return resource
        }
        guard let only = allowed.first, allowed.count == 1 else { throw .ambiguousResource }
        return only
    }
}

extension TokenRefusal {
    package static let scopeOfPeople = TokenRefusal(
        .invalidScope, "this scope is about a person, and this grant has none", code: "scope-of-people")
    package static let unregisteredScope = TokenRefusal(
        .invalidScope, "this client is not registered for this scope", code: "unregistered-scope")
    package static let scopesOfTwoServices = TokenRefusal(
        .invalidScope, "these scopes are for two services; ask for a token for each", code: "scopes-of-two-services")
    package static let ambiguousResource = TokenRefusal(
        .invalidTarget, "resource is missing, and this client is registered with several audiences",
        code: "ambiguous-resource")
}

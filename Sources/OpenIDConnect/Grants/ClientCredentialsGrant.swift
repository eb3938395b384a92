import Wire

/// The client credentials grant (RFC 6749 §4.4): a service acts for itself. It gets an access token for one audience
/// (RFC 8707), and neither a refresh token nor an ID token.
package struct ClientCredentialsGrant: Sendable {
    /// The audience that the service means; `nil` where the request leaves it to the registration.
    package let resource: String?
    /// What the request asks for, as far as we know it.
    package let scopes: Set<Scope>

    init(_ parameters: FormParameters) throws(TokenError) {
        scopes = try parameters.scopes() ?? []
        resource = try parameters.resource()
    }

    /// What the service is allowed.
    /// - Parameter id: that of the new authorization.
    package func authorization(
        for client: AuthenticatedClient, id: AuthorizationID, issuer: Issuer
    ) throws(TokenRefusal) -> Authorization {
        // RFC 6749 §4.4: confidential clients only. Registration sees to it; nothing depends on that here.
        guard client.client.isConfidential else { throw .unregisteredGrant }
        guard scopes.isSubset(of: Scope.ofServices) else { throw .scopeOfPeople }
        let audience: String
        var given: Set<Scope> = []
        if isForSCIM(at: issuer) {
            (audience, given) = (issuer.scimBase, try scopes(for: client.client, issuer))
        } else {
            audience = try self.audience(for: client.client, issuer)
        }
        return Authorization(id: id, client: client.id, subject: .client, scopes: given, audiences: [audience])
    }

    /// Whether the service means our SCIM endpoints: all the scopes that services have are for them.
    private func isForSCIM(at issuer: Issuer) -> Bool {
        !scopes.isEmpty || resource.map { $0.hasSameBytes(as: issuer.scimBase) } ?? false
    }

    /// What it may do there: what it asks for, else all that it is registered for (RFC 6749 §3.3).
    private func scopes(for client: Client, _ issuer: Issuer) throws(TokenRefusal) -> Set<Scope> {
        if let resource, !resource.hasSameBytes(as: issuer.scimBase) { throw .foreignResource }
        let allowed = client.scopesOfServices
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
    package static let ambiguousResource = TokenRefusal(
        .invalidTarget, "resource is missing, and this client is registered with several audiences",
        code: "ambiguous-resource")
}

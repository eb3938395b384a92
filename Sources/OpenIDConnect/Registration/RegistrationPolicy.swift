/// What a client that registers itself may be, as the settings say. What opens personal data, or makes it a part of the city's
/// own, only an administrator gives it afterwards; what it was given it keeps.
package struct RegistrationPolicy: Hashable, Sendable {
    package let scopes: Set<Scope>
    package let grants: Set<GrantType>
    /// What stands in its registration; no metadata of RFC 7591 say it.
    package let pkce: PKCERequirement
    /// Whose software statements count (RFC 7591 §2.3).
    package let softwareIssuers: SoftwareIssuers
    /// The ways of authenticating that there are here and not everywhere: by a certificate, with a secret that signs.
    package let otherMethods: [String]

    package static let usualScopes: Set<Scope> = [.openid, .profile, .email, .offlineAccess]
    package static let usualGrants: Set<GrantType> = [.authorizationCode, .refreshToken]
    /// What no setting can open to everybody with a token: citizen numbers, rights of the city's platforms, and its staff.
    package static let neverScopes = Scope.ofServices.union([.citizenID, .permissions])
    /// Those by which a client acts without a person, or on what others gave, or calls people who are not at it.
    package static let neverGrants: Set<GrantType> = [.clientCredentials, .tokenExchange, .jwtBearer, .ciba]

    /// How many addresses of each kind a client may have.
    package static let addressLimit = 20

    package init(
        scopes: Set<Scope> = usualScopes, grants: Set<GrantType> = usualGrants, pkce: PKCERequirement = .required,
        softwareIssuers: SoftwareIssuers = .none, otherMethods: [String] = []
    ) {
        self.scopes = scopes.subtracting(Self.neverScopes).union([.openid])
        self.grants = grants.subtracting(Self.neverGrants)
        self.pkce = pkce
        self.softwareIssuers = softwareIssuers
        self.otherMethods = otherMethods
    }

    /// What is registered of a client that names no scopes (RFC 7591 §2).
    func scopes(with grants: Set<GrantType>) -> Set<Scope> {
        grants.contains(.refreshToken) ? scopes : scopes.subtracting([.offlineAccess])
    }

    /// Refuses what a client asks for beyond it.
    /// - Parameter current: the client as it is, which keeps what an administrator has given it.
    func check(_ client: Client, current: Client?) throws(RegistrationError) {
        if let scope = Scope.first(in: client.scopes, notIn: scopes.union(current?.scopes ?? [])) {
            throw .metadata("the scope \(scope.rawValue) can't be registered here; these can: \(Scope.text(scopes))")
        }
        let allowed = grants.union(current?.grants ?? [])
        if let grant = GrantType.allCases.first(where: { client.grants.contains($0) && !allowed.contains($0) }) {
            throw .metadata("the grant_type \(grant.rawValue) can't be registered here")
        }
        let methods =
            ClientCredential.methodNames + otherMethods + (current.map { [$0.credential.methodName] } ?? [])
        guard methods.contains(client.credential.methodName) else {
            throw .metadata("the token_endpoint_auth_method \(client.credential.methodName) is not supported here")
        }
        if client.subjectType == .public, current?.subjectType != .public {
            throw .metadata("subject_type has to be pairwise")
        }
        for (name, addresses) in [
            ("redirect_uris", client.redirectURIs), ("post_logout_redirect_uris", client.postLogoutRedirectURIs),
        ] where addresses.count > Self.addressLimit {
            throw .metadata("\(name) may have \(Self.addressLimit) entries")
        }
    }
}

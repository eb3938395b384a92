import Identity

/// What a settled grant gives, before it is signed: an access token always, a refresh token and an ID token where they
/// are due.
package struct TokenIssue: Hashable, Sendable {
    package let client: Client
    /// Who is told of the person by the access token: the client itself, or the service for which it has exchanged one;
    /// `nil` where that isn't known here.
    package let informed: Client?
    package let authorization: Authorization
    package let accessToken: AccessTokenRecord
    package let refreshToken: RefreshToken?
    package let idToken: IDToken?
    /// How long the access token counts from the moment of the answer.
    package let expiresIn: Duration

    /// What an ID token says that the authorization doesn't know.
    package struct IDToken: Hashable, Sendable {
        package let nonce: String?
        /// What it says of the person beside their sign-in: what the client is registered for, and what the request asked for
        /// there.
        package let claims: Set<PersonClaim>
    }

    /// - Parameters:
    ///   - token: the id that the access token will have.
    ///   - audience: where the access token may be presented (`Authorization.audience`).
    ///   - scopes: what the request asks for where it narrows the authorization; `nil` for all of it.
    ///   - details: the same of `authorization_details`.
    ///   - nonce: that of the authorization request, at the redemption of its code and at no other time (OpenID Connect
    ///     Core §12.2).
    ///   - recipient: the service that an exchanged token is for, where it is registered.
    ///   - confirmation: what the access token is bound to; `nil` for a bearer token.
    ///   - end: when an exchanged token ends at the latest; `nil` for the lifetime of access tokens.
    ///   - issuedAt: when it was issued, where an answer is given a second time; `nil` for now.
    package init(
        _ authorization: Authorization, to client: AuthenticatedClient, token: TokenID, audience: String,
        scopes: Set<Scope>? = nil, details: AuthorizationDetails? = nil, refreshToken: RefreshToken? = nil,
        nonce: String? = nil,
        recipient: Client? = nil, until end: Instant? = nil, issuedAt: Instant? = nil,
        boundTo confirmation: Confirmation? = nil, at now: Instant
    ) {
        let client = client.client
        // What the registration has lost since the authorization is not given again.
        let given = (scopes ?? authorization.scopes).intersection(authorization.scopes).intersection(client.scopes)
        let issuedAt = issuedAt ?? now
        let expiresAt = end ?? issuedAt + AccessTokenRecord.lifetime
        self.client = client
        informed = authorization.exchange == nil ? client : recipient
        self.authorization = authorization
        accessToken = AccessTokenRecord(
            id: token, authorization: authorization.id, client: client.id, audience: audience, scopes: given,
            issuedAt: issuedAt, expiresAt: expiresAt, confirmation: confirmation,
            details: client.authorizationDetailsTypes.isEmpty ? .none : details ?? authorization.details)
        self.refreshToken = refreshToken
        let isAboutPerson = authorization.person != nil && given.contains(.openid)
        let claims = client.tokens.idTokenClaims.filter { given.contains($0.scope) }
            .union(authorization.claims.idToken.filter { client.scopes.contains($0.scope) })
        idToken = isAboutPerson ? IDToken(nonce: nonce, claims: claims) : nil
        expiresIn = expiresAt - now
    }
}

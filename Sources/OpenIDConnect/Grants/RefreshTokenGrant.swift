import Wire

/// The refresh token grant (RFC 6749 §6): a token is exchanged once, for a new access token and its own successor.
/// `RefreshDecision` says what becomes of a request.
package struct RefreshTokenGrant: Sendable {
    package let token: RefreshToken
    /// What the access token is to be narrowed to; the authorization stays as wide as it was. `nil` for all of it.
    package let scopes: Set<Scope>?
    /// Where the access token is to be presented (RFC 8707 §2.2); `nil` for our UserInfo endpoint.
    package let resource: String?
    /// As `scopes` (RFC 9396 §6).
    package let details: AuthorizationDetails?

    init(_ parameters: FormParameters) throws(TokenError) {
        token = RefreshToken(presented: try parameters.required("refresh_token"))
        resource = try parameters.resource()
        details = try parameters.authorizationDetails()
        guard let scopes = try parameters.scopes() else {
            self.scopes = nil
            return
        }
        // A token for nothing can't have been meant.
        guard !scopes.isEmpty else { throw TokenError(.invalidScope, "scope has no scope of this provider") }
        self.scopes = scopes
    }
}

extension FormParameters {
    /// `scope` of a token request, the names that we know (RFC 6749 §3.3); `nil` where it is left out.
    func scopes() throws(TokenError) -> Set<Scope>? {
        guard let text = try once("scope") else { return nil }
        guard text.utf8.count <= Limits.scopeBytes else {
            throw TokenError(.invalidRequest, "scope is longer than \(Limits.scopeBytes) bytes")
        }
        guard Scope.isWellFormed(text) else {
            throw TokenError(.invalidScope, "scope has a character that RFC 6749 section 3.3 does not allow")
        }
        return Scope.parse(text)
    }
}

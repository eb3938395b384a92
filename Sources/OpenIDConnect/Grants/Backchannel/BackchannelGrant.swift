import Wire

/// The CIBA grant (CIBA Core §10.1): a client asks whether the person has decided. `BackchannelAuthentication.poll` says what it
/// is told.
package struct BackchannelGrant: Sendable {
    package let id: AuthRequestHash
    /// Where the access token is to be presented (RFC 8707 §2.2); `nil` for our UserInfo endpoint.
    package let resource: String?
    /// What the access token is to be narrowed to (RFC 9396 §6): nothing more was asked for than scopes.
    package let details: AuthorizationDetails?

    init(_ parameters: FormParameters) throws(TokenError) {
        id = AuthRequestHash(ofPresented: try parameters.required("auth_req_id"))
        resource = try parameters.resource()
        details = try parameters.authorizationDetails()
    }
}

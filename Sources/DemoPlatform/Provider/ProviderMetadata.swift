import Wire

/// What the provider says of itself (OpenID Connect Discovery §3), as far as the platform uses it.
///
/// Refused: a document of another issuer, and one that lacks an endpoint that the flow needs.
struct ProviderMetadata: Hashable, Sendable {
    let issuer: String
    let authorizationEndpoint: Wire.URI
    let tokenEndpoint: Wire.URI
    let keysURI: Wire.URI
    let userInfoEndpoint: Wire.URI?
    let endSessionEndpoint: Wire.URI?
    /// RFC 9207 §3.
    let namesIssuerInAnswers: Bool

    init(_ document: JSONObject, expecting issuer: Wire.URI) throws(SignInFailure) {
        guard let named = document["issuer"]?.string, named.hasSameBytes(as: issuer.text) else {
            throw .providerAnswer(.wrongIssuer)
        }
        guard let authorizationEndpoint = Self.uri(document["authorization_endpoint"]),
            let tokenEndpoint = Self.uri(document["token_endpoint"]),
            let keysURI = Self.uri(document["jwks_uri"])
        else {
            throw .providerAnswer(.incompleteMetadata)
        }
        self.issuer = named
        self.authorizationEndpoint = authorizationEndpoint
        self.tokenEndpoint = tokenEndpoint
        self.keysURI = keysURI
        userInfoEndpoint = Self.uri(document["userinfo_endpoint"])
        endSessionEndpoint = Self.uri(document["end_session_endpoint"])
        namesIssuerInAnswers = document["authorization_response_iss_parameter_supported"]?.bool ?? false
    }

    private static func uri(_ value: JSONValue?) -> Wire.URI? {
        guard let uri = value?.string.flatMap({ try? Wire.URI($0) }),
            uri.scheme == "https" || uri.scheme == "http"
        else {
            return nil
        }
        return uri
    }
}

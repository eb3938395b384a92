import Wire

/// What the provider says of itself (OpenID Connect Discovery §3), as far as it is used here.
struct ProviderMetadata: Hashable, Sendable {
    let authorizationEndpoint, tokenEndpoint, revocationEndpoint: Wire.URI

    /// - Throws: for a document of another issuer, and one that lacks what is needed.
    init(_ document: JSONObject, of issuer: Wire.URI) throws(HueSFailure) {
        guard document["issuer"]?.string?.hasSameBytes(as: issuer.text) == true else { throw .badAnswer }
        func address(_ name: String) throws(HueSFailure) -> Wire.URI {
            guard let uri = document[name]?.string.flatMap({ try? Wire.URI($0) }) else { throw .badAnswer }
            return uri
        }
        authorizationEndpoint = try address("authorization_endpoint")
        tokenEndpoint = try address("token_endpoint")
        revocationEndpoint = try address("revocation_endpoint")
    }
}

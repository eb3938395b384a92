import Wire

extension ClientCredential {
    /// The ways of authenticating that this installation has and not every one.
    package static func otherMethods(_ mutualTLS: MutualTLS?, takesSecretJWT: Bool) -> [String] {
        (takesSecretJWT ? [secretJWTMethod] : []) + (mutualTLS?.methods ?? [])
    }
}

extension ProviderMetadata {
    /// What is announced of clients' certificates (RFC 8705 §3.3, §5), where they are looked at.
    /// - Parameter grants: those that are enabled.
    package static func mutualTLS(_ settings: MutualTLS, _ issuer: Issuer, _ grants: Set<GrantType>) -> JSONObject {
        var json: JSONObject = ["tls_client_certificate_bound_access_tokens": true]
        if let address = settings.address {
            var places = aliases
            if grants.contains(.ciba) {
                places.append(("backchannel_authentication_endpoint", Issuer.Path.backchannelAuthentication))
            }
            json["mtls_endpoint_aliases"] = .object(
                JSONObject(places.map { ($0.name, .string(address.address($0.path))) }))
        }
        return json
    }

    /// The endpoints that clients ask by themselves (RFC 8705 §5).
    private static let aliases: [(name: String, path: String)] = [
        ("token_endpoint", Issuer.Path.token), ("revocation_endpoint", Issuer.Path.revocation),
        ("introspection_endpoint", Issuer.Path.introspection), ("userinfo_endpoint", Issuer.Path.userInfo),
        ("device_authorization_endpoint", Issuer.Path.deviceAuthorization),
        ("pushed_authorization_request_endpoint", Issuer.Path.pushedAuthorization),
    ]
}

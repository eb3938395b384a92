import Wire

/// What the metadata say of what an installation may have or not: each exactly when it is there.
extension ProviderMetadata {
    /// Clients register themselves (RFC 7591 §3; OpenID Connect Discovery §3).
    package static func registration(_ issuer: Issuer) -> JSONObject {
        ["registration_endpoint": .string(issuer.address(Issuer.Path.registration))]
    }
}

import Wire

/// What the metadata say of what an installation may have or not: each exactly when it is there.
extension ProviderMetadata {
    /// Receivers can be told of security events (OpenID SSF 1.0), whose own metadata are elsewhere (`TransmitterMetadata`).
    package static func securityEvents() -> JSONObject { ["scopes_supported": names(Scope.self)] }

    /// Clients register themselves (RFC 7591 §3; OpenID Connect Discovery §3).
    package static func registration(_ issuer: Issuer) -> JSONObject {
        ["registration_endpoint": .string(issuer.address(Issuer.Path.registration))]
    }
}

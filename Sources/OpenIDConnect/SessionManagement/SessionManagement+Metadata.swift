import Wire

extension ProviderMetadata {
    /// Platforms' pages can see that a session has changed (OpenID Connect Session Management §3.3).
    package static func sessionManagement(_ issuer: Issuer) -> JSONObject {
        ["check_session_iframe": .string(issuer.address(Issuer.Path.checkSession))]
    }
}

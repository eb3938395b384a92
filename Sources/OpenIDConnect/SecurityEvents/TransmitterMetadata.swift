import Wire

/// What we tell receivers of security events about ourselves (OpenID SSF 1.0 §7.1). Subjects aren't added and removed: a stream
/// carries events about all whom its client has seen, and the endpoints for that aren't there.
package enum TransmitterMetadata {
    package static let path = "/.well-known/ssf-configuration"

    package static func json(_ issuer: Issuer) -> JSONObject {
        [
            "spec_version": "1_0", "issuer": .string(issuer.text),
            "jwks_uri": .string(issuer.address(Issuer.Path.keys)),
            "delivery_methods_supported": ProviderMetadata.names(DeliveryMethod.self),
            "configuration_endpoint": .string(issuer.address(Issuer.Path.eventStream)),
            "status_endpoint": .string(issuer.address(Issuer.Path.eventStreamStatus)),
            "verification_endpoint": .string(issuer.address(Issuer.Path.eventStreamVerification)),
            "critical_subject_members": ["user", "session"],
            "authorization_schemes": [["spec_urn": "urn:ietf:rfc:6749"], ["spec_urn": "urn:ietf:rfc:6750"]],
            "default_subjects": "ALL",
        ]
    }
}

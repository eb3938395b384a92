import Wire

extension ProviderMetadata {
    /// What is announced of requests behind the browser's back (CIBA Core §4), where that grant is enabled.
    package static func backchannelAuthentication(_ issuer: Issuer) -> JSONObject {
        [
            "backchannel_authentication_endpoint": .string(issuer.address(Issuer.Path.backchannelAuthentication)),
            "backchannel_token_delivery_modes_supported": names(BackchannelDelivery.self),
            "backchannel_authentication_request_signing_alg_values_supported": assertionAlgorithms,
            "backchannel_user_code_parameter_supported": false,
        ]
    }
}

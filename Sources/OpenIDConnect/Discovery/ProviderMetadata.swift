import Identity
import JOSE
import Wire

/// What we tell relying parties about ourselves (OpenID Connect Discovery §3, RFC 8414 §2). Everything in it is made
/// from the types that do the work, so that it can't promise what they refuse.
package enum ProviderMetadata {
    package static func json(_ issuer: Issuer, keys: SigningKeys) -> JSONObject {
        [
            "issuer": .string(issuer.text),
            "authorization_endpoint": .string(issuer.address(Issuer.Path.authorization)),
            "token_endpoint": .string(issuer.address(Issuer.Path.token)),
            "userinfo_endpoint": .string(issuer.address(Issuer.Path.userInfo)),
            "end_session_endpoint": .string(issuer.address(Issuer.Path.endSession)),
            "jwks_uri": .string(issuer.address(Issuer.Path.keys)),
            "scopes_supported": strings(Scope.allCases.map(\.rawValue)),
            "response_types_supported": ["code"],
            "response_modes_supported": strings(ResponseMode.allCases.map(\.rawValue)),
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["pairwise", "public"],
            "id_token_signing_alg_values_supported": strings(keys.algorithms.map(\.rawValue)),
            "token_endpoint_auth_methods_supported": strings(SecretMethod.allCases.map(\.rawValue) + ["none"]),
            "code_challenge_methods_supported": ["S256"],
            "acr_values_supported": strings(AuthenticationContext.allNames),
            "prompt_values_supported": strings(Prompt.allCases.map(\.rawValue)),
            "claims_supported": strings(ClaimName.supported),
            "claim_types_supported": ["normal"],
            "ui_locales_supported": ["vi", "en"],
            "claims_parameter_supported": false,
            "request_parameter_supported": false,
            "request_uri_parameter_supported": false,
            "authorization_response_iss_parameter_supported": true,
        ]
    }

    private static func strings(_ names: [String]) -> JSONValue { .array(names.map(JSONValue.string)) }
}

import Identity
import JOSE
import Wire

/// What we tell relying parties about ourselves (OpenID Connect Discovery §3, RFC 8414 §2). Everything in it is made
/// from the types that do the work, so that it can't promise what they refuse.
package enum ProviderMetadata {
    /// - Parameter extensions: what is announced of what an installation may have or not, such as a registration endpoint.
    package static func json(
        _ issuer: Issuer, keys: SigningKeys, requiresPushedRequests: Bool = false,
        grants: Set<GrantType> = Set(GrantType.allCases), extensions: JSONObject = [:]
    ) -> JSONObject {
        let metadata: JSONObject = [
            "issuer": .string(issuer.text),
            "authorization_endpoint": .string(issuer.address(Issuer.Path.authorization)),
            "token_endpoint": .string(issuer.address(Issuer.Path.token)),
            "userinfo_endpoint": .string(issuer.address(Issuer.Path.userInfo)),
            "end_session_endpoint": .string(issuer.address(Issuer.Path.endSession)),
            "introspection_endpoint": .string(issuer.address(Issuer.Path.introspection)),
            "revocation_endpoint": .string(issuer.address(Issuer.Path.revocation)),
            "device_authorization_endpoint": .string(issuer.address(Issuer.Path.deviceAuthorization)),
            "pushed_authorization_request_endpoint": .string(issuer.address(Issuer.Path.pushedAuthorization)),
            "require_pushed_authorization_requests": .bool(requiresPushedRequests),
            "jwks_uri": .string(issuer.address(Issuer.Path.keys)),
            "scopes_supported": strings(Scope.allCases.filter { $0 != .ssfManage }.map(\.rawValue)),
            "response_types_supported": names(ResponseType.self),
            "response_modes_supported": names(ResponseMode.self),
            "grant_types_supported": strings(GrantType.allCases.filter(grants.contains).map(\.rawValue)),
            "subject_types_supported": names(SubjectType.Name.self),
            "id_token_signing_alg_values_supported": strings(keys.algorithms.map(\.rawValue)),
            "userinfo_signing_alg_values_supported": strings(keys.algorithms.map(\.rawValue)),
            // RFC 9701 §7.
            "introspection_signing_alg_values_supported": strings(
                keys.algorithms.filter { $0 == SignedIntrospection.algorithm }.map(\.rawValue)),
            "dpop_signing_alg_values_supported": strings(DPoPProof.algorithms.map(\.rawValue)),
            "code_challenge_methods_supported": names(CodeChallengeMethod.self),
            "prompt_values_supported": names(Prompt.self),
            "authorization_details_types_supported": names(AuthorizationDetails.TypeName.self),
            "claims_supported": strings(ClaimName.supported),
            "claim_types_supported": ["normal"],
            "ui_locales_supported": ["vi", "en"],
            "claims_parameter_supported": true,
            "request_parameter_supported": true,
            "request_uri_parameter_supported": false,
            "authorization_response_iss_parameter_supported": true,
            "backchannel_logout_supported": true,
            "backchannel_logout_session_supported": true,
            "frontchannel_logout_supported": true,
            "frontchannel_logout_session_supported": true,
        ]
        let members =
            metadata.members + clientAuthentication(besides: []).members + protectedMessages(keys).members
            + extensions.members
        return JSONObject(members.map { ($0.name, $0.value) })
    }

    /// The levels that a sign-in here can be asked for (OpenID Connect Discovery §3, `acr_values_supported`).
    /// - Parameter highest: that of the ways to sign in that are enabled; who is asked for less may show more.
    package static func levels(upTo highest: AuthenticationLevel) -> JSONObject {
        ["acr_values_supported": strings(AuthenticationContext.names(upTo: highest))]
    }

    /// How clients prove to be themselves at our endpoints (RFC 8414 §2).
    /// - Parameter others: the methods that are here and not everywhere.
    package static func clientAuthentication(besides others: [String]) -> JSONObject {
        let methods = strings(ClientCredential.methodNames + others)
        let macs = others.contains(ClientCredential.secretJWTMethod) ? MACAlgorithm.allCases : []
        let algorithms = strings(ClientKeys.algorithms.map(\.rawValue) + macs.map(\.rawValue))
        return [
            "token_endpoint_auth_methods_supported": methods, "revocation_endpoint_auth_methods_supported": methods,
            // Who asks about a token has to prove something (RFC 7662 §2.1); who ends its own needn't (RFC 7009 §2.1).
            "introspection_endpoint_auth_methods_supported": strings(ClientCredential.provingMethodNames + others),
            "token_endpoint_auth_signing_alg_values_supported": algorithms,
            "introspection_endpoint_auth_signing_alg_values_supported": algorithms,
            "revocation_endpoint_auth_signing_alg_values_supported": algorithms,
        ]
    }

    static let assertionAlgorithms = strings(ClientKeys.algorithms.map(\.rawValue))

    static func names<Name: CaseIterable & RawRepresentable<String>>(_: Name.Type) -> JSONValue {
        strings(Name.allCases.map(\.rawValue))
    }

    static func strings(_ names: [String]) -> JSONValue { .array(names.map(JSONValue.string)) }
}

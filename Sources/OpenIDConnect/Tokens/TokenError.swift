import Wire

/// What a client is told when a request with its credentials fails: at the token endpoint (RFC 6749 §5.2), and at those
/// for devices, introspection and revocation, which answer in the same form (RFC 8628 §3.2, RFC 7662 §2.3,
/// RFC 7009 §2.2.1).
package struct TokenError: Error, Hashable, Sendable {
    package let code: Code
    /// For developers: ASCII, repeats nothing of the request.
    package let description: String
    /// What is wrong with how the client is set up, as far as it may be told; `nil` where nothing is.
    package let mistake: ClientMistake?

    package init(_ code: Code, _ description: String, _ mistake: ClientMistake? = nil) {
        self.code = code
        self.description = description
        self.mistake = mistake
    }

    /// The body of the answer (RFC 6749 §5.2).
    package func json(_ issuer: Issuer) -> JSONObject {
        var json: JSONObject = ["error": .string(code.rawValue), "error_description": .string(description)]
        json["error_uri"] = mistake.map { .string(issuer.address($0.path)) }
        return json
    }

    package enum Code: String, Hashable, Sendable, CaseIterable {
        case invalidRequest = "invalid_request"
        case invalidClient = "invalid_client"
        case invalidGrant = "invalid_grant"
        case invalidScope = "invalid_scope"
        case unauthorizedClient = "unauthorized_client"
        case unsupportedGrantType = "unsupported_grant_type"
        /// RFC 8707 §2.
        case invalidTarget = "invalid_target"

        /// RFC 9396 §5.
        case invalidAuthorizationDetails = "invalid_authorization_details"

        // RFC 9449 §5, §8.
        case invalidDPoPProof = "invalid_dpop_proof"
        case useDPoPNonce = "use_dpop_nonce"

        // RFC 9126 §2.3: what an authorization request can be refused with.
        case unsupportedResponseType = "unsupported_response_type"
        case requestNotSupported = "request_not_supported"
        case registrationNotSupported = "registration_not_supported"
        case invalidRequestObject = "invalid_request_object"

        // RFC 8628 §3.5.
        case authorizationPending = "authorization_pending"
        case slowDown = "slow_down"
        case accessDenied = "access_denied"
        case expiredToken = "expired_token"

        // CIBA Core §13.
        case expiredLoginHintToken = "expired_login_hint_token"
        case invalidBindingMessage = "invalid_binding_message"
    }

    static func missing(_ name: String) -> TokenError { TokenError(.invalidRequest, "\(name) is missing") }
    static func repeated(_ name: String) -> TokenError { TokenError(.invalidRequest, "\(name) is repeated") }
}

/// Why a request is refused after it was read: what the client is told, and what the audit log says. One for all
/// grants.
package struct TokenRefusal: Error, Hashable, Sendable {
    package let error: TokenError
    /// The reason in one word, for the audit log; never renamed.
    package let code: String

    init(_ error: TokenError.Code, _ description: String, code: String) {
        let mistake = ClientMistake(rawValue: code)
        self.error = TokenError(error, description, mistake?.isTold == true ? mistake : nil)
        self.code = code
    }

    /// - Parameter code: what the log says; by default no more than the client is told.
    package init(_ error: TokenError, code: String? = nil) {
        self.error = error
        self.code = code ?? error.code.rawValue
    }
}

extension FormParameters {
    /// A parameter of a token request, which may be given once (RFC 6749 §3.2).
    func once(_ name: String) throws(TokenError) -> String? { try once(name, else: TokenError.repeated(name)) }

    /// A parameter that a token request has to give, once.
    func required(_ name: String) throws(TokenError) -> String {
        guard let value = try once(name) else { throw .missing(name) }
        return value
    }
}

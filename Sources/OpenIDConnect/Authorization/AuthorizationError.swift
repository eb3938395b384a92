/// Why an authorization request can't be honoured, and who may be told (RFC 6749 §4.1.2.1).
package enum AuthorizationRefusal: Error, Sendable {
    /// Client or redirect URI can't be trusted: the person is told, and redirected nowhere.
    case page(PageRefusal)
    /// The client is told, at its redirect URI.
    case redirect(AuthorizationError, to: ResponseAddress)

    /// The reason in one word, for the audit log.
    package var code: String {
        switch self {
        case .page(let refusal): refusal.code
        case .redirect(let error, _): error.code.rawValue
        }
    }

    /// The client that the refusal is told to; `nil` where it is told to none.
    package var clientID: ClientID? {
        switch self {
        case .page: nil
        case .redirect(_, let address): address.clientID
        }
    }
}

/// What is wrong with a request that can't be answered at a redirect URI.
package enum PageRefusal: String, Error, Hashable, Sendable {
    case malformedParameters = "malformed-parameters"
    case missingClientID = "missing-client-id"
    case repeatedClientID = "repeated-client-id"
    case unknownClient = "unknown-client"
    case disabledClient = "disabled-client"
    case missingRedirectURI = "missing-redirect-uri"
    case repeatedRedirectURI = "repeated-redirect-uri"
    case foreignRedirectURI = "foreign-redirect-uri"
    case unregisteredGrant = "unregistered-grant"
    case unknownRequestURI = "unknown-request-uri"
    // RFC 9101 §6.
    case badRequestObject = "bad-request-object"
    case unverifiedRequestObject = "unverified-request-object"
    case foreignRequestObject = "foreign-request-object"
    case expiredRequestObject = "expired-request-object"

    /// The reason in one word, for the audit log; never renamed.
    package var code: String { rawValue }

    /// The error code of RFC 6749 §4.1.2.1 that comes nearest.
    package var errorCode: String {
        switch self {
        case .unknownClient, .disabledClient, .unregisteredGrant: "unauthorized_client"
        case .unknownRequestURI: "invalid_request_uri"
        case _ where isAboutRequestObject: "invalid_request_object"
        default: "invalid_request"
        }
    }

    /// Whether a request object (RFC 9101) isn't what it has to be. Nothing of it is believed then, not even where it wants
    /// its answer to go.
    package var isAboutRequestObject: Bool {
        switch self {
        case .badRequestObject, .unverifiedRequestObject, .foreignRequestObject, .expiredRequestObject: true
        default: false
        }
    }

    /// A sentence for the developer of the platform. Nothing of the request is repeated in it.
    package var reason: String {
        switch self {
        case .malformedParameters: "The parameters are not well-formed (application/x-www-form-urlencoded, UTF-8)."
        case .missingClientID: "client_id is missing."
        case .repeatedClientID: "client_id is repeated."
        case .unknownClient: "No client is registered under this client_id."
        case .disabledClient: "This client is disabled."
        case .missingRedirectURI: "redirect_uri is missing."
        case .repeatedRedirectURI: "redirect_uri is repeated."
        case .foreignRedirectURI: "redirect_uri is not registered for this client; it must match to the letter."
        case .unknownRequestURI:
            "request_uri is unknown, used or expired, or another client's; push the request again (RFC 9126)."
        case .badRequestObject:
            "request is no signed JWT with the parameters of a request, in clear or encrypted to a key of ours (RFC 9101)."
        case .unverifiedRequestObject:
            "request is not signed by a key of this client's jwks or jwks_uri, with the algorithm that it is registered for."
        case .foreignRequestObject:
            "request must have the client_id as its client_id and iss, and our issuer as its aud."
        case .expiredRequestObject: "request is expired or not valid yet (exp, nbf, iat)."
        case .unregisteredGrant: "This client is not registered for this grant type."
        }
    }
}

/// An error that goes to the redirect URI (RFC 6749 §4.1.2.1, OpenID Connect Core §3.1.2.6).
package struct AuthorizationError: Error, Hashable, Sendable {
    package let code: Code
    /// For developers: ASCII, names the parameter and the rule, repeats nothing of the request.
    package let description: String
    /// What is wrong with how the client is set up; `nil` where nothing is.
    package let mistake: ClientMistake?

    package init(_ code: Code, _ description: String, _ mistake: ClientMistake? = nil) {
        self.code = code
        self.description = description
        self.mistake = mistake
    }

    package enum Code: String, Hashable, Sendable {
        case invalidRequest = "invalid_request"
        case accessDenied = "access_denied"
        case unauthorizedClient = "unauthorized_client"
        case unsupportedResponseType = "unsupported_response_type"
        case invalidScope = "invalid_scope"
        /// RFC 8707 §2.
        case invalidTarget = "invalid_target"
        /// RFC 9396 §5.
        case invalidAuthorizationDetails = "invalid_authorization_details"
        case loginRequired = "login_required"
        case consentRequired = "consent_required"
        case interactionRequired = "interaction_required"
        case requestNotSupported = "request_not_supported"
        case requestURINotSupported = "request_uri_not_supported"
        case registrationNotSupported = "registration_not_supported"
        /// OpenID Connect Core Error Code unmet_authentication_requirements 1.0.
        case unmetAuthenticationRequirements = "unmet_authentication_requirements"
    }
}

/// The parameters of an authorization request that we read, by their names in the specifications. What isn't among them
/// is neither kept nor repeated.
enum AuthorizationParameter: String, CaseIterable, Sendable {
    case clientID = "client_id"
    case redirectURI = "redirect_uri"
    case responseType = "response_type"
    case responseMode = "response_mode"
    case scope
    case state
    case nonce
    case codeChallenge = "code_challenge"
    case codeChallengeMethod = "code_challenge_method"
    case prompt
    case maxAge = "max_age"
    case uiLocales = "ui_locales"
    case idTokenHint = "id_token_hint"
    case loginHint = "login_hint"
    case acrValues = "acr_values"
    case claims
    /// RFC 9449 §10.
    case dpopKey = "dpop_jkt"
    /// RFC 8707 §2.1; the one that may be repeated.
    case resource
    /// RFC 9396 §3.
    case authorizationDetails = "authorization_details"
    // Read to be refused.
    case request
    case requestURI = "request_uri"
    case registration
}

extension AuthorizationRequest {
    /// The names of all parameters that are read.
    package static let parameterNames = AuthorizationParameter.allCases.map(\.rawValue)
}

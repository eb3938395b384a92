import Wire

/// Whom a client means when it asks behind the browser's back: exactly one of three hints (CIBA Core §7.1), as it came.
package enum BackchannelHint: Hashable, Sendable {
    /// A user name of the city.
    case loginHint(String)
    /// An ID token of ours that the client has been given, expired or not.
    case idToken(String)
    /// A statement about somebody by an issuer that is trusted, in the form of an assertion (RFC 7523 §3): CIBA leaves the form
    /// of this hint to agreements.
    case loginHintToken(String)

    init(_ parameters: FormParameters) throws(TokenError) {
        let name = try parameters.once("login_hint", atMost: Limits.loginHintBytes)
        let idToken = try parameters.once("id_token_hint", atMost: Limits.tokenBytes)
        let token = try parameters.once("login_hint_token", atMost: Limits.tokenBytes)
        switch (name, idToken, token) {
        case (let name?, nil, nil): self = .loginHint(name)
        case (nil, let token?, nil): self = .idToken(token)
        case (nil, nil, let token?): self = .loginHintToken(token)
        default:
            throw TokenError(
                .invalidRequest, "exactly one of login_hint, id_token_hint and login_hint_token has to be given")
        }
    }
}

extension FormParameters {
    /// A parameter of bounded length that may be given once.
    func once(_ name: String, atMost limit: Int) throws(TokenError) -> String? {
        let value = try once(name)
        if let value, value.utf8.count > limit {
            throw TokenError(.invalidRequest, "\(name) is longer than \(limit) bytes")
        }
        return value
    }
}

extension TokenRefusal {
    /// A hint that says nothing by itself, whoever is meant (CIBA Core §13).
    package static let unreadableHint = TokenRefusal(
        .invalidRequest,
        "the hint is not an ID token of this provider for this client, nor a token of a trusted issuer for it",
        code: "unreadable-hint")
    package static let expiredHint = TokenRefusal(
        .expiredLoginHintToken, "login_hint_token is expired", code: "expired-login-hint-token")
}

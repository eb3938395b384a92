import Wire

/// A request to the token endpoint that names a grant we know, completely (RFC 6749 §4.1.3). Who sends it is
/// `ClientAuthentication`'s question.
package enum TokenRequest: Sendable {
    case authorizationCode(AuthorizationCodeGrant)

    package init(_ parameters: FormParameters) throws(TokenError) {
        guard let type = try parameters.once("grant_type") else { throw .missing("grant_type") }
        guard type == "authorization_code" else {
            throw TokenError(.unsupportedGrantType, "the only grant_type is authorization_code")
        }
        guard let code = try parameters.once("code") else { throw .missing("code") }
        guard let redirectURI = try parameters.once("redirect_uri") else { throw .missing("redirect_uri") }
        var verifier: CodeVerifier?
        if let text = try parameters.once("code_verifier") {
            guard let readable = CodeVerifier(text) else {
                throw TokenError(.invalidRequest, "code_verifier must be 43 to 128 unreserved characters")
            }
            verifier = readable
        }
        self = .authorizationCode(
            AuthorizationCodeGrant(
                code: CodeHash(ofPresented: code), redirectURI: redirectURI, codeVerifier: verifier))
    }
}

/// An error of the token endpoint (RFC 6749 §5.2).
package struct TokenError: Error, Hashable, Sendable {
    package let code: Code
    /// For developers: ASCII, repeats nothing of the request.
    package let description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    package enum Code: String, Hashable, Sendable {
        case invalidRequest = "invalid_request"
        case invalidClient = "invalid_client"
        case invalidGrant = "invalid_grant"
        case unsupportedGrantType = "unsupported_grant_type"
    }

    static func missing(_ name: String) -> TokenError { TokenError(.invalidRequest, "\(name) is missing") }
}

extension FormParameters {
    /// A parameter of a token request; standing twice is an error (RFC 6749 §3.2).
    func once(_ name: String) throws(TokenError) -> String? {
        do {
            return try single(name)
        } catch {
            throw TokenError(.invalidRequest, "\(name) stands more than once")
        }
    }
}

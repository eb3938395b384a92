import Wire

/// The answer to an authorization request: a code or an error, always with `iss` (RFC 9207 §2) and the request's
/// `state`, for an address that belongs to the client.
package struct AuthorizationResponse: Sendable {
    package let address: ResponseAddress
    package let parameters: [(name: String, value: String)]

    /// - Parameter sessionState: what the platform's page compares (OpenID Connect Session Management §2), where there is one.
    package init(
        code: AuthorizationCode, to address: ResponseAddress, issuer: Issuer, sessionState: SessionState? = nil
    ) {
        self.init([("code", code.text)] + (sessionState.map { [("session_state", $0.text)] } ?? []), address, issuer)
    }

    package init(error: AuthorizationError, to address: ResponseAddress, issuer: Issuer) {
        let page = error.mistake.map { [("error_uri", issuer.address($0.path))] } ?? []
        self.init([("error", error.code.rawValue), ("error_description", error.description)] + page, address, issuer)
    }

    /// The answer as one token (JARM §2.3).
    init(sealed token: String, to address: ResponseAddress) {
        self.address = address
        parameters = [("response", token)]
    }

    private init(_ result: [(String, String)], _ address: ResponseAddress, _ issuer: Issuer) {
        self.address = address
        parameters = result + (address.state.map { [("state", $0)] } ?? []) + [("iss", issuer.text)]
    }

    /// The answer in the mode that the request asked for.
    package enum Delivery: Sendable {
        /// A redirect to this address.
        case redirect(to: String)
        /// A page with a form that the browser sends.
        case form(FormPost)
    }

    package var delivery: Delivery {
        switch address.mode {
        case .query, .jwt, .queryJWT: .redirect(to: location)
        case .fragmentJWT: .redirect(to: fragmentLocation)
        case .formPost, .formPostJWT: .form(FormPost(self))
        }
    }
}

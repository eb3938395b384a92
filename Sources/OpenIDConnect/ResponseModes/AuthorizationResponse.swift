import Wire

/// The answer to an authorization request: a code or an error, always with `iss` (RFC 9207 §2) and the request's
/// `state`, for an address that belongs to the client.
package struct AuthorizationResponse: Sendable {
    package let address: ResponseAddress
    package let parameters: [(name: String, value: String)]

    package init(code: AuthorizationCode, to address: ResponseAddress, issuer: Issuer) {
        self.init([("code", code.text)], address, issuer)
    }

    package init(error: AuthorizationError, to address: ResponseAddress, issuer: Issuer) {
        self.init([("error", error.code.rawValue), ("error_description", error.description)], address, issuer)
    }

    private init(_ result: [(String, String)], _ address: ResponseAddress, _ issuer: Issuer) {
        self.address = address
        parameters = result + (address.state.map { [("state", $0)] } ?? []) + [("iss", issuer.text)]
    }

    /// For `response_mode=query`: the redirect URI with the answer in its query; a query that it has stays
    /// (RFC 6749 §3.1.2).
    package var location: String {
        address.redirectURI.appending(query: FormParameters(parameters))
    }
}

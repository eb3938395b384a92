import Wire

/// What a request says about who sends it, as it came: what can be looked at where it is needed, or an assertion, whose keys
/// have to be found, whose signature takes its time, and which counts once.
package enum PresentedClient: Sendable {
    case itself(ClientAuthentication)
    case assertion(ClientAssertion)
    /// A `client_id` over a connection that began with a certificate (RFC 8705 §2): it may be the client's proof, or nothing.
    case certified(ClientID, ClientCertificate)

    /// Reads the `Authorization` header and the body; two methods at once are an error (RFC 6749 §2.3).
    /// - Parameter certificate: the one with which the connection began.
    package init(
        authorization: String?, parameters: FormParameters, certificate: ClientCertificate? = nil
    ) throws(ClientAuthenticationError) {
        guard authorization == nil, parameters.all("client_secret").isEmpty,
            !parameters.all("client_assertion").isEmpty
        else {
            let authentication = try ClientAuthentication(authorization: authorization, parameters: parameters)
            if case .identified(let id, usedHeader: false) = authentication, let certificate {
                self = .certified(id, certificate)
            } else {
                self = .itself(authentication)
            }
            return
        }
        self = .assertion(try ClientAssertion(parameters))
    }

    package var clientID: ClientID {
        switch self {
        case .itself(let authentication): authentication.clientID
        case .assertion(let assertion): assertion.clientID
        case .certified(let id, _): id
        }
    }
}

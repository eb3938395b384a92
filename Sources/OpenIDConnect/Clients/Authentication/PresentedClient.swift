import Wire

/// What a request says about who sends it, as it came: what can be looked at where it is needed, or an assertion, whose keys
/// have to be found, whose signature takes its time, and which counts once.
package enum PresentedClient: Sendable {
    case itself(ClientAuthentication)
    case assertion(ClientAssertion)

    /// Reads the `Authorization` header and the body; two methods at once are an error (RFC 6749 §2.3).
    package init(authorization: String?, parameters: FormParameters) throws(ClientAuthenticationError) {
        guard authorization == nil, parameters.all("client_secret").isEmpty,
            !parameters.all("client_assertion").isEmpty
        else {
            self = .itself(try ClientAuthentication(authorization: authorization, parameters: parameters))
            return
        }
        self = .assertion(try ClientAssertion(parameters))
    }

    package var clientID: ClientID {
        switch self {
        case .itself(let authentication): authentication.clientID
        case .assertion(let assertion): assertion.clientID
        }
    }
}

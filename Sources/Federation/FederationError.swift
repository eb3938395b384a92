/// Why a login at an upstream gave no identity.
package enum FederationError: Error, Hashable, Sendable {
    /// The person pressed "refuse", or let the question expire.
    case refusedByPerson
    /// It can't be reached, or says that it can't answer now.
    case unavailable
    /// The answer breaks a rule; the rule's name goes to the log, never to the person.
    case untrustworthy(Flaw)
    /// The sign-in there was weaker than what was asked for.
    case levelTooLow
    /// The sign-in there was longer ago than what was asked for.
    case notFresh

    package enum Flaw: String, Hashable, Sendable {
        case metadata, keys, signature, issuer, audience, nonce, expired, claims
        case tokenResponse = "token-response"
        case tokenRefused = "token-refused"
        case userInfo = "user-info"
        case errorResponse = "error-response"
        case authTime = "auth-time"
        /// VNeID has made no transaction for its app.
        case transaction
        /// Anything about an answer of the profile `quirks`: what it is, nobody is told.
        case exchange
    }
}

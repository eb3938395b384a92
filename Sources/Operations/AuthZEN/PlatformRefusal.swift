import AuthZEN
import OpenIDConnect
import Wire

/// Why a platform's question gets no answer.
package enum PlatformRefusal: Error, Sendable {
    case unauthenticated
    /// An access token that opens nothing here.
    case bearer(BearerError)
    case noPlatform(ClientID)
    case unreadable(UnreadableQuestion, ClientID)
    /// There are no permissions to answer by; of a client that has proven to be one.
    case unavailable(PermissionsUnavailable, ClientID)
    case database(any Error)

    /// For the audit log.
    package var code: String {
        switch self {
        case .unauthenticated: "invalid_client"
        case .bearer(let error): error.code
        case .noPlatform: "no-platform"
        case .unreadable(let why, _): why.code
        case .unavailable: "no-permissions"
        case .database: "database"
        }
    }

    /// Who asked, as far as that is known.
    package var client: ClientID? {
        switch self {
        case .noPlatform(let client), .unreadable(_, let client), .unavailable(_, let client): client
        case .unauthenticated, .bearer, .database: nil
        }
    }

    /// What the platform's developers read.
    package var sentence: String {
        switch self {
        case .unauthenticated: "client authentication failed: use client_secret_basic, or an access token of your own"
        case .bearer(let error): error.sentence
        case .noPlatform: "this client is not registered as a platform"
        case .unreadable(let why, _): why.sentence
        case .unavailable(let why, _): why.description
        case .database: "the decision point is not available"
        }
    }
}

/// Why a body is no question.
package enum UnreadableQuestion: Error, Sendable {
    case notJSON(String)
    case tooLarge
    case invalid(RequestError)

    /// For the audit log.
    package var code: String {
        switch self {
        case .notJSON: "not-json"
        case .tooLarge: "too-large"
        case .invalid: "invalid-request"
        }
    }

    package var sentence: String {
        switch self {
        case .notJSON(let why): why
        case .tooLarge: "the request is larger than \(Limits.authorizationAPIBytes) bytes"
        case .invalid(let error): error.description
        }
    }
}

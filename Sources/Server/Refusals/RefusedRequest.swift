import Audit
import Hummingbird
import Identity
import OpenIDConnect
import Operations

/// A request that is not done: what is written down of it, and how it is answered. It is thrown wherever it is found,
/// and written down and answered in one place, `Refusals`.
struct RefusedRequest: Error {
    /// `nil` where there is nothing to write down, or the act has done so.
    let record: Record?
    let answer: Answer
    /// What is wrong with how a platform is set up, where that is what it shows.
    private(set) var mistake: (kind: ClientMistake, client: ClientID)?

    /// What the audit log says.
    struct Record: Sendable {
        let action: AuditEvent.Action
        /// Why, in a word of ours.
        let code: String
        var client: ClientID?
        var actor = AuditEvent.Actor.anonymous
        var session: String?
    }

    /// In whose terms it is answered.
    enum Answer: Sendable {
        /// A page for people: the request can't be answered anywhere else.
        case badRequest(code: String, reason: String, mistake: ClientMistake? = nil, status: HTTPResponse.Status)
        case notFound
        /// The sign-in can't go on; `resume` is where it begins again.
        case expired(Client?, resume: String?, status: HTTPResponse.Status)
        /// It was answered before.
        case finished(Client?, SignedIn?)
        /// An authorization error at the client's redirect URI (RFC 6749 §4.1.2.1).
        case authorization(AuthorizationResponse, platformName: String)
        case redirect(to: String)
        /// A page with the same form once more.
        case page(Response)
        /// JSON (RFC 6749 §5.2).
        case oauth(TokenError, status: HTTPResponse.Status)
        /// A challenge (RFC 6750 §3).
        case bearer(BearerError)
        /// Metadata of a client that can't be registered (RFC 7591 §3.2.2).
        case registration(RegistrationError)
        /// It was asked too often (RFC 6585 §4).
        case tooMany(retryAfter: Duration)
    }

    init(_ record: Record?, _ answer: Answer) {
        self.record = record
        self.answer = answer
    }

    /// The same, known to be a mistake of whoever has set up a platform.
    /// - Parameter client: as the request names it; whether there is one is looked at where it is remembered.
    func showing(_ mistake: ClientMistake?, of client: ClientID?) -> RefusedRequest {
        var refused = self
        if let mistake, let client { refused.mistake = (mistake, client) }
        return refused
    }
}

extension RefusedRequest {
    /// A request whose parameters can't be read, in the terms of pages.
    static func unreadable(_ error: RequestReadingError, _ action: AuditEvent.Action) -> RefusedRequest {
        RefusedRequest(record(error, action), .unreadable(error))
    }

    /// The same in the terms of OAuth's endpoints.
    static func unreadableForm(_ error: RequestReadingError, _ action: AuditEvent.Action) -> RefusedRequest {
        let (description, status): (String, HTTPResponse.Status) =
            switch error {
            case .tooLarge: ("the request is too large", .contentTooLarge)
            case .notAForm: ("the body must be application/x-www-form-urlencoded", .badRequest)
            case .malformed: ("the body is not well-formed", .badRequest)
            case .interrupted: ("the body does not come to its end", .badRequest)
            }
        return RefusedRequest(
            record(error, action), .oauth(TokenError(.invalidRequest, description), status: status))
    }

    /// A body that never came to its end asks for nothing, and its sender has gone or been answered by the edge: it isn't
    /// worth a row that somebody can write by hanging up.
    private static func record(_ error: RequestReadingError, _ action: AuditEvent.Action) -> Record? {
        error == .interrupted ? nil : Record(action: action, code: error.code)
    }

    /// A client that has not proven to be itself.
    /// - Parameter action: what is written down; `nil` where the act has done so.
    static func unauthenticated(
        _ error: ClientAuthenticationError, _ action: AuditEvent.Action?, client: ClientID? = nil
    ) -> RefusedRequest {
        RefusedRequest(
            action.map { Record(action: $0, code: error.refusal.code, client: client) },
            .oauth(error.error, status: error.isChallenge ? .unauthorized : .badRequest))
    }

    /// What an act has refused, and written down.
    /// - Parameter action: what is written down, where no act has done so.
    static func refused(_ refusal: TokenRefusal, _ action: AuditEvent.Action? = nil) -> RefusedRequest {
        RefusedRequest(
            action.map { Record(action: $0, code: refusal.code) }, .oauth(refusal.error, status: .badRequest))
    }

    /// An authorization request that can't be honoured.
    /// - Parameter client: the one that the request names, where no other is known.
    static func authorization(
        _ refusal: AuthorizationRefusal, client: ClientID?, platformName: String = "", issuer: Issuer
    ) -> RefusedRequest {
        let record = Record(action: .authorize, code: refusal.code, client: refusal.clientID ?? client)
        let mistake = refusal.mistake
        switch refusal {
        case .page(let refusal):
            let answer = Answer.badRequest(
                code: refusal.errorCode, reason: refusal.reason, mistake: mistake, status: .badRequest)
            return RefusedRequest(record, answer).showing(mistake, of: record.client)
        case .redirect(let error, let address):
            let response = AuthorizationResponse(error: error, to: address, issuer: issuer)
            return RefusedRequest(record, .authorization(response, platformName: platformName))
                .showing(mistake, of: record.client)
        }
    }
}

extension RefusedRequest.Answer {
    fileprivate static func unreadable(_ error: RequestReadingError) -> Self {
        switch error {
        case .tooLarge:
            .badRequest(code: "invalid_request", reason: "The request is too large.", status: .contentTooLarge)
        case .notAForm:
            .badRequest(
                code: "invalid_request", reason: "A POST must carry application/x-www-form-urlencoded.",
                status: .unsupportedMediaType)
        case .malformed, .interrupted:
            .badRequest(
                code: "invalid_request", reason: PageRefusal.malformedParameters.reason, status: .badRequest)
        }
    }
}

extension ClientAuthenticationError {
    /// Whether it is answered with 401 and a challenge (RFC 6749 §5.2).
    fileprivate var isChallenge: Bool { if case .malformed = self { false } else { true } }
}

import Identity

/// A mistake in how a platform is set up, there or in its registration: what stands between its developer and the first
/// sign-in. Each has a page (`error_uri`, RFC 6749 §4.1.2.1, §5.2) and a line in what is kept of the client's mistakes, of which
/// there are no more than these. The names are in addresses and records, and are never changed.
package enum ClientMistake: String, Hashable, Sendable, CaseIterable {
    // At the authorization endpoint.
    case missingRedirectURI = "missing-redirect-uri"
    case foreignRedirectURI = "foreign-redirect-uri"
    case disabledClient = "disabled-client"
    case unregisteredGrant = "unregistered-grant"
    case missingResponseType = "missing-response-type"
    case otherResponseType = "other-response-type"
    case otherResponseMode = "other-response-mode"
    case missingOpenIDScope = "missing-openid-scope"
    case foreignScope = "foreign-scope"
    case missingCodeChallenge = "missing-code-challenge"
    case otherChallengeMethod = "other-challenge-method"
    case missingNonce = "missing-nonce"
    case requestObject = "request-object"
    case badRequestObject = "bad-request-object"
    case unsignedRequest = "unsigned-request"
    case unpushedRequest = "unpushed-request"
    case unknownRequestURI = "unknown-request-uri"
    case promptCreate = "prompt-create"
    // At the token endpoint and its neighbours.
    case missingSecret = "missing-secret"
    case wrongSecret = "wrong-secret"
    case otherAuthMethod = "other-auth-method"
    case badAssertion = "bad-assertion"
    case otherRedirectURI = "other-redirect-uri"
    case missingVerifier = "missing-verifier"
    case wrongVerifier = "wrong-verifier"
    case unaskedVerifier = "unasked-verifier"
    case expiredCode = "expired-code"
    case codeUsedTwice = "code-used-twice"
    case refreshTokenUsedTwice = "refresh-token-used-twice"
    // At the end of a session.
    case foreignReturnAddress = "foreign-return-address"

    /// Of a client that failed to prove to be itself; `nil` for a request that can't be read.
    /// - Parameter hasProof: whether it brought a secret at all.
    package init?(_ error: ClientAuthenticationError, hasProof: Bool) {
        switch error {
        case .malformed: return nil
        case .otherMethod: self = .otherAuthMethod
        case .badAssertion: self = .badAssertion
        case .failed: self = hasProof ? .wrongSecret : .missingSecret
        }
    }

    /// The page that explains it.
    package var path: String { Issuer.Path.mistakes + "/" + rawValue }

    /// Whether the answer to the client names it (`error_uri`). Which of several things is wrong with a code or a token that isn't
    /// good any more, who presents it isn't told.
    var isTold: Bool {
        switch self {
        case .expiredCode, .codeUsedTwice, .refreshTokenUsedTwice: false
        default: true
        }
    }
}

/// How often a client has made a mistake, and when.
package struct ClientMistakeCount: Hashable, Sendable {
    package let mistake: ClientMistake
    package let number: Int
    package let firstAt: Instant
    package let lastAt: Instant

    package init(_ mistake: ClientMistake, number: Int, firstAt: Instant, lastAt: Instant) {
        self.mistake = mistake
        self.number = number
        self.firstAt = firstAt
        self.lastAt = lastAt
    }
}

extension TokenRefusal {
    /// The mistake of the client that it shows, told or not; `nil` where it shows none.
    package var mistake: ClientMistake? { error.mistake ?? ClientMistake(rawValue: code) }
}

extension AuthorizationRefusal {
    /// The mistake of the client that it shows; `nil` where it shows none.
    package var mistake: ClientMistake? {
        switch self {
        case .page(let refusal) where refusal.isAboutRequestObject: .badRequestObject
        case .page(let refusal): ClientMistake(rawValue: refusal.code)
        case .redirect(let error, _): error.mistake
        }
    }
}

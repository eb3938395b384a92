import Wire

/// Why a sign-in came to nothing.
enum SignInFailure: Error, Hashable, Sendable {
    /// Something about what the provider sent that a relying party mustn't take.
    enum Fault: String, Hashable, Sendable {
        case unexpectedStatus = "unexpected-status"
        case notJSON = "not-json"
        case wrongIssuer = "wrong-issuer"
        case incompleteMetadata = "incomplete-metadata"
        case incompleteTokens = "incomplete-tokens"
        case unusableKeys = "unusable-keys"
        case invalidIDToken = "invalid-id-token"
        case wrongNonce = "wrong-nonce"
        case wrongSubject = "wrong-subject"
        case invalidLogoutToken = "invalid-logout-token"
        case unusableDecisions = "unusable-decisions"
    }

    /// No registration yet.
    case notConnected
    case unreachable(FetchError)
    case providerAnswer(Fault)
    /// The provider, or the person, said no (RFC 6749 §4.1.2.1).
    case refused(code: String, description: String?)
    /// The answer belongs to no sign-in that this browser has begun, or one that is over.
    case unknownState
}

extension SignInFailure {
    /// A short name for pages and logs; of the provider's code only what RFC 6749 allows in one.
    var code: String {
        switch self {
        case .notConnected: "not-connected"
        case .unreachable(.unreachable): "unreachable"
        case .unreachable(.timedOut): "timed-out"
        case .unreachable(.tooLarge): "too-large"
        case .providerAnswer(let fault): fault.rawValue
        case .refused(let code, _):
            String(
                String.UnicodeScalarView(
                    code.unicodeScalars.filter { (0x21...0x7E).contains($0.value) }.prefix(64)))
        case .unknownState: "unknown-state"
        }
    }
}

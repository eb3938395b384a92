import Wire

/// The access token of a request, by the header or the form body (RFC 6750 §2.1, §2.2); never by the query (§2.3,
/// RFC 9700 §4.3.2).
package struct BearerToken: Sendable {
    package let text: String
    /// Whether it comes with a proof, by the scheme `DPoP` (RFC 9449 §7.1).
    package let isProven: Bool

    /// - Parameter form: the body of a POST with a form; `nil` for any other request.
    package init(authorization: String?, form: FormParameters?, query: FormParameters) throws(BearerError) {
        guard query.all("access_token").isEmpty else {
            throw .invalidRequest("the access token must not be in the URL")
        }
        var inBody: String?
        if let form {
            inBody = try form.once("access_token", else: BearerError.invalidRequest("access_token is repeated"))
        }
        switch (authorization, inBody) {
        case (nil, nil): throw .missing
        case (_?, _?): throw .invalidRequest("the access token is in the header and in the body")
        case (nil, let token?): (text, isProven) = (token, false)
        case (let header?, nil):
            let field = AuthorizationField(header)
            isProven = field.isOf("dpop")
            guard isProven || field.isOf("bearer") else { throw .missing }
            // RFC 9110 §11.4: one or more spaces behind the scheme.
            let token = field.credentials.utf8.drop { $0 == UInt8(ascii: " ") }
            guard !token.isEmpty else {
                throw .invalidRequest("the Authorization header must read: \(isProven ? "DPoP" : "Bearer") <token>")
            }
            text = String(Substring(token))
        }
        guard Self.isWellFormed(text) else { throw .invalidToken }
    }

    /// Whether a field `Authorization` shows an access token, good or not.
    package static func isShown(by authorization: String) -> Bool {
        let field = AuthorizationField(authorization)
        return field.isOf("dpop") || field.isOf("bearer")
    }

    /// Whether a field `Authorization` is of the scheme `DPoP`.
    static func isByProof(_ authorization: String?) -> Bool {
        authorization.map(AuthorizationField.init)?.isOf("dpop") == true
    }

    /// Whether it has only the characters of `b64token` (RFC 6750 §2.1). One that hasn't is a malformed token, which is
    /// `invalid_token` and not a malformed request (§3.1).
    static func isWellFormed(_ token: String) -> Bool { characters.holdsAll(of: token) }

    private static let characters = ASCIISet("-._~+/=")
}

/// Why a protected resource refuses a request (RFC 6750 §3.1).
package enum BearerError: Error, Hashable, Sendable {
    /// No token at all: a bare challenge, without an error code.
    case missing
    case invalidRequest(String)
    /// Expired, revoked, malformed or not ours: not told apart.
    case invalidToken
    /// One of ours whose time is over, and whose it was: for the log alone, what is told is the same.
    case expiredToken(of: ClientID)
    /// The token is good, but not for this; the scope that would be needed.
    case insufficientScope(Scope)
    /// The token is bound to a key, and its proof is none (RFC 9449 §7.1).
    case badProof(DPoPFlaw)

    /// The reason in one word, for the audit log; never renamed.
    package var code: String {
        switch self {
        case .missing: "no-token"
        case .invalidRequest: "invalid_request"
        case .invalidToken: "invalid_token"
        case .expiredToken: "expired-token"
        case .insufficientScope: "insufficient_scope"
        case .badProof(let flaw): flaw.refusal.code
        }
    }

    /// What is wrong, where an answer has room for it.
    package var sentence: String {
        switch self {
        case .missing: "an access token is needed"
        case .invalidRequest(let description): description
        case .invalidToken, .expiredToken: "the access token is expired, revoked, malformed or not for this resource"
        case .insufficientScope(let scope): "the access token has not the scope \(scope.rawValue)"
        case .badProof(let flaw): flaw.description
        }
    }

    /// `error` of RFC 6750 §3.1; `nil` for a request that brought no token, which is told no code.
    package var errorCode: String? {
        switch self {
        case .missing: nil
        case .expiredToken: Self.invalidToken.code
        case .invalidRequest, .invalidToken, .insufficientScope, .badProof: code
        }
    }

    /// Whose token it was, where its signature says so.
    package var client: ClientID? { if case .expiredToken(let client) = self { client } else { nil } }

    package var status: Int {
        switch self {
        case .missing, .invalidToken, .expiredToken, .badProof: 401
        case .invalidRequest: 400
        case .insufficientScope: 403
        }
    }
}

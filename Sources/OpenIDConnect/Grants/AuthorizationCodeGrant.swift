import Identity
import Wire

/// The authorization code grant (RFC 6749 §4.1.3): a code is redeemed once, by the client that it was given to, with
/// the verifier and the redirect URI of its request, while the session and the person that it came from are live.
///
/// A code is spent by its client's first attempt, right or wrong; a second one revokes the authorization that it stood
/// for (RFC 6749 §4.1.2, RFC 9700 §4.5). Another client's attempt changes nothing.
package struct AuthorizationCodeGrant: Sendable {
    package let code: CodeHash
    package let redirectURI: String
    package let codeVerifier: CodeVerifier?
    /// Where the access token is to be presented (RFC 8707 §2.2); `nil` for our UserInfo endpoint.
    package let resource: String?
    /// What the access token is to be narrowed to (RFC 9396 §6); `nil` for all of it.
    package let details: AuthorizationDetails?

    init(_ parameters: FormParameters) throws(TokenError) {
        code = CodeHash(ofPresented: try parameters.required("code"))
        redirectURI = try parameters.required("redirect_uri")
        resource = try parameters.resource()
        details = try parameters.authorizationDetails()
        guard let text = try parameters.once("code_verifier") else {
            codeVerifier = nil
            return
        }
        guard let verifier = CodeVerifier(text) else {
            throw TokenError(.invalidRequest, "code_verifier must be 43 to 128 unreserved characters")
        }
        codeVerifier = verifier
    }

    /// Whether the request is the one that the code is bound to, in time.
    /// - Parameter confirmation: what the request has proven to hold.
    package func check(
        _ binding: CodeBinding, by confirmation: Confirmation? = nil, at now: Instant
    ) -> TokenRefusal? {
        guard now < binding.expiresAt else { return .expiredCode }
        guard binding.redirectURI.hasSameBytes(as: redirectURI) else { return .otherRedirectURI }
        if let key = binding.dpopKey, confirmation != .key(key) { return .otherKey }
        // Both or neither: a verifier for a request without a challenge is a downgrade (RFC 9700 §4.8.2).
        switch (binding.challenge, codeVerifier) {
        case (nil, nil): return nil
        case (let challenge?, let verifier?): return verifier.answers(challenge) ? nil : .wrongVerifier
        case (_?, nil): return .missingVerifier
        case (nil, _?): return .unaskedVerifier
        }
    }
}

/// What became of an attempt to redeem a code.
package enum CodeRedemption: Hashable, Sendable {
    /// - Parameter isLive: whether the authorization counts: its session and the account have not ended.
    case redeemed(CodeBinding, Authorization, isLive: Bool)
    /// Spent before, by the same client; the authorization is what ends now.
    case alreadyRedeemed(AuthorizationID)
    /// Never given, given to another client, or forgotten since.
    case unknown
}

/// An unknown code, an expired one and one that is used twice read the same to the client.
extension TokenRefusal {
    package static let unknownCode = badCode("unknown-code")
    package static let expiredCode = badCode("expired-code")
    package static let codeUsedTwice = badCode("code-used-twice")

    private static func badCode(_ code: String) -> TokenRefusal {
        TokenRefusal(
            .invalidGrant, "the code is unknown, expired or used; start the authorization again", code: code)
    }

    package static let otherRedirectURI = TokenRefusal(
        .invalidGrant, "redirect_uri differs from that of the authorization request", code: "other-redirect-uri")
    package static let wrongVerifier = TokenRefusal(
        .invalidGrant, "code_verifier does not answer the code_challenge", code: "wrong-verifier")
    package static let missingVerifier = TokenRefusal(
        .invalidGrant, "code_verifier is missing", code: "missing-verifier")
    package static let unaskedVerifier = TokenRefusal(
        .invalidGrant, "the authorization request had no code_challenge", code: "unasked-verifier")
}

import Wire

/// The token exchange grant (RFC 8693 §2): a service that was shown somebody's access token gets one for the next service
/// that it calls, in the same person's name. `exchange` decides what it gets.
///
/// Access tokens of ours are exchanged, and nothing else: an ID token says who somebody is and allows nothing, and names no
/// session that could have ended; a refresh token is its client's own.
package struct TokenExchangeGrant: Sendable {
    /// The token of whom the client acts for, as it was presented.
    package let subjectToken: String
    /// That of the service which acts, where it isn't the client itself.
    package let actorToken: String?
    /// Where the new token is to be presented: a resource (RFC 8707), or the name of a service.
    package let target: Target?
    /// `nil` for all that the subject token has.
    package let scopes: Set<Scope>?
    /// The same of `authorization_details` (RFC 9396 §6).
    package let details: AuthorizationDetails?

    package enum Target: Hashable, Sendable {
        case resource(String)
        /// `audience`: a resource by its URI, or the service that answers for it by its `client_id`.
        case audience(String)
    }

    init(_ parameters: FormParameters) throws(TokenError) {
        details = try parameters.authorizationDetails()
        subjectToken = try parameters.token("subject_token")
        try parameters.tokenType("subject_token_type")
        // RFC 8693 §2.1: the type is there exactly when the token is.
        guard parameters.all("actor_token").isEmpty else {
            actorToken = try parameters.token("actor_token")
            try parameters.tokenType("actor_token_type")
            (target, scopes) = try Self.wanted(parameters)
            return
        }
        guard try parameters.once("actor_token_type") == nil else {
            throw TokenError(.invalidRequest, "actor_token_type is given without actor_token")
        }
        actorToken = nil
        (target, scopes) = try Self.wanted(parameters)
    }

    private static func wanted(
        _ parameters: FormParameters
    ) throws(TokenError) -> (target: Target?, scopes: Set<Scope>?) {
        if let type = try parameters.once("requested_token_type"), TokenTypeURI(rawValue: type) == nil {
            throw TokenError(.invalidRequest, "requested_token_type must be that of access tokens")
        }
        let resource = try parameters.resource()
        // RFC 8693 §2.1 lets both be repeated; a token of ours has one audience.
        let audience = try parameters.once(
            "audience", else: TokenError(.invalidTarget, "audience is repeated; a token has one audience"))
        let scopes = try parameters.scopes()
        // A token for nothing can't have been meant.
        guard scopes?.isEmpty != true else { throw TokenError(.invalidScope, "scope has no scope of this provider") }
        switch (resource, audience) {
        case (_?, _?):
            throw TokenError(.invalidTarget, "resource and audience are both given; a token has one audience")
        case (let resource?, nil): return (.resource(resource), scopes)
        case (nil, let audience?):
            guard audience.utf8.count <= Limits.redirectURIBytes else {
                throw TokenError(.invalidTarget, "audience is longer than \(Limits.redirectURIBytes) bytes")
            }
            return (.audience(audience), scopes)
        case (nil, nil): return (nil, scopes)
        }
    }
}

extension FormParameters {
    fileprivate func token(_ name: String) throws(TokenError) -> String {
        let token = try required(name)
        guard token.utf8.count <= Limits.tokenBytes else {
            throw TokenError(.invalidRequest, "\(name) is longer than \(Limits.tokenBytes) bytes")
        }
        return token
    }

    fileprivate func tokenType(_ name: String) throws(TokenError) {
        guard TokenTypeURI(rawValue: try required(name)) != nil else {
            throw TokenError(.invalidRequest, "\(name) must be that of access tokens")
        }
    }
}

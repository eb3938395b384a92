/// What kind of token is meant (RFC 8693 §3), as far as we exchange them.
package enum TokenTypeURI: String, Hashable, Sendable, CaseIterable {
    case accessToken = "urn:ietf:params:oauth:token-type:access_token"
    /// An access token of ours is one (RFC 9068): said so, it is the same token.
    case jwt = "urn:ietf:params:oauth:token-type:jwt"
}

/// `grant_type`: the ways to a token that there are (RFC 6749 §1.3, RFC 8628 §3.4). The token endpoint, the metadata
/// and registration know them from here.
package enum GrantType: String, Hashable, Sendable, CaseIterable {
    case authorizationCode = "authorization_code"
    case refreshToken = "refresh_token"
    case clientCredentials = "client_credentials"
    case deviceCode = "urn:ietf:params:oauth:grant-type:device_code"

    /// Whether a person is asked, so that the client gets tokens about somebody.
    package var asksPerson: Bool {
        switch self {
        case .authorizationCode, .deviceCode: true
        case .refreshToken, .clientCredentials: false
        }
    }
}

/// `grant_type`: the ways to a token that there are (RFC 6749 §1.3, RFC 8628 §3.4, RFC 8693 §2.1,
/// RFC 7523 §2.1, CIBA Core §4). The token endpoint, the metadata and registration know them from here.
package enum GrantType: String, Hashable, Sendable, CaseIterable {
    case authorizationCode = "authorization_code"
    case refreshToken = "refresh_token"
    case clientCredentials = "client_credentials"
    case deviceCode = "urn:ietf:params:oauth:grant-type:device_code"
    case tokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange"
    case jwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer"
    case ciba = "urn:openid:params:grant-type:ciba"

    /// Whether a person is asked, so that the client gets tokens about somebody.
    package var asksPerson: Bool {
        switch self {
        case .authorizationCode, .deviceCode, .ciba: true
        case .refreshToken, .clientCredentials, .tokenExchange, .jwtBearer: false
        }
    }

    /// Whether the tokens that it gives are about somebody, so that the client is registered for scopes of people.
    package var isAboutPeople: Bool {
        switch self {
        case .authorizationCode, .deviceCode, .refreshToken, .tokenExchange, .jwtBearer, .ciba: true
        case .clientCredentials: false
        }
    }

    /// Whether a client has to prove to be itself, as nothing else in a request is its own.
    package var needsSecret: Bool {
        switch self {
        case .clientCredentials, .tokenExchange, .jwtBearer, .ciba: true
        case .authorizationCode, .refreshToken, .deviceCode: false
        }
    }
}

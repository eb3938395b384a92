import Wire

/// A request to the token endpoint that names a grant we know, completely (RFC 6749 §3.2). Who sends it is
/// `ClientAuthentication`'s question. Each grant reads its own parameters, in its own file.
package enum TokenRequest: Sendable {
    case authorizationCode(AuthorizationCodeGrant)
    case refreshToken(RefreshTokenGrant)
    case clientCredentials(ClientCredentialsGrant)
    case deviceCode(DeviceCodeGrant)
    case tokenExchange(TokenExchangeGrant)
    case jwtBearer(JWTBearerGrant)
    case ciba(BackchannelGrant)

    package init(_ parameters: FormParameters) throws(TokenError) {
        switch GrantType(rawValue: try parameters.required("grant_type")) {
        case .authorizationCode: self = .authorizationCode(try AuthorizationCodeGrant(parameters))
        case .refreshToken: self = .refreshToken(try RefreshTokenGrant(parameters))
        case .clientCredentials: self = .clientCredentials(try ClientCredentialsGrant(parameters))
        case .deviceCode: self = .deviceCode(try DeviceCodeGrant(parameters))
        case .tokenExchange: self = .tokenExchange(try TokenExchangeGrant(parameters))
        case .jwtBearer: self = .jwtBearer(try JWTBearerGrant(parameters))
        case .ciba: self = .ciba(try BackchannelGrant(parameters))
        case nil: throw TokenError(.unsupportedGrantType, "the grant_type is not one of grant_types_supported")
        }
    }

    package var type: GrantType {
        switch self {
        case .authorizationCode: .authorizationCode
        case .refreshToken: .refreshToken
        case .clientCredentials: .clientCredentials
        case .deviceCode: .deviceCode
        case .tokenExchange: .tokenExchange
        case .jwtBearer: .jwtBearer
        case .ciba: .ciba
        }
    }

    /// What stands between the client and the grant as such: it may use those that it is registered for, where the provider
    /// has them at all.
    package func refusal(
        for client: AuthenticatedClient, enabled: Set<GrantType> = Set(GrantType.allCases)
    ) -> TokenRefusal? {
        guard enabled.contains(type) else { return .disabledGrant }
        return client.client.grants.contains(type) ? nil : .unregisteredGrant
    }
}

extension TokenRefusal {
    package static let disabledGrant = TokenRefusal(
        .unsupportedGrantType, "the grant_type is not one of grant_types_supported", code: "disabled-grant")
    package static let unregisteredGrant = TokenRefusal(
        .unauthorizedClient, "this client is not registered for this grant type", code: "unregistered-grant")
}

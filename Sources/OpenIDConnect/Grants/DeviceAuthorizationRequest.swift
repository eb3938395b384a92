import Wire

/// A device's request to be approved by a person on another screen (RFC 8628 §3.1).
///
/// Its scopes obey the rules of authorization requests but for one: `openid` may be left out, and `scope` as a whole.
/// RFC 8628 knows nothing of OpenID Connect; without `openid` there is no ID token.
package struct DeviceAuthorizationRequest: Sendable {
    package let client: Client
    package let scopes: Set<Scope>

    package init(_ parameters: FormParameters, from client: AuthenticatedClient) throws(TokenRefusal) {
        guard client.client.grants.contains(.deviceCode) else { throw .unregisteredGrant }
        do throws(TokenError) {
            scopes = try parameters.scopes() ?? []
            // RFC 9396 §3 lets a device ask; ours may not, as nobody sees on another screen what it would do.
            guard try parameters.authorizationDetails() == nil else {
                throw TokenError(.invalidAuthorizationDetails, "a device can't ask for authorization_details")
            }
            if let foreign = Scope.first(in: scopes, notIn: client.client.scopesOfPeople) {
                throw TokenError(.invalidScope, "this client may not ask for the scope \(foreign.rawValue)")
            }
        } catch {
            throw TokenRefusal(error)
        }
        self.client = client.client
    }
}

/// The answer to it (RFC 8628 §3.2): two codes, one for the device and one for the person.
package struct DeviceAuthorizationResponse: Sendable {
    package let code: DeviceCode
    package let userCode: UserCode

    package init(code: DeviceCode, userCode: UserCode) {
        self.code = code
        self.userCode = userCode
    }

    package func json(_ issuer: Issuer) -> JSONObject {
        let page = issuer.address(Issuer.Path.device)
        let complete = FormParameters([("user_code", userCode.text)]).encoded()
        return [
            "device_code": .string(code.text),
            "user_code": .string(userCode.text),
            "verification_uri": .string(page),
            "verification_uri_complete": .string("\(page)?\(complete)"),
            "expires_in": .integer(DeviceAuthorization.lifetime.wholeSeconds),
            "interval": .integer(PolledDecision.firstInterval.wholeSeconds),
        ]
    }
}

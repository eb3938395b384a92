import Identity
import JOSE
import Wire

/// What a client is told of its registration (RFC 7591 §3.2.1): all that is registered of it, and its secret and its token in the
/// one moment in which they are known.
package struct ClientInformation: Sendable {
    package let client: Client
    package let record: RegistrationRecord
    package let secret: ClientSecret?
    package let token: RegistrationAccessToken?

    package init(
        client: Client, record: RegistrationRecord, secret: ClientSecret? = nil, token: RegistrationAccessToken? = nil
    ) {
        self.client = client
        self.record = record
        self.secret = secret
        self.token = token
    }

    package func json(_ issuer: Issuer) -> JSONObject {
        var json: JSONObject = [
            "client_id": .string(client.id.text),
            "client_id_issued_at": .integer(record.registeredAt.millisecondsSince1970 / 1000),
            "registration_client_uri": .string(issuer.address(Issuer.Path.registration(of: client.id))),
        ]
        json["registration_access_token"] = token.map { .string($0.text) }
        if let secret {
            json["client_secret"] = .string(secret.text)
            // RFC 7591 §3.2.1: 0 for one that doesn't expire.
            json["client_secret_expires_at"] = 0
        }
        json.merge(client.metadata)
        json.merge(record.details.json)
        return json
    }
}

extension Client {
    /// Its metadata under their names in RFC 7591 §2, OpenID Connect Registration §2 and their companions.
    fileprivate var metadata: JSONObject {
        var json: JSONObject = [
            "client_name": .string(name), "redirect_uris": .texts(redirectURIs.map(\.description)),
            "grant_types": .texts(GrantType.allCases.filter(grants.contains).map(\.rawValue)),
            "response_types": .texts(grants.contains(.authorizationCode) ? ResponseType.allCases.map(\.rawValue) : []),
            "token_endpoint_auth_method": .string(credential.methodName), "scope": .string(Scope.text(scopes)),
            "application_type": .string(applicationType.rawValue),
            "id_token_signed_response_alg": .string(idTokenAlgorithm.rawValue),
            "subject_type": .string((subjectType == .public ? SubjectType.Name.public : .pairwise).rawValue),
            "require_pushed_authorization_requests": .bool(requiresPushedRequests),
            "dpop_bound_access_tokens": .bool(protection.bindsTokens),
        ]
        json["client_uri"] = homeURI.map(JSONValue.string)
        json["initiate_login_uri"] = initiateLogin.map { .string($0.uri.text) }
        json["userinfo_signed_response_alg"] = userInfoAlgorithm.map { .string($0.rawValue) }
        if !postLogoutRedirectURIs.isEmpty {
            json["post_logout_redirect_uris"] = .texts(postLogoutRedirectURIs.map(\.description))
        }
        if grants.contains(.ciba) { json.merge(ClientRegistration.Backchannel(backchannel).json) }
        json.set("backchannel_logout", backchannelLogout)
        json.set("frontchannel_logout", frontchannelLogout)
        if protection.bindsToCertificate { json["tls_client_certificate_bound_access_tokens"] = true }
        if case .certificate(let subject) = credential { json[subject.kind.rawValue] = .string(subject.text) }
        let proofs = ClientRegistration.Proofs(self)
        json["jwks"] = proofs.keys.map(JSONValue.object)
        json["jwks_uri"] = proofs.keysURI.map(JSONValue.string)
        json.merge(ClientRegistration.Messages(messages).json)
        return json
    }
}

extension JSONObject {
    fileprivate mutating func set(_ channel: String, _ address: LogoutAddress?) {
        guard let address else { return }
        self["\(channel)_uri"] = .string(address.uri.text)
        self["\(channel)_session_required"] = .bool(address.requiresSession)
    }
}

extension JSONValue {
    fileprivate static func texts(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }
}

import Wire

extension AuthorizationRequest {
    /// A request of the profile `quirks`. There is no nonce, no PKCE and nothing that asks for a fresh sign-in: what else
    /// a client sends isn't looked at.
    init(quirks form: FormParameters, _ parties: Parties) async throws(AuthorizationRefusal) {
        guard let clientID = try? form.single("client_id"), let client = await parties.client(clientID),
            let reader = client.publicKey
        else { throw .unknownClient }
        guard let text = try? form.single("redirect_uri"),
            let redirectURI = client.redirectURIs.first(where: { $0.text.hasSameBytes(as: text) })
        else { throw .unknownRedirectURI }
        self.init(
            client: client, redirectURI: redirectURI, state: try? form.single("state"), nonce: nil,
            codeChallenge: nil, asksAnew: false, maxAge: nil, issuer: nil, envelopeKey: reader)
        if let state, state.utf8.count > MockLimits.echoedCharacters { throw .unreadable }
        guard (try? form.single("response_type")) == "code" else {
            throw .redirect(answer(error: .unsupportedResponseType, "response_type must be code"))
        }
        guard let scope = try? form.single("scope"), scope.split(separator: " ").contains("openid") else {
            throw .redirect(answer(error: .invalidScope, "scope must contain openid"))
        }
    }
}

import Identity
import JOSE
import Wire

/// An authorization request that can be honoured: every parameter read, checked against its client, and typed
/// (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1): what is demanded, where the answer goes, and what the code in it is
/// bound to. What can't be read is an `AuthorizationRefusal`.
package struct AuthorizationRequest: Sendable {
    package let demand: SignInDemand
    package let address: ResponseAddress
    package let codeChallenge: CodeChallenge?
    package let nonce: String?

    package var client: Client { demand.client }
    package var reply: Reply { .redirect(address) }

    /// The client that a request says it comes from, before anything else of it is believed.
    package static func clientID(in parameters: FormParameters) throws(AuthorizationRefusal) -> ClientID {
        let text = try parameters.once("client_id", else: AuthorizationRefusal.page(.repeatedClientID))
        guard let text else { throw .page(.missingClientID) }
        guard let id = ClientID(text) else { throw .page(.unknownClient) }
        return id
    }

    /// Reads the request. `client` is the one registered under its `client_id`, `nil` when there is none.
    package init(_ parameters: FormParameters, client: Client?) throws(AuthorizationRefusal) {
        guard let client else { throw .page(.unknownClient) }
        guard client.isEnabled else { throw .page(.disabledClient) }
        let address = try Self.address(parameters, client: client)
        self.address = address
        do throws(AuthorizationError) {
            guard client.grants.contains(.authorizationCode) else {
                throw AuthorizationError(.unauthorizedClient, "this client is not registered for authorization_code")
            }
            let reader = AuthorizationParameters(parameters)
            try reader.refuseUnsupported()
            try reader.checkResponse(mode: address)
            let scopes = try reader.scopes(allowed: client.scopes)
            nonce = try reader.text("nonce", atMost: Limits.nonceBytes)
            codeChallenge = try reader.codeChallenge(
                required: client.requiresCodeChallenge, hasNonce: nonce != nil)
            let prompts = try reader.prompts()
            let maxAge = try reader.maxAge()
            let idTokenHint = try reader.text("id_token_hint", atMost: Limits.tokenBytes)
            let loginHint = try reader.text("login_hint", atMost: Limits.loginHintBytes)
            let uiLocales = try reader.text("ui_locales", atMost: Limits.uiLocalesBytes)
            let level = try reader.text("acr_values", atMost: Limits.acrValuesBytes)?
                .split(separator: " ").compactMap(AuthenticationContext.level).min()
            demand = SignInDemand(
                client: client, scopes: scopes, prompts: prompts, maxAge: maxAge, level: level, loginHint: loginHint,
                idTokenHint: idTokenHint, uiLocales: uiLocales)
        } catch {
            throw .redirect(error, to: address)
        }
    }

    /// `SignInDemand.isAbout`, with a refusal for the client.
    package func isAbout(
        _ person: PersonID?, keys: SigningKeys, issuer: Issuer, subjects: PairwiseSubjects
    ) throws(AuthorizationRefusal) -> Bool {
        do {
            return try demand.isAbout(person, keys: keys, issuer: issuer, subjects: subjects)
        } catch {
            throw .redirect(error, to: address)
        }
    }

    /// Where answers to this request go: decided first, because errors need it too.
    private static func address(
        _ parameters: FormParameters, client: Client
    ) throws(AuthorizationRefusal) -> ResponseAddress {
        let presented = try parameters.once("redirect_uri", else: AuthorizationRefusal.page(.repeatedRedirectURI))
        guard let presented else { throw .page(.missingRedirectURI) }
        guard client.redirectURI(matching: presented) != nil, let uri = try? URI(presented) else {
            throw .page(.foreignRedirectURI)
        }
        // A state that is repeated is no state; one that is too long is not sent back. Both are refused below.
        let state = (try? parameters.single("state")).flatMap { $0 }
        return ResponseAddress(
            redirectURI: uri,
            mode: (try? parameters.single("response_mode")).flatMap { $0 }
                .flatMap(ResponseMode.init) ?? .query,
            state: state.flatMap { $0.utf8.count <= Limits.stateBytes ? $0 : nil }, clientID: client.id)
    }
}

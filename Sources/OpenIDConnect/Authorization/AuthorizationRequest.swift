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
    /// The key that the code is bound to (RFC 9449 §10).
    package let dpopKey: KeyThumbprint?
    /// What it can be read from again: the parameters that we read, at most `Limits.queryBytes` when they are written
    /// compactly.
    package let parameters: FormParameters

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
                throw AuthorizationError(
                    .unauthorizedClient, "this client is not registered for authorization_code",
                    .unregisteredGrant)
            }
            self.parameters = try Self.kept(parameters)
            let reader = AuthorizationParameters(parameters)
            try reader.refuseUnsupported()
            try reader.checkResponse(mode: address, mustBeSigned: client.protection.signsMessages)
            let scopes = try reader.scopes(allowed: client.scopesOfPeople)
            nonce = try reader.text(.nonce, atMost: Limits.nonceBytes)
            codeChallenge = try reader.codeChallenge(
                required: client.requiresCodeChallenge, hasNonce: nonce != nil)
            dpopKey = try reader.keyThumbprint()
            let resources = try reader.resources(allowed: client.audiences)
            let prompts = try reader.prompts()
            let maxAge = try reader.maxAge()
            let idTokenHint = try reader.text(.idTokenHint, atMost: Limits.tokenBytes)
            let loginHint = try reader.text(.loginHint, atMost: Limits.loginHintBytes)
            let uiLocales = try reader.text(.uiLocales, atMost: Limits.uiLocalesBytes)
            let level = try reader.text(.acrValues, atMost: Limits.acrValuesBytes)?
                .split(separator: " ").compactMap(AuthenticationContext.level).min()
            let claims = try reader.claims(allowed: client.scopesOfPeople)
            let details = try reader.authorizationDetails(allowed: client.authorizationDetailsTypes)
            demand = SignInDemand(
                client: client, scopes: scopes, resources: resources, prompts: prompts, maxAge: maxAge, level: level,
                loginHint: loginHint, idTokenHint: idTokenHint, uiLocales: uiLocales, claims: claims, details: details)
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

    /// What is kept of a request. It is measured as it is written, so that what is kept can be read again.
    private static func kept(_ parameters: FormParameters) throws(AuthorizationError) -> FormParameters {
        let kept = parameters.keeping(parameterNames)
        guard kept.areCompactlyEncoded(within: Limits.queryBytes) else {
            throw AuthorizationError(.invalidRequest, "the request is longer than \(Limits.queryBytes) bytes")
        }
        return kept
    }

    /// Where answers to this request go: decided first, because errors need it too.
    private static func address(
        _ parameters: FormParameters, client: Client
    ) throws(AuthorizationRefusal) -> ResponseAddress {
        let presented = try parameters.once("redirect_uri", else: AuthorizationRefusal.page(.repeatedRedirectURI))
        guard let presented else { throw .page(.missingRedirectURI) }
        guard let uri = client.redirectURI(matching: presented) else { throw .page(.foreignRedirectURI) }
        // Who has all answers signed, has those signed too whose request says nothing good of it.
        let mode =
            (try? parameters.single("response_mode")).flatMap { $0 }.flatMap(ResponseMode.init)
            ?? (client.protection.signsMessages ? .jwt : .query)
        // A state that is repeated is no state. Any other goes back as it came with every error, with that about itself
        // too (RFC 6749 §4.1.2.1), unless it can't: a form changes line breaks.
        var state = (try? parameters.single("state")).flatMap { $0 }
        if mode.isPosted, let text = state, !AuthorizationParameters.isVSCHAR(text) { state = nil }
        return ResponseAddress(
            redirectURI: uri, mode: mode, state: state, clientID: client.id,
            signed: mode.isSigned || client.protection.signsMessages ? client.messages.signedResponse : nil)
    }
}

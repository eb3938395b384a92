import Identity
import JOSE
import Wire

/// An authorization request that can be honoured: every parameter read, checked against its client, and typed
/// (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1). What can't be read is an `AuthorizationRefusal`.
package struct AuthorizationRequest: Sendable {
    package let client: Client
    package let address: ResponseAddress
    package let scopes: Set<Scope>
    package let nonce: String?
    package let codeChallenge: CodeChallenge?
    package let prompts: Set<Prompt>
    package let maxAge: Duration?
    package let loginHint: String?
    /// An ID token that says whom the answer has to be about; `isAbout` reads it.
    let idTokenHint: String?
    package let uiLocales: String?
    /// The lowest level among the `acr_values` that we know; `nil` when none was asked for.
    package let requestedLevel: AuthenticationLevel?

    /// The client that a request says it comes from, before anything else of it is believed.
    package static func clientID(in parameters: FormParameters) throws(AuthorizationRefusal) -> ClientID {
        let text: String?
        do { text = try parameters.single("client_id") } catch { throw .page(.repeatedClientID) }
        guard let text else { throw .page(.missingClientID) }
        guard let id = ClientID(text) else { throw .page(.unknownClient) }
        return id
    }

    /// Reads the request. `client` is the one registered under its `client_id`, `nil` when there is none.
    package init(_ parameters: FormParameters, client: Client?) throws(AuthorizationRefusal) {
        guard let client else { throw .page(.unknownClient) }
        guard client.isEnabled else { throw .page(.disabledClient) }
        let address = try Self.address(parameters, client: client)
        self.client = client
        self.address = address
        do throws(AuthorizationError) {
            let reader = AuthorizationParameters(parameters)
            try reader.refuseUnsupported()
            try reader.checkResponse(mode: address)
            scopes = try reader.scopes(allowed: client.scopes)
            nonce = try reader.text("nonce", atMost: Limits.nonceBytes)
            codeChallenge = try reader.codeChallenge(required: client.requiresCodeChallenge)
            prompts = try reader.prompts()
            maxAge = try reader.maxAge()
            idTokenHint = try reader.text("id_token_hint", atMost: Limits.tokenBytes)
            loginHint = try reader.text("login_hint", atMost: Limits.loginHintBytes)
            uiLocales = try reader.text("ui_locales", atMost: Limits.uiLocalesBytes)
            requestedLevel = try reader.text("acr_values", atMost: Limits.acrValuesBytes)?
                .split(separator: " ").compactMap(AuthenticationContext.level).min()
        } catch {
            throw .redirect(error, to: address)
        }
    }

    /// Whether a person is the one whom the request's `id_token_hint` names; without one, everybody is. A client must
    /// never get an answer about somebody else (OpenID Connect Core §3.1.2.2).
    /// - Parameter person: who is signed in; `nil` for nobody, who is never the one.
    /// - Throws: when the hint is no ID token that we have issued to this client.
    package func isAbout(
        _ person: PersonID?, keys: SigningKeys, issuer: Issuer, subjects: PairwiseSubjects
    ) throws(AuthorizationRefusal) -> Bool {
        guard let idTokenHint else { return true }
        guard let hint = IDTokenHint(idTokenHint, keys: keys, issuer: issuer), hint.clientID == client.id else {
            let error = AuthorizationError(
                .invalidRequest, "id_token_hint is not an ID token of this provider for this client")
            throw .redirect(error, to: address)
        }
        return person.map { subjects.subject(of: $0, for: client.subjectType) == hint.subject } ?? false
    }

    /// Where answers to this request go: decided first, because errors need it too.
    private static func address(
        _ parameters: FormParameters, client: Client
    ) throws(AuthorizationRefusal) -> ResponseAddress {
        let presented: String?
        do { presented = try parameters.single("redirect_uri") } catch { throw .page(.repeatedRedirectURI) }
        guard let presented else { throw .page(.missingRedirectURI) }
        guard client.redirectURI(matching: presented) != nil, let uri = try? URI(presented) else {
            throw .page(.foreignRedirectURI)
        }
        // A state that stands twice is no state; one that is too long is not sent back. Both are refused below.
        let state = (try? parameters.single("state")).flatMap { $0 }
        return ResponseAddress(
            redirectURI: uri,
            mode: (try? parameters.single("response_mode")).flatMap { $0 }
                .flatMap(ResponseMode.init) ?? .query,
            state: state.flatMap { $0.utf8.count <= Limits.stateBytes ? $0 : nil }, clientID: client.id)
    }
}

/// `prompt` (OpenID Connect Core §3.1.2.1).
package enum Prompt: String, Hashable, Sendable, CaseIterable {
    case none, login, consent
    case selectAccount = "select_account"
}

/// `response_mode`: how the answer travels (OAuth 2.0 Multiple Response Types §2.1, Form Post Response Mode §2).
package enum ResponseMode: String, Hashable, Sendable, CaseIterable {
    case query
    case formPost = "form_post"
}

/// Where and how the answer to an authorization request goes. It exists only for a redirect URI that belongs to the
/// client.
package struct ResponseAddress: Hashable, Sendable {
    package let redirectURI: URI
    package let mode: ResponseMode
    package let state: String?
    package let clientID: ClientID
}

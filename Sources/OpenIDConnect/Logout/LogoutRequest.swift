import Identity
import JOSE
import Wire

/// A request to end the session, from a platform (OpenID Connect RP-Initiated Logout §2) or from a person.
///
/// An address to return to needs a client that registered it; without a good one the request is refused with a page,
/// and redirects nowhere.
package struct LogoutRequest: Sendable {
    /// The client that asks, when it can be known.
    package let client: Client?
    /// Where the person returns to, with the request's `state` in it.
    package let returnAddress: String?
    /// Which session the client means: the `sid` of its ID token.
    package let sessionID: String?
    package let uiLocales: String?

    /// The names of all parameters that are read. What isn't among them is never repeated.
    package static let parameterNames = [
        "client_id", "id_token_hint", "ui_locales", "state", "post_logout_redirect_uri",
    ]

    /// The client that a request names, by its hint or its `client_id`: the first half of reading it.
    package struct Sender: Sendable {
        package let clientID: ClientID?
        let sessionID: String?

        /// - Throws: when a parameter is repeated, when the hint is no ID token of ours, or when the two disagree.
        package init(_ parameters: FormParameters, keys: SigningKeys, issuer: Issuer) throws(LogoutRefusal) {
            let named = try parameters.once("client_id", else: LogoutRefusal.malformed).map(ClientID.init)
            guard let hint = try parameters.once("id_token_hint", else: LogoutRefusal.malformed) else {
                if let named, named == nil { throw .unknownClient }
                clientID = named.flatMap { $0 }
                sessionID = nil
                return
            }
            guard let token = IDTokenHint(hint, keys: keys, issuer: issuer) else { throw .foreignHint }
            if let named, named != token.clientID { throw .hintOfAnotherClient }
            clientID = token.clientID
            sessionID = token.sessionID
        }
    }

    /// - Parameter client: the one registered under the sender's id.
    package init(_ parameters: FormParameters, sender: Sender, client: Client?) throws(LogoutRefusal) {
        if sender.clientID != nil, client == nil { throw .unknownClient }
        self.client = client
        sessionID = sender.sessionID
        uiLocales = try parameters.once("ui_locales", else: LogoutRefusal.malformed)
        let state = try parameters.once("state", else: LogoutRefusal.malformed)
        guard let presented = try parameters.once("post_logout_redirect_uri", else: LogoutRefusal.malformed) else {
            returnAddress = nil
            return
        }
        guard let client else { throw .returnAddressWithoutClient }
        guard client.isEnabled, let uri = client.postLogoutRedirectURI(matching: presented) else {
            throw .foreignReturnAddress
        }
        guard (state?.utf8.count ?? 0) <= Limits.stateBytes, state.map(AuthorizationParameters.isVSCHAR) ?? true else {
            throw .malformed
        }
        returnAddress = state.map { uri.appending(query: FormParameters([("state", $0)])) } ?? uri.text
    }

    /// Whether the person must be asked first. Only an ID token of the very session shows that the person's own
    /// platform asks; anybody can link to this address.
    package func needsConfirmation(session: SessionID, subjects: PairwiseSubjects) -> Bool {
        guard let client, let sessionID else { return true }
        return !sessionID.hasSameBytes(as: subjects.sessionID(of: session, for: client.id))
    }
}

/// Why a logout request is answered with an error page.
package enum LogoutRefusal: String, Error, Hashable, Sendable {
    case malformed
    case unknownClient = "unknown-client"
    case foreignHint = "foreign-id-token-hint"
    case hintOfAnotherClient = "id-token-hint-of-another-client"
    case returnAddressWithoutClient = "return-address-without-client"
    case foreignReturnAddress = "foreign-return-address"

    /// The reason in one word, for the audit log; never renamed.
    package var code: String { rawValue }

    /// A sentence for the developer of the platform.
    package var reason: String {
        switch self {
        case .malformed: "A parameter is repeated, too long or not well-formed."
        case .unknownClient: "No client is registered under this client_id."
        case .foreignHint: "id_token_hint is not an ID token of this provider."
        case .hintOfAnotherClient: "id_token_hint was issued to another client than client_id."
        case .returnAddressWithoutClient: "post_logout_redirect_uri needs an id_token_hint or a client_id."
        case .foreignReturnAddress: "post_logout_redirect_uri is not registered for this client."
        }
    }
}

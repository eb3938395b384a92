import Wire

/// An authorization request of the profile `oidc` that was found good (OpenID Connect Core §3.1.2.1).
///
/// `acr_values` is ignored: every sign-in here asks for a password and a one-time password,
/// which is the strongest that can be asked for (LoA2), and OpenID Connect makes the parameter voluntary.
struct AuthorizationRequest: Hashable, Sendable {
    let client: VNeIDMockClient
    let redirectURI: Wire.URI
    let state: String?
    let nonce: String?
    /// RFC 7636, always S256.
    let codeChallenge: String?

    /// Where a successful answer takes the browser.
    func answer(code: String) -> String {
        redirectURI.appending(query: FormParameters([("code", code)] + echo))
    }

    /// Where a refusal takes the browser.
    func answer(error: AuthorizationError, _ description: String) -> String {
        let answer = [("error", error.rawValue), ("error_description", description)]
        return redirectURI.appending(query: FormParameters(answer + echo))
    }

    private var echo: [(String, String)] { state.map { [("state", $0)] } ?? [] }
}

/// The error codes that the authorization endpoint sends (RFC 6749 §4.1.2.1, OpenID Connect Core §3.1.2.6).
enum AuthorizationError: String, Error, Hashable, Sendable {
    case invalidRequest = "invalid_request"
    case unsupportedResponseType = "unsupported_response_type"
    case invalidScope = "invalid_scope"
    case loginRequired = "login_required"
    case accessDenied = "access_denied"
}

/// Why an authorization request gets no sign-in page. It is said on a page as long as client or redirect URI is in
/// doubt, at the redirect URI otherwise.
enum AuthorizationRefusal: Error, Hashable, Sendable {
    case unreadable
    case unknownClient
    case unknownRedirectURI
    case redirect(String)
}

extension AuthorizationRequest {
    /// Decides on the parameters of a request.
    init(_ form: FormParameters, parties: Parties) async throws(AuthorizationRefusal) {
        guard let clientID = try? form.single("client_id"), let client = await parties.client(clientID) else {
            throw .unknownClient
        }
        guard let text = try? form.single("redirect_uri"),
            let redirectURI = client.redirectURIs.first(where: { $0.text.hasSameBytes(as: text) })
        else {
            throw .unknownRedirectURI
        }
        let plain = AuthorizationRequest(
            client: client, redirectURI: redirectURI, state: try? form.single("state"), nonce: nil,
            codeChallenge: nil)
        func refuse(_ error: AuthorizationError, _ description: String) -> AuthorizationRefusal {
            .redirect(plain.answer(error: error, description))
        }

        let values: [String: String]
        do {
            values = try Self.known(form)
        } catch {
            throw refuse(.invalidRequest, "a parameter occurs twice")
        }
        for name in ["state", "nonce"] {
            if let value = values[name], value.utf8.count > MockLimits.echoedCharacters {
                throw .unreadable
            }
        }
        guard let responseType = values["response_type"] else {
            throw refuse(.invalidRequest, "response_type is missing")
        }
        guard responseType == "code" else {
            throw refuse(.unsupportedResponseType, "response_type must be code")
        }
        guard let scope = values["scope"], scope.split(separator: " ").contains("openid") else {
            throw refuse(.invalidScope, "scope must contain openid")
        }
        guard values["prompt"] != "none" else { throw refuse(.loginRequired, "VNeID asks every time") }
        let challenge = values["code_challenge"]
        if challenge != nil || values["code_challenge_method"] != nil {
            guard values["code_challenge_method"] == "S256" else {
                throw refuse(.invalidRequest, "code_challenge_method must be S256")
            }
            // A SHA-256 hash in Base64url (RFC 7636 §4.2).
            guard let challenge, let hash = try? Base64URL.decode(challenge), hash.count == 32 else {
                throw refuse(.invalidRequest, "code_challenge must be a SHA-256 hash in Base64url")
            }
        }
        self.init(
            client: client, redirectURI: redirectURI, state: values["state"], nonce: values["nonce"],
            codeChallenge: challenge)
    }

    /// The values of the parameters that have a meaning here; unknown ones are ignored (RFC 6749 §3.1).
    private static func known(_ form: FormParameters) throws(FormError) -> [String: String] {
        var values: [String: String] = [:]
        let names = [
            "response_type", "scope", "state", "nonce", "prompt", "acr_values", "code_challenge",
            "code_challenge_method",
        ]
        for name in names { values[name] = try form.single(name) }
        return values
    }
}

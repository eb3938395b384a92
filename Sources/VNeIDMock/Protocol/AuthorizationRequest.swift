import Cryptography
import Identity
import Wire

/// An authorization request that was found good, of the profile `oidc` (OpenID Connect Core §3.1.2.1) as a rule; one of the
/// profile `quirks` says less (`Quirks/QuirksRequest.swift`).
///
/// `acr_values` is ignored: every sign-in here asks for a password and a one-time password,
/// which is the strongest that can be asked for (LoA2), and OpenID Connect makes the parameter voluntary.
/// `prompt=login` and `max_age` are honoured where the simulation keeps a session of its own.
struct AuthorizationRequest: Hashable, Sendable {
    let client: VNeIDMockClient
    let redirectURI: Wire.URI
    let state: String?
    let nonce: String?
    /// RFC 7636, always S256.
    let codeChallenge: String?
    /// `prompt=login`: the person is asked, whatever session there is.
    let asksAnew: Bool
    /// `max_age`: how old a session may be that answers in the person's place.
    let maxAge: Duration?
    /// Whose answer it is (RFC 9207).
    let issuer: String?
    /// Whom its code and all that follows is sealed to (profile `quirks`); `nil` where nothing is.
    var envelopeKey: RSAPublicKey?
    /// Whether it was left for the app, and is answered there.
    var isForApp = false

    /// Whether somebody who signed in at a moment needs not be asked again.
    func accepts(_ moment: Instant, at now: Instant) -> Bool {
        !asksAnew && maxAge.map { now - moment <= $0 } ?? true
    }

    /// Where a successful answer takes the browser.
    /// - Parameter isForeign: whether it says that it is another provider's.
    func answer(code: String, isForeign: Bool = false) -> String {
        let echo = echo.map { name, value in (name, isForeign && name == "iss" ? value + "/another" : value) }
        return redirectURI.appending(query: FormParameters([("code", code)] + echo))
    }

    /// Where a refusal takes the browser.
    func answer(error: AuthorizationError, _ description: String) -> String {
        let answer = [("error", error.rawValue), ("error_description", description)]
        return redirectURI.appending(query: FormParameters(answer + echo))
    }

    /// What an answer repeats.
    var echo: [(String, String)] {
        [("state", state), ("iss", issuer)].compactMap { name, value in value.map { (name, $0) } }
    }
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
            codeChallenge: nil, asksAnew: false, maxAge: nil, issuer: await parties.issuer)
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
        var maxAge: Duration?
        if let text = values["max_age"] {
            guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let seconds = Int32(text) else {
                throw refuse(.invalidRequest, "max_age must be a whole number of seconds")
            }
            maxAge = .seconds(Int64(seconds))
        }
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
            codeChallenge: challenge,
            asksAnew: values["prompt"]?.split(separator: " ").contains("login") ?? false, maxAge: maxAge,
            issuer: plain.issuer)
    }

    /// The values of the parameters that have a meaning here; unknown ones are ignored (RFC 6749 §3.1).
    private static func known(_ form: FormParameters) throws(FormError) -> [String: String] {
        var values: [String: String] = [:]
        let names = [
            "response_type", "scope", "state", "nonce", "prompt", "max_age", "acr_values", "code_challenge",
            "code_challenge_method",
        ]
        for name in names { values[name] = try form.single(name) }
        return values
    }
}

import Wire

/// The parameters of an authorization request, read one by one; each reader refuses what its specification refuses.
struct AuthorizationParameters {
    private let parameters: FormParameters

    init(_ parameters: FormParameters) {
        self.parameters = parameters
    }

    /// A parameter's value; absent and empty are the same (RFC 6749 §3.1).
    func text(_ parameter: AuthorizationParameter, atMost limit: Int) throws(AuthorizationError) -> String? {
        let name = parameter.rawValue
        let value = try parameters.once(name, else: AuthorizationError(.invalidRequest, "\(name) is repeated"))
        if let value, value.utf8.count > limit {
            throw AuthorizationError(.invalidRequest, "\(name) is longer than \(limit) bytes")
        }
        return value
    }

    /// Every value of a parameter that may be repeated.
    func all(_ parameter: AuthorizationParameter) -> [String] { parameters.all(parameter.rawValue) }

    /// Inline registration (OpenID Connect Core §7.2.1), and requests that would have to be fetched: a `request_uri` that comes
    /// here is none of a push. A request object has been opened before (`OpenRequestObject`) where there is a way to. Sent
    /// without a value, they are left out (RFC 6749 §3.1).
    func refuseUnsupported() throws(AuthorizationError) {
        if isGiven(.request) {
            throw AuthorizationError(.requestNotSupported, "request objects are not supported", .requestObject)
        }
        if isGiven(.requestURI) {
            throw AuthorizationError(
                .requestURINotSupported, "the only request_uri is that of a push (RFC 9126)", .requestObject)
        }
        if isGiven(.registration) {
            throw AuthorizationError(.registrationNotSupported, "registration is not supported")
        }
    }

    private func isGiven(_ parameter: AuthorizationParameter) -> Bool { !all(parameter).isEmpty }

    /// `state`, `response_mode` and `response_type`, in the order in which a wrong one spoils the answer.
    /// - Parameter mustBeSigned: whether the client takes no answer that isn't.
    func checkResponse(mode address: ResponseAddress, mustBeSigned: Bool) throws(AuthorizationError) {
        if let state = try text(.state, atMost: Limits.stateBytes), !Self.isVSCHAR(state) {
            throw AuthorizationError(.invalidRequest, "state has a character that RFC 6749 appendix A.5 does not allow")
        }
        if let mode = try text(.responseMode, atMost: Limits.shortParameterBytes), ResponseMode(rawValue: mode) == nil {
            let modes = ResponseMode.allCases.map(\.rawValue).joined(separator: ", ")
            throw AuthorizationError(.invalidRequest, "response_mode must be one of \(modes)", .otherResponseMode)
        }
        guard address.mode.isSigned || !mustBeSigned else {
            throw AuthorizationError(
                .invalidRequest,
                "response_mode must be jwt or one of its kind: this client's answers are signed (JARM)",
                .otherResponseMode)
        }
        if address.mode.isPosted, !["https", "http"].contains(address.redirectURI.scheme) {
            throw AuthorizationError(
                .invalidRequest, "response_mode \(address.mode.rawValue) needs an http redirect_uri")
        }
        guard let type = try text(.responseType, atMost: Limits.shortParameterBytes) else {
            throw AuthorizationError(.invalidRequest, "response_type is missing", .missingResponseType)
        }
        guard ResponseType(rawValue: type) != nil else {
            throw AuthorizationError(.unsupportedResponseType, "the only response_type is code", .otherResponseType)
        }
    }

    func scopes(allowed: Set<Scope>) throws(AuthorizationError) -> Set<Scope> {
        guard let text = try text(.scope, atMost: Limits.scopeBytes) else {
            throw AuthorizationError(.invalidScope, "scope is missing; it must contain openid", .missingOpenIDScope)
        }
        guard Scope.isWellFormed(text) else {
            throw AuthorizationError(.invalidScope, "scope has a character that RFC 6749 section 3.3 does not allow")
        }
        let scopes = Scope.parse(text)
        guard scopes.contains(.openid) else {
            throw AuthorizationError(.invalidScope, "scope must contain openid", .missingOpenIDScope)
        }
        if let foreign = Scope.first(in: scopes, notIn: allowed) {
            throw AuthorizationError(
                .invalidScope, "this client may not ask for the scope \(foreign.rawValue)", .foreignScope)
        }
        return scopes
    }

    /// - Parameters:
    ///   - required: whether the client may not do without.
    ///   - hasNonce: whether a nonce is there, which binds the code to the browser's session where no challenge does
    ///     (RFC 9700 §2.1.1).
    func codeChallenge(required: Bool, hasNonce: Bool) throws(AuthorizationError) -> CodeChallenge? {
        let method = try text(.codeChallengeMethod, atMost: Limits.shortParameterBytes)
        guard let text = try text(.codeChallenge, atMost: Limits.shortParameterBytes) else {
            if required {
                throw AuthorizationError(
                    .invalidRequest, "code_challenge is missing (PKCE, RFC 7636)", .missingCodeChallenge)
            }
            guard method == nil else {
                throw AuthorizationError(.invalidRequest, "code_challenge_method is given without code_challenge")
            }
            guard hasNonce else {
                throw AuthorizationError(
                    .invalidRequest, "nonce is missing; without code_challenge it is needed (RFC 9700 section 2.1.1)",
                    .missingNonce)
            }
            return nil
        }
        // Left out, the method would mean `plain` (RFC 7636 §4.3), which shows the verifier to whoever sees the
        // request.
        guard method.flatMap(CodeChallengeMethod.init) != nil else {
            throw AuthorizationError(.invalidRequest, "code_challenge_method must be S256", .otherChallengeMethod)
        }
        guard let challenge = CodeChallenge(text) else {
            throw AuthorizationError(.invalidRequest, "code_challenge is not the Base64url of a SHA-256")
        }
        return challenge
    }

    /// `dpop_jkt` (RFC 9449 §10).
    func keyThumbprint() throws(AuthorizationError) -> KeyThumbprint? {
        guard let text = try text(.dpopKey, atMost: Limits.shortParameterBytes) else { return nil }
        guard let key = KeyThumbprint(text) else {
            throw AuthorizationError(.invalidRequest, "dpop_jkt is not the Base64url of a SHA-256")
        }
        return key
    }

    /// `prompt` of Initiating User Registration via OpenID Connect 1.0 §4: refused by name, as it isn't one of
    /// `prompt_values_supported`.
    private static let create = "create"

    func prompts() throws(AuthorizationError) -> Set<Prompt> {
        guard let text = try text(.prompt, atMost: Limits.shortParameterBytes) else { return [] }
        var prompts: Set<Prompt> = []
        for name in text.split(separator: " ") {
            guard name != Self.create else {
                throw AuthorizationError(
                    .invalidRequest, "prompt=create is not supported: accounts come from VNeID and from the city",
                    .promptCreate)
            }
            guard let prompt = Prompt(rawValue: String(name)) else {
                throw AuthorizationError(.invalidRequest, "prompt has an unknown value")
            }
            prompts.insert(prompt)
        }
        if prompts.contains(.none), prompts.count > 1 {
            throw AuthorizationError(.invalidRequest, "prompt=none must be the only value")
        }
        return prompts
    }

    /// - Parameter allowed: the scopes whose claims the client may be given.
    func claims(allowed: Set<Scope>) throws(AuthorizationError) -> ClaimsParameter {
        guard let text = try text(.claims, atMost: Limits.claimsBytes) else { return .none }
        return try ClaimsParameter(text, allowed: allowed)
    }

    /// - Parameter allowed: the types that the client may ask for.
    func authorizationDetails(
        allowed: Set<AuthorizationDetails.TypeName>
    ) throws(AuthorizationError) -> AuthorizationDetails {
        guard let text = try text(.authorizationDetails, atMost: Limits.authorizationDetailsBytes) else { return .none }
        do throws(AuthorizationDetails.Flaw) { return try AuthorizationDetails(text, allowed: allowed) } catch {
            throw AuthorizationError(.invalidAuthorizationDetails, error.rawValue)
        }
    }

    func maxAge() throws(AuthorizationError) -> Duration? {
        guard let text = try text(.maxAge, atMost: Limits.shortParameterBytes) else { return nil }
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw AuthorizationError(.invalidRequest, "max_age must be a whole number of seconds, 0 or more")
        }
        // No login is older than the greatest number that we count with.
        return .seconds(Int64(Int32(text) ?? .max))
    }

    /// Whether a text is of visible ASCII characters and spaces (RFC 6749 App. A): what a form carries unchanged.
    static func isVSCHAR(_ text: String) -> Bool { text.utf8.allSatisfy { (0x20...0x7E).contains($0) } }
}

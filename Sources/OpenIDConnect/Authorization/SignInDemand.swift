import Identity
import JOSE

/// What a client demands of a sign-in, wherever the answer goes: what `NextStep` decides on.
package struct SignInDemand: Hashable, Sendable {
    package let client: Client
    package let scopes: Set<Scope>
    /// Where the client means to go with its access tokens, besides our UserInfo endpoint (RFC 8707 §2.1); empty where it
    /// doesn't say, which is everywhere that it is registered for.
    package let resources: [String]
    package let prompts: Set<Prompt>
    package let maxAge: Duration?
    /// The claims that are asked for one by one.
    package let claims: RequestedClaims
    /// What is asked for finer than by scopes (RFC 9396).
    package let details: AuthorizationDetails
    /// The lowest level that is asked for, among those that we know; `nil` when none was.
    package let level: AuthenticationLevel?
    /// Whether there is to be no answer below that level: an essential `acr` of the parameter `claims` (OpenID Connect Core
    /// §5.5.1.1). `acr_values` is a wish (§3.1.2.1).
    package let isLevelEssential: Bool
    package let loginHint: String?
    /// An ID token that says whom the answer has to be about; `isAbout` reads it.
    let idTokenHint: String?
    /// The names of people at the client of whom the answer has to be about one; `nil` for anybody.
    private let subjects: Set<String>?
    package let uiLocales: String?

    init(
        client: Client, scopes: Set<Scope>, resources: [String] = [], prompts: Set<Prompt> = [],
        maxAge: Duration? = nil, level: AuthenticationLevel? = nil, loginHint: String? = nil,
        idTokenHint: String? = nil, uiLocales: String? = nil, claims: ClaimsParameter = .none,
        details: AuthorizationDetails = .none
    ) {
        self.client = client
        self.scopes = scopes
        self.resources = resources
        self.prompts = prompts
        self.maxAge = maxAge
        // An essential one isn't made weaker by a wish beside it.
        self.level = claims.isLevelEssential ? claims.level : [level, claims.level].compactMap { $0 }.min()
        isLevelEssential = claims.isLevelEssential
        self.claims = claims.claims
        self.details = details
        subjects = claims.subjects
        self.loginHint = loginHint
        self.idTokenHint = idTokenHint
        self.uiLocales = uiLocales
    }

    /// What a device demands for which a person has come to our page.
    /// - Parameter client: the one that the device belongs to, as it is registered now; `nil` when there is none any more.
    package init(_ device: DeviceAuthorization, client: Client?) throws(PageRefusal) {
        guard let client, client.id == device.client else { throw .unknownClient }
        guard client.isEnabled else { throw .disabledClient }
        guard client.grants.contains(.deviceCode) else { throw .unregisteredGrant }
        self.init(client: client, scopes: device.scopes.intersection(client.scopes))
    }

    /// What a page of ours demands: that somebody is signed in.
    package static let ofOurs = SignInDemand(client: .ourselves, scopes: [])

    /// Whether the answer must come at once, without a page.
    package var isSilent: Bool { prompts.contains(.none) }

    /// The scopes of all that the client is told: those that it asks for, and those of claims that it asks for one by one.
    /// What a person agrees to.
    package var releasedScopes: Set<Scope> { scopes.union(claims.scopes) }

    /// Whether it is about the post in which the person acts.
    package var isAboutPost: Bool { !releasedScopes.isDisjoint(with: Scope.aboutPosts) || !details.isEmpty }

    /// Whether a person is the one whom `id_token_hint`, or `sub` in `claims`, names; without one, everybody is. A client must never get an
    /// answer about somebody else (OpenID Connect Core §3.1.2.2).
    /// - Parameter person: who is signed in; `nil` for nobody, who is never the one.
    /// - Throws: when the hint is no ID token that we have issued to this client.
    func isAbout(
        _ person: PersonID?, keys: SigningKeys, issuer: Issuer, subjects: PairwiseSubjects
    ) throws(AuthorizationError) -> Bool {
        guard self.subjects != nil || idTokenHint != nil else { return true }
        let subject = person.map { subjects.subject(of: $0, for: client.subjectType) }
        let isNamed = self.subjects.map { named in subject.map { named.contains($0) } ?? false } ?? true
        guard let idTokenHint else { return isNamed }
        guard let hint = IDTokenHint(idTokenHint, keys: keys, issuer: issuer), hint.clientID == client.id else {
            throw AuthorizationError(
                .invalidRequest, "id_token_hint is not an ID token of this provider for this client")
        }
        return isNamed && subject.map { $0 == hint.subject } ?? false
    }
}

/// `prompt` (OpenID Connect Core §3.1.2.1).
package enum Prompt: String, Hashable, Sendable, CaseIterable {
    case none, login, consent
    case selectAccount = "select_account"
}

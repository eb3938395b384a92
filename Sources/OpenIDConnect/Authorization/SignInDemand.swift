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
    /// The lowest level among the `acr_values` that we know; `nil` when none was asked for.
    package let level: AuthenticationLevel?
    package let loginHint: String?
    /// An ID token that says whom the answer has to be about; `isAbout` reads it.
    let idTokenHint: String?
    package let uiLocales: String?

    init(
        client: Client, scopes: Set<Scope>, resources: [String] = [], prompts: Set<Prompt> = [],
        maxAge: Duration? = nil, level: AuthenticationLevel? = nil, loginHint: String? = nil,
        idTokenHint: String? = nil, uiLocales: String? = nil
    ) {
        self.client = client
        self.scopes = scopes
        self.resources = resources
        self.prompts = prompts
        self.maxAge = maxAge
        self.level = level
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

    /// Whether the answer must come at once, without a page.
    package var isSilent: Bool { prompts.contains(.none) }

    /// Whether it is about the post in which the person acts.
    package var isAboutPost: Bool { !scopes.isDisjoint(with: Scope.aboutPosts) }

    /// Whether a person is the one whom `id_token_hint` names; without one, everybody is. A client must never get an
    /// answer about somebody else (OpenID Connect Core §3.1.2.2).
    /// - Parameter person: who is signed in; `nil` for nobody, who is never the one.
    /// - Throws: when the hint is no ID token that we have issued to this client.
    func isAbout(
        _ person: PersonID?, keys: SigningKeys, issuer: Issuer, subjects: PairwiseSubjects
    ) throws(AuthorizationError) -> Bool {
        guard let idTokenHint else { return true }
        guard let hint = IDTokenHint(idTokenHint, keys: keys, issuer: issuer), hint.clientID == client.id else {
            throw AuthorizationError(
                .invalidRequest, "id_token_hint is not an ID token of this provider for this client")
        }
        return person.map { subjects.subject(of: $0, for: client.subjectType) == hint.subject } ?? false
    }
}

/// `prompt` (OpenID Connect Core §3.1.2.1).
package enum Prompt: String, Hashable, Sendable, CaseIterable {
    case none, login, consent
    case selectAccount = "select_account"
}

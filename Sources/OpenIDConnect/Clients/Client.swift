import Identity
import JOSE
import Wire

/// A registered relying party: a platform that delegates its logins to us (RFC 7591 §2, OpenID Connect Registration
/// §2).
///
/// A client that exists is consistent: a public one has no secret and doesn't act for itself, a pairwise one has a
/// sector, and its redirect URIs fit its application type. Whether it is enabled is part of it, so that no path can
/// forget to ask.
///
/// One object, however many requests, grants and tokens name it: a kilobyte would else be copied into each of them.
package final class Client: Hashable, Sendable {
    package let id: ClientID
    /// What people read, in Vietnamese: "Nền tảng báo cáo số".
    package let name: String
    package let credential: ClientCredential
    package let applicationType: ApplicationType
    /// The grants that it may use; at least one.
    package let grants: Set<GrantType>
    /// At least one, if it uses `authorization_code`.
    package let redirectURIs: [RedirectURI]
    package let postLogoutRedirectURIs: [RedirectURI]
    /// Where a person starts with the platform; offered when a sign-in can't be resumed.
    package let homeURI: String?
    /// Where others have it begin a sign-in.
    package let initiateLogin: InitiateLoginURI?
    package let pkce: PKCERequirement
    package let idTokenAlgorithm: SignatureAlgorithm
    package let subjectType: SubjectType
    /// The scopes that it may ask for; `openid` is among them, unless no grant of it asks a person. Of one that reads by
    /// SCIM also those that say what it is told.
    package let scopes: Set<Scope>
    /// Where its access tokens may be presented besides our UserInfo endpoint (RFC 9068 §3): each token at one of them,
    /// which `resource` names (RFC 8707).
    package let audiences: [String]
    /// The resources that it answers for: it may introspect what was issued for them (RFC 7662).
    package let resources: [String]
    /// Whether a person has to agree before this client learns anything (platforms of the city need no consent:
    /// the regulation is their legal ground; others do).
    package let requiresConsent: Bool
    /// The platform of Article 7 that the client is, whose functions it may ask about; `nil` for a client that is none.
    package let platform: PlatformID?
    package let isEnabled: Bool
    /// Where it is told that a session has ended, by us; `nil` where it wants to hear of none.
    package let backchannelLogout: LogoutAddress?
    /// A page of its own that the browser of somebody who signs out loads; `nil` for none.
    package let frontchannelLogout: LogoutAddress?
    /// Whether it has to push its authorization requests (RFC 9126 §6, `require_pushed_authorization_requests`).
    package let requiresPushedRequests: Bool
    package let protection: ClientProtection
    /// What is signed for it, with what, and what is said in it.
    package let tokens: TokenForm

    /// How a client's tokens are made, where software can't take them as they are made for everybody.
    package struct TokenForm: Hashable, Sendable {
        /// The algorithm of its access tokens (RFC 9068 §2.1).
        package var accessTokenAlgorithm = SignatureAlgorithm.ES256
        /// What of its scopes' claims its ID tokens say besides (`PersonClaim.fitsIDToken`), for software that reads nothing
        /// else.
        package var idTokenClaims: Set<PersonClaim> = []
        /// Whether it is told of a made-up address who has no other (`EmailClaims`).
        package var hasSyntheticEmail = false
        /// What it may ask for by `authorization_details` (RFC 9396 §10).
        package var authorizationDetailsTypes: Set<AuthorizationDetails.TypeName> = []

        package init() {}
    }
    /// What is said of exchanging tokens (RFC 8693): its own, and those that it is shown.
    package let exchange: ExchangeRules
    /// By what UserInfo is signed for it (OpenID Connect Core §5.3.2); `nil` for plain JSON.
    package let userInfoAlgorithm: SignatureAlgorithm?
    package let messages: MessageProtection
    package let backchannel: BackchannelRules

    package init(
        id: ClientID, name: String, credential: ClientCredential, applicationType: ApplicationType,
        grants: Set<GrantType>, redirectURIs: [RedirectURI], postLogoutRedirectURIs: [RedirectURI], homeURI: String?,
        pkce: PKCERequirement, idTokenAlgorithm: SignatureAlgorithm, subjectType: SubjectType, scopes: Set<Scope>,
        audiences: [String], resources: [String], requiresConsent: Bool, platform: PlatformID?, isEnabled: Bool,
        backchannelLogout: LogoutAddress? = nil, frontchannelLogout: LogoutAddress? = nil,
        requiresPushedRequests: Bool = false, protection: ClientProtection = ClientProtection(),
        tokens: TokenForm = TokenForm(), exchange: ExchangeRules = ExchangeRules(),
        userInfoAlgorithm: SignatureAlgorithm? = nil, messages: MessageProtection = MessageProtection(),
        backchannel: BackchannelRules = BackchannelRules(), initiateLogin: InitiateLoginURI? = nil
    ) {
        self.id = id
        self.name = name
        self.credential = credential
        self.applicationType = applicationType
        self.grants = grants
        self.redirectURIs = redirectURIs
        self.postLogoutRedirectURIs = postLogoutRedirectURIs
        self.homeURI = homeURI
        self.initiateLogin = initiateLogin
        self.pkce = pkce
        self.idTokenAlgorithm = idTokenAlgorithm
        self.subjectType = subjectType
        self.scopes = scopes
        self.audiences = audiences
        self.resources = resources
        self.requiresConsent = requiresConsent
        self.platform = platform
        self.isEnabled = isEnabled
        self.backchannelLogout = backchannelLogout
        self.frontchannelLogout = frontchannelLogout
        self.requiresPushedRequests = requiresPushedRequests || protection.isStrict
        self.protection = protection
        self.tokens = tokens
        self.exchange = exchange
        self.userInfoAlgorithm = userInfoAlgorithm
        self.messages = messages
        self.backchannel = backchannel
    }

    /// All that is registered. What has another field is another registration.
    package var fields: [AnyHashable] {
        [
            id, name, credential, applicationType, grants, redirectURIs, postLogoutRedirectURIs, homeURI,
            initiateLogin, pkce, idTokenAlgorithm, subjectType, scopes, audiences, resources, requiresConsent,
            platform, isEnabled, backchannelLogout, frontchannelLogout, requiresPushedRequests, protection, tokens,
            exchange, userInfoAlgorithm, messages, backchannel,
        ]
    }

    package static func == (one: Client, other: Client) -> Bool { one === other || one.fields == other.fields }

    package func hash(into hasher: inout Hasher) { hasher.combine(id) }

    /// The types of `authorization_details` that it may ask for; none but for a platform, whose functions they name.
    package var authorizationDetailsTypes: Set<AuthorizationDetails.TypeName> {
        platform == nil ? [] : tokens.authorizationDetailsTypes
    }

    package var hasSyntheticEmail: Bool { tokens.hasSyntheticEmail }

    /// The scopes that a person can be asked to allow it.
    package var scopesOfPeople: Set<Scope> { scopes.subtracting(Scope.ofServices) }

    /// Whether it can prove to be itself (RFC 6749 §2.1).
    package var isConfidential: Bool { credential != .none }

    /// Whether it is one of those that an audience of an access token means.
    package func answers(for audience: String) -> Bool { resources.contains { $0.hasSameBytes(as: audience) } }

    /// The redirect URI of a request; `nil` when it matches no registered one.
    package func redirectURI(matching presented: String) -> URI? {
        redirectURIs.uri(matching: presented, for: applicationType)
    }

    /// The same for the address to return to after a logout.
    package func postLogoutRedirectURI(matching presented: String) -> URI? {
        postLogoutRedirectURIs.uri(matching: presented, for: applicationType)
    }

    /// Where a person may be sent who has to start again at the platform.
    package var startURI: String? { homeURI ?? redirectURIs.first?.origin }

    /// PKCE can be waived for a confidential client by its registration, and for no other (RFC 9700 §2.1.1).
    package var requiresCodeChallenge: Bool {
        if protection.isStrict { return true }
        return switch (credential, pkce) {
        case (.none, _), (_, .required): true
        case (_, .optional): false
        }
    }
}

/// `application_type` (OpenID Connect Registration §2). Decides which redirect URIs may be registered and matched.
package enum ApplicationType: String, Hashable, Sendable, CaseIterable {
    case web
    /// An app on a person's device: its loopback address may use any port (RFC 8252 §7.3).
    case native
}

/// Whether authorization requests must carry a `code_challenge`.
package enum PKCERequirement: String, Hashable, Sendable, CaseIterable {
    case required
    case optional
}

/// How `sub` is made for a client (OpenID Connect Core §8).
package enum SubjectType: Hashable, Sendable {
    /// Another `sub` per sector: the host that the client's redirect URIs share, or one that an administrator names.
    case pairwise(sector: String)
    /// The same `sub` for every client that is configured so.
    case `public`

    /// `subject_type`.
    package enum Name: String, Hashable, Sendable, CaseIterable {
        case pairwise, `public`
    }
}

/// What a client proves itself with at the token endpoint.
package enum ClientCredential: Hashable, Sendable {
    /// A public client: no secret that it could keep (RFC 6749 §2.1).
    case none
    /// - method: how the secret has to travel; `nil` for either way (RFC 6749 §2.3.1), where the registration pins none.
    /// - former: the secret before this one, while both count.
    case secret(SecretHash, method: SecretMethod?, former: FormerSecret? = nil)
    /// A secret that the client signs with and never sends (`client_secret_jwt`), which we keep sealed besides.
    case signingSecret(SecretHash, SealedClientSecret, former: FormerSecret? = nil)
    /// A key that only the client has (`private_key_jwt`): we know its public part, and nothing that could be stolen here.
    case keys(ClientKeys)
    /// A certificate of this name, which somebody has signed who is believed (RFC 8705 §2.1).
    case certificate(CertificateSubject)
    /// A certificate of its own making, whose key is one of these (RFC 8705 §2.2).
    case selfSigned(ClientKeys)

    package var methodName: String {
        switch self {
        case .none: Self.noMethod
        case .secret(_, let method, _): method?.rawValue ?? Self.anySecretMethod
        case .signingSecret: Self.secretJWTMethod
        case .keys: ClientKeys.methodName
        case .certificate: MutualTLS.signedMethod
        case .selfSigned: MutualTLS.selfSignedMethod
        }
    }

    /// Whether the client proves that it has a private key, which it shows to nobody.
    package var isAsymmetric: Bool {
        switch self {
        case .none, .secret, .signingSecret: false
        case .keys, .certificate, .selfSigned: true
        }
    }

    /// The keys that are registered, for whatever.
    package var keys: ClientKeys? {
        switch self {
        case .keys(let keys), .selfSigned(let keys): keys
        case .none, .secret, .signingSecret, .certificate: nil
        }
    }

    /// The secret that counts besides, for a while.
    package var former: FormerSecret? {
        switch self {
        case .none, .keys, .certificate, .selfSigned: nil
        case .secret(_, _, let former), .signingSecret(_, _, let former): former
        }
    }

    /// The hash of the secret that it has, if it has one.
    package var secretHash: SecretHash? {
        switch self {
        case .none, .keys, .certificate, .selfSigned: nil
        case .secret(let hash, _, _), .signingSecret(let hash, _, _): hash
        }
    }

    /// The secret that it signs with.
    package var sealedSecret: SealedClientSecret? {
        guard case .signingSecret(_, let sealed, _) = self else { return nil }
        return sealed
    }

    /// `token_endpoint_auth_method` of a public client (RFC 7591 §2).
    package static let noMethod = "none"
    /// What stands in a registration that pins no method; ours, as RFC 7591 §2 has no name for it.
    package static let anySecretMethod = "client_secret_any"
    /// `token_endpoint_auth_method` of a client that signs with its secret (OpenID Connect Core §9): only where a setting says so.
    package static let secretJWTMethod = "client_secret_jwt"
    /// The values of `token_endpoint_auth_method` that every installation has.
    package static let methodNames = provingMethodNames + [noMethod]
    /// Those by which a client proves something.
    package static let provingMethodNames = SecretMethod.allCases.map(\.rawValue) + [ClientKeys.methodName]
}

/// A secret that was replaced and counts beside the new one until its end, so that a platform changes over without an
/// outage. A client has one at most.
package struct FormerSecret: Hashable, Sendable {
    package let hash: SecretHash
    /// Of a client that signs with it.
    package let sealed: SealedClientSecret?
    package let end: Instant

    package init(_ hash: SecretHash, sealed: SealedClientSecret? = nil, until end: Instant) {
        self.hash = hash
        self.sealed = sealed
        self.end = end
    }

    package func counts(at now: Instant) -> Bool { now < end }

    /// How long two secrets may count at most.
    package static let longestOverlap = Duration.hours(24 * 30)
}

/// How a client's secret travels (OpenID Connect Core §9).
package enum SecretMethod: String, Hashable, Sendable, CaseIterable {
    case basic = "client_secret_basic"
    case post = "client_secret_post"
}

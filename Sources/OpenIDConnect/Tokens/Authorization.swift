import Cryptography
import Identity
import Wire

/// What was allowed: who may act at a client, as whom, for what and where. Every grant gives one, however it was asked
/// for; what it was asked with (a code, a device code, a refresh token) is bound to it by its id.
///
/// The id names the family that ends together: every token that goes back to one authorization is revoked with it
/// (RFC 6749 §4.1.2, RFC 9700 §4.14.2, RFC 7009 §2.1).
package struct Authorization: Hashable, Sendable {
    package let id: AuthorizationID
    package let client: ClientID
    package let subject: Subject
    package let scopes: Set<Scope>
    /// Where its access tokens may be presented (RFC 9068 §3), each at one of them: the first, where a token request
    /// names none.
    package let audiences: [String]
    /// What its request asked for one by one besides.
    package let claims: RequestedClaims
    /// What was allowed finer than by scopes (RFC 9396): a bound, within which the engine decides.
    package let details: AuthorizationDetails
    /// What it is that a token exchange has made; `nil` for what a person has allowed, or a service has by itself.
    package let exchange: TokenExchange?
    /// The issuer whose assertion said whom it is about (RFC 7523 §2.1); `nil` where nobody else did. No session goes with it.
    package let assertedBy: String?

    package init(
        id: AuthorizationID, client: ClientID, subject: Subject, scopes: Set<Scope>, audiences: [String],
        claims: RequestedClaims = .none, details: AuthorizationDetails = .none, exchange: TokenExchange? = nil,
        assertedBy: String? = nil
    ) {
        self.id = id
        self.client = client
        self.subject = subject
        self.scopes = scopes
        self.audiences = audiences
        self.claims = claims
        self.details = details
        self.exchange = exchange
        self.assertedBy = assertedBy
    }

    /// What a person who is signed in allows a client that demands it. Where the request names resources, tokens are for
    /// those, for the first unless a token request says which (RFC 8707 §2.2), or for our UserInfo endpoint, which
    /// `openid` opens.
    package init(
        _ demand: SignInDemand, id: AuthorizationID, person: PersonID, authentication: Authentication,
        session: SessionID, issuer: Issuer
    ) {
        self.init(
            id: id, client: demand.client.id, subject: .person(person, authentication, session: session),
            scopes: demand.scopes,
            audiences: demand.resources.isEmpty
                ? [issuer.userInfoEndpoint] + demand.client.audiences : demand.resources + [issuer.userInfoEndpoint],
            claims: demand.claims, details: demand.details)
    }

    /// In whose name the client acts.
    package enum Subject: Hashable, Sendable {
        /// The client itself: a service (RFC 6749 §4.4).
        case client
        /// A person, as they had proven themselves in a session.
        case person(PersonID, Authentication, session: SessionID)
    }

    /// The person in whose name the client acts; `nil` for a service.
    package var person: PersonID? { if case .person(let person, _, _) = subject { person } else { nil } }

    /// The session in which the person allowed it; `nil` for a service.
    package var session: SessionID? { if case .person(_, _, let session) = subject { session } else { nil } }

    /// How the person had proven themselves; `nil` for a service.
    package var authentication: Authentication? {
        if case .person(_, let authentication, _) = subject { authentication } else { nil }
    }

    /// Whether it outlives its session (OpenID Connect Core §11). The session is remembered all the same: `sid` names
    /// it.
    package var isOffline: Bool { exchange?.isOffline ?? (assertedBy != nil || scopes.contains(.offlineAccess)) }

    /// The one audience of an access token (RFC 8707 §2.2): where it can be presented, and nowhere else, so that who
    /// receives a token of a person's can't go on with it to somebody else, nor to our UserInfo endpoint.
    /// - Parameters:
    ///   - resource: what the token request names; `nil` for the first of the authorization's.
    ///   - client: as it is registered now. What its registration has lost since isn't given again.
    package func audience(
        _ resource: String?, for client: AuthenticatedClient, issuer: Issuer
    ) throws(TokenRefusal) -> String {
        let registered = client.client.audiences
        guard let audience = resource ?? audiences.first, audiences.contains(where: audience.hasSameBytes(as:)),
            issuer.isAudience(audience) || registered.contains(where: audience.hasSameBytes(as:))
        else { throw .foreignResource }
        return audience
    }

    /// When nothing that goes back to it can count any more, if it was allowed now.
    /// - Parameters:
    ///   - sessionEnd: when the session that it comes from ends at the latest.
    ///   - wait: how long the code, or the device, that it was given to can take to ask for its first tokens.
    package func end(for client: Client, sessionEnd: Instant, wait: Duration, at now: Instant) -> Instant {
        let first = now + wait
        guard isRefreshable(by: client) else { return first + AccessTokenRecord.lifetime }
        return (isOffline ? first + RefreshToken.totalLimit : sessionEnd) + AccessTokenRecord.lifetime
    }

    /// Whether the client gets refresh tokens for it: it has to be registered for them, and a service asks anew instead
    /// (RFC 6749 §4.4.3), and so does who exchanges tokens or brings assertions.
    package func isRefreshable(by client: Client) -> Bool {
        person != nil && exchange == nil && assertedBy == nil && client.grants.contains(.refreshToken)
    }
}

/// Names an authorization inside this system: 128 random bits, Base64url. Relying parties never see it.
package struct AuthorizationID: Hashable, Sendable {
    package let text: String

    package init(random: any RandomSource) {
        text = Base64URL.encode(random.bytes(16))
    }

    /// Reads an id that was written before.
    package init(stored text: String) {
        self.text = text
    }
}

extension TokenRefusal {
    /// The store found the authorization revoked, its session ended or its account disabled.
    package static let sessionEnded = TokenRefusal(
        .invalidGrant, "the session or the account has ended", code: "session-ended")
}

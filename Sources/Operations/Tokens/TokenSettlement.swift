import Accounts
import Audit
import Cryptography
import Database
import Identity
import OpenIDConnect
import Storage
import Wire

/// Who the parties to a token are known as: the provider by its issuer, people by their pairwise names, and a refresh
/// token by the one that it succeeds; and by which addresses people are told of.
package struct TokenParties: Sendable {
    let issuer: Issuer
    let subjects: PairwiseSubjects
    let succession: RefreshTokenSuccession
    let emails: EmailClaims

    package init(
        issuer: Issuer, subjects: PairwiseSubjects, succession: RefreshTokenSuccession,
        emails: EmailClaims = EmailClaims()
    ) {
        self.issuer = issuer
        self.subjects = subjects
        self.succession = succession
        self.emails = emails
    }

    /// Remembers by which name a platform is told of a person, who can then be asked about, and who hears of a session, to
    /// be told of its end.
    func introduce(_ issue: TokenIssue, in transaction: WriteTransaction, at now: Instant) throws {
        if issue.idToken != nil, let session = issue.authorization.session {
            try transaction.sessions.remember(issue.client.id, in: session, at: now)
        }
        // A client that asks behind the browser's back names people by their ID tokens (CIBA Core §7.1, `id_token_hint`).
        guard let informed = issue.informed, informed.platform != nil || informed.grants.contains(.ciba),
            let person = issue.authorization.person
        else { return }
        let type = informed.subjectType
        try transaction.subjects.remember(subjects.subject(of: person, for: type), of: person, for: type)
    }
}

/// What a token request can be given that is random, drawn before its transaction begins.
package struct FreshTokens: Sendable {
    let accessToken: TokenID
    let authorization: AuthorizationID
    let refreshToken: RefreshToken

    package init(random: any RandomSource) {
        accessToken = TokenID(random: random)
        authorization = AuthorizationID(random: random)
        refreshToken = RefreshToken(random: random)
    }
}

/// What a grant is settled with: the authenticated client, and the transaction in which everything is read and written.
struct GrantContext {
    let client: AuthenticatedClient
    /// The register, to look others up.
    let clients: CurrentClients
    let fresh: FreshTokens
    let proofs: GrantProofs
    let parties: TokenParties
    let now: Instant
    let transaction: WriteTransaction
    /// What the access token is bound to; `nil` for a bearer token.
    let confirmation: Confirmation?

    /// What the refresh token is bound to: a confidential client proves itself otherwise (RFC 9449 §5).
    private var refreshConfirmation: Confirmation? { client.client.isConfidential ? nil : confirmation }

    /// Gives what an authorization has come to for the first time: an access token, and a refresh token where it has one.
    /// - Parameters:
    ///   - resource: where the request says that the access token is for.
    ///   - details: what the access token is narrowed to, where the request says so.
    ///   - nonce: of the authorization request, at the redemption of its code.
    func issue(
        first authorization: Authorization, resource: String?, details asked: AuthorizationDetails? = nil,
        nonce: String? = nil
    ) throws -> TokenSettlement {
        let audience: String
        let details: AuthorizationDetails
        do throws(TokenRefusal) {
            audience = try authorization.audience(resource, for: client, issuer: parties.issuer)
            details = try authorization.details.narrowed(to: asked)
        } catch { return .refused(error, revoked: nil) }
        var refreshToken: RefreshToken?
        if authorization.isRefreshable(by: client.client), let authentication = authorization.authentication {
            refreshToken = fresh.refreshToken
            try transaction.refreshTokens.add(
                RefreshTokenRecord(
                    first: fresh.refreshToken, of: authorization, sessionEnd: authentication.sessionEnd,
                    boundTo: refreshConfirmation, at: now))
        }
        let issue = TokenIssue(
            authorization, to: client, token: fresh.accessToken, audience: audience, details: details,
            refreshToken: refreshToken, nonce: nonce, boundTo: confirmation, at: now)
        try transaction.accessTokens.record(issue.accessToken)
        return .issued(issue)
    }
}

/// How a token request was settled, inside its transaction.
enum TokenSettlement: Sendable {
    case issued(TokenIssue)
    case unauthenticated(ClientAuthenticationError)
    /// - Parameter revoked: what has ended because of the request.
    case refused(TokenRefusal, revoked: AuthorizationID?)
    /// Who polls has to ask again: that is no event.
    case waiting(TokenRefusal)

    /// Why it was refused, if whoever asked has proven nothing and nothing has ended by it: that is counted, not written
    /// down.
    func strangerRefusal(_ presented: ClientAuthentication) -> String? {
        switch self {
        // Who failed to prove to be the client isn't it.
        case .unauthenticated(let error): error.error.code.rawValue
        case .refused(let refusal, nil) where !presented.hasProof: refusal.code
        case .issued, .refused, .waiting: nil
        }
    }

    /// What is written down of it.
    func events(_ presented: ClientAuthentication, _ act: Act) -> [AuditEvent] {
        guard strangerRefusal(presented) == nil else { return [] }
        let client = presented.clientID
        func event(
            _ outcome: AuditEvent.Outcome, _ action: AuditEvent.Action = .issueToken, by actor: AuditEvent.Actor,
            session: SessionID? = nil, object: String? = nil
        ) -> AuditEvent {
            act.event(
                action, outcome, by: actor, client: client.text, session: session?.text, object: object)
        }
        let actor = AuditEvent.Actor.client(client.text)
        switch self {
        case .issued(let issue):
            let authorization = issue.authorization
            if let exchange = authorization.exchange {
                // Whose token it was, who has exchanged it, and from which to which.
                return [
                    event(
                        .success, .exchangeToken, by: authorization.person.map(AuditEvent.Actor.person) ?? actor,
                        session: authorization.session, object: "\(exchange.source.text) \(exchange.token.text)")
                ]
            }
            return [
                event(
                    .success, by: authorization.person.map(AuditEvent.Actor.person) ?? actor,
                    session: authorization.session, object: issue.accessToken.id.text)
            ]
        case .unauthenticated, .waiting: return []
        case .refused(let refusal, let revoked):
            var events = [event(.refused(refusal.code), by: actor, object: revoked?.text)]
            if let revoked {
                events.append(act.event(.revokeToken, by: actor, client: client.text, object: revoked.text))
            }
            return events
        }
    }
}

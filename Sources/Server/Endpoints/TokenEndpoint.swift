import Audit
import Cryptography
import Database
import Hummingbird
import Identity
import OpenIDConnect
import Operations
import Storage
import Wire

/// The token endpoint (RFC 6749 §3.2): one transaction that authenticates the client, settles the grant and writes
/// the audit event; signing comes after the commit.
struct TokenEndpoint: Sendable {
    private let database: Database
    private let issuer: TokenIssuer
    private let subjects: PairwiseSubjects
    private let platformClaims: PlatformClaims
    private let clock: any WallClock
    private let random: any RandomSource
    private let recorder: Recorder

    init(_ provider: Provider) {
        database = provider.database
        issuer = TokenIssuer(issuer: provider.issuer, keys: provider.keys, subjects: provider.subjects)
        subjects = provider.subjects
        platformClaims = PlatformClaims(live: provider.permissions, issuer: provider.issuer)
        clock = provider.clock
        random = provider.random
        recorder = Recorder(database: provider.database, clock: provider.clock)
    }

    func post(_ request: Request, _ context: ProviderRequestContext) async throws -> Response {
        let parameters: FormParameters
        let presented: ClientAuthentication
        let authorization: String?
        do {
            authorization = try request.authorization()
            parameters = try await request.form()
        } catch {
            try await recorder.refused(.issueToken, error.rawValue, context)
            return Self.response(error)
        }
        do {
            presented = try ClientAuthentication(authorization: authorization, parameters: parameters)
        } catch {
            return try await refuse(error, context)
        }
        let token = TokenID(random: random)
        let now = clock.now
        let origin = context.origin
        let outcome = try await database.write { transaction -> Outcome in
            let outcome = try settle(presented, parameters, token, in: transaction, at: now)
            try transaction.audit.append(outcome.event(presented.clientID, token, origin: origin, at: now))
            if case .refused(.codeUsedTwice(let revoked)) = outcome {
                try transaction.audit.append(
                    AuditEvent(
                        moment: now, action: .revokeToken, actor: .client(presented.clientID.text), origin: origin,
                        client: presented.clientID.text, object: revoked.text))
            }
            return outcome
        }
        switch outcome {
        case .settled(let issue):
            return .json(try issuer.response(try await tellingPlatform(issue, at: now))).adding(.pragma, "no-cache")
        case .unauthenticated(let error): return Self.response(error)
        case .invalid(let error): return Self.response(error)
        case .refused(let refusal): return Self.response(refusal.error)
        }
    }

    private enum Outcome: Sendable {
        case settled(TokenIssue)
        case unauthenticated(ClientAuthenticationError)
        case invalid(TokenError)
        case refused(AuthorizationCodeGrant.Refusal)

        func event(
            _ client: ClientID, _ token: TokenID, origin: AuditEvent.Origin, at now: Instant
        ) -> AuditEvent {
            let (outcome, object): (AuditEvent.Outcome, String?) =
                switch self {
                case .settled: (.success, token.text)
                case .unauthenticated: (.refused("invalid_client"), nil)
                case .invalid(let error): (.refused(error.code.rawValue), nil)
                case .refused(.codeUsedTwice(let revoked)): (.refused("code-used-twice"), revoked.text)
                case .refused(let refusal): (.refused(refusal.word), nil)
                }
            var actor = AuditEvent.Actor.client(client.text)
            var session: String?
            switch self {
            case .settled(let issue):
                actor = .person(issue.authorization.person)
                session = issue.authorization.session.text
            // Who failed to prove to be the client isn't it.
            case .unauthenticated: actor = .anonymous
            case .invalid, .refused: break
            }
            return AuditEvent(
                moment: now, action: .issueToken, outcome: outcome, actor: actor, origin: origin,
                client: client.text, session: session, object: object)
        }
    }

    private func settle(
        _ presented: ClientAuthentication, _ parameters: FormParameters, _ token: TokenID,
        in transaction: WriteTransaction, at now: Instant
    ) throws -> Outcome {
        let client: AuthenticatedClient
        let registered = try transaction.clients.find(presented.clientID)
        do { client = try presented.verified(against: registered) } catch { return .unauthenticated(error) }
        let request: TokenRequest
        do { request = try TokenRequest(parameters) } catch { return .invalid(error) }
        switch request {
        case .authorizationCode(let grant):
            switch try grant.settle(for: client, token: token, in: transaction.codes, at: now) {
            case .settled(let issue):
                try remember(issue, in: transaction)
                return .settled(issue)
            case .refused(let refusal): return .refused(refusal)
            }
        }
    }

    /// What a platform of Article 7 is told besides: found after the commit, since it can take longer than anybody
    /// should wait for the one writer.
    private func tellingPlatform(_ issue: TokenIssue, at now: Instant) async throws -> TokenIssue {
        guard !issue.accessToken.scopes.isDisjoint(with: PlatformClaims.scopes) else { return issue }
        var told = issue
        told.platformClaims = try await database.read { [platformClaims] transaction in
            try platformClaims.claims(
                for: issue.accessToken.scopes, of: issue.authorization.person, in: issue.authorization.session,
                to: issue.client, transaction, at: now)
        }
        return told
    }

    /// Remembers by which name a platform is told of a person, who can then be asked about.
    private func remember(_ issue: TokenIssue, in transaction: WriteTransaction) throws {
        guard issue.client.platform != nil else { return }
        let (person, type) = (issue.authorization.person, issue.client.subjectType)
        try transaction.subjects.remember(subjects.subject(of: person, for: type), of: person, for: type)
    }

    private func refuse(
        _ error: ClientAuthenticationError, _ context: ProviderRequestContext
    ) async throws -> Response {
        try await recorder.refused(.issueToken, error.error.code.rawValue, context)
        return Self.response(error)
    }

    // MARK: Errors (RFC 6749 §5.2)

    private static func response(_ error: ClientAuthenticationError) -> Response {
        guard case .failed = error else { return response(error.error) }
        // Every 401 names a way to authenticate (RFC 9110 §15.5.2).
        return response(error.error, status: .unauthorized).adding(.wwwAuthenticate, "Basic realm=\"hue-sso\"")
    }

    private static func response(
        _ error: TokenError, status: HTTPResponse.Status = .badRequest
    ) -> Response {
        .json(
            ["error": .string(error.code.rawValue), "error_description": .string(error.description)], status: status
        ).adding(.pragma, "no-cache")
    }

    private static func response(_ error: RequestReadingError) -> Response {
        switch error {
        case .tooLarge:
            response(TokenError(.invalidRequest, "the request is too large"), status: .contentTooLarge)
        case .notAForm:
            response(
                TokenError(.invalidRequest, "the body must be application/x-www-form-urlencoded"))
        case .malformed: response(TokenError(.invalidRequest, "the body is not well-formed"))
        }
    }
}

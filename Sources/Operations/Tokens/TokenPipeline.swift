import Audit
import Database
import Identity
import OpenIDConnect
import Storage
import Wire

/// What becomes of a request to the token endpoint (RFC 6749 §3.2), whatever its grant: the client is authenticated, the
/// grant read and settled and the audit event written in one transaction; what a platform is told besides is found after
/// the commit, since it can take longer than anybody should wait for the one writer. Signing is the edge's.
package struct TokenPipeline: Sendable {
    private let database: Database
    private let clients: CurrentClients
    private let parties: TokenParties
    private let grants: Set<GrantType>
    private let platformClaims: PlatformClaims
    private let released: ReleasedClaims
    private let strangers: StrangerRefusals

    /// - Parameter grants: those that are enabled.
    package init(
        _ installation: Installation, _ parties: TokenParties, grants: Set<GrantType> = Set(GrantType.allCases)
    ) {
        database = installation.database
        clients = installation.clients
        self.parties = parties
        self.grants = grants
        strangers = installation.strangers
        platformClaims = PlatformClaims(live: installation.permissions, issuer: parties.issuer)
        released = ReleasedClaims(parties.subjects, parties.emails, platformClaims)
    }

    /// - Parameters:
    ///   - presented: what the request says about who sends it.
    ///   - fresh: the ids and tokens that it can give.
    ///   - proof: of the key that the tokens are to be bound to. It is used up by the request that gets some, and by no other.
    ///   - certificate: the one with which the connection began.
    ///   - reader: verifies the signed tokens that it may show.
    package func settle(
        _ presented: ClientAuthentication, _ parameters: FormParameters, _ fresh: FreshTokens,
        proof: DPoPProof? = nil, certificate: ClientCertificate? = nil, _ reader: ProofReader, _ act: Act
    ) async throws -> TokenOutcome {
        let request = Result { () throws(TokenError) in try TokenRequest(parameters) }
        let proofs = reader.proofs(in: try? request.get(), key: proof, at: act.now)
        let settled: TokenSettlement
        do {
            settled = try await database.write { [self] transaction in
                let settlement = try settlement(presented, request, proofs, certificate, fresh, act, in: transaction)
                for event in settlement.events(presented, act) { try transaction.audit.append(event) }
                return settlement
            }
        } catch is ReplayedProof {
            // Nothing has happened: neither is a code spent, nor a refresh token exchanged.
            let refusal = DPoPFlaw.replayed.refusal
            strangers.count(.issueToken, refusal.code, client: presented.clientID.text, act)
            return .refused(refusal)
        }
        if let code = settled.strangerRefusal(presented) {
            strangers.count(.issueToken, code, client: presented.clientID.text, act)
        }
        switch settled {
        case .unauthenticated(let error): return .unauthenticated(error)
        case .refused(let refusal, _): return .refused(refusal)
        case .waiting(let refusal): return .refused(refusal)
        case .issued(let issue):
            return .issued(
                issue, platformClaims: try await platformClaims.claims(for: issue, database, at: act.now),
                personClaims: try await released.claims(of: issue, database, at: act.now))
        }
    }

    private func settlement(
        _ presented: ClientAuthentication, _ request: Result<TokenRequest, TokenError>, _ proofs: GrantProofs,
        _ certificate: ClientCertificate?, _ fresh: FreshTokens, _ act: Act, in transaction: WriteTransaction
    ) throws -> TokenSettlement {
        let client: AuthenticatedClient
        switch try transaction.authenticate(presented, clients, at: act.now) {
        case .failure(let error): return .unauthenticated(error)
        case .success(let authenticated): client = authenticated
        }
        let grant: TokenRequest
        switch request {
        case .failure(let error): return .refused(TokenRefusal(error), revoked: nil)
        case .success(let request): grant = request
        }
        if let refusal = grant.refusal(for: client, enabled: grants) { return .refused(refusal, revoked: nil) }
        let confirmation: Confirmation?
        do throws(TokenRefusal) { confirmation = try client.client.confirmation(proofs.key, certificate) } catch {
            return .refused(error, revoked: nil)
        }
        let context = GrantContext(
            client: client, clients: clients, fresh: fresh, proofs: proofs, parties: parties, now: act.now,
            transaction: transaction, confirmation: confirmation)
        let settlement = try grant.settle(context)
        if case .issued(let issue) = settlement {
            guard issue.accessToken.confirmation == confirmation else { throw UnboundToken() }
            if let key = proofs.key, try !transaction.usedProofs.use(key.use, at: act.now) { throw ReplayedProof() }
            try parties.introduce(issue, in: transaction, at: act.now)
        }
        return settlement
    }
}

/// Ends the transaction of a request whose proof was used before, with all that it has done.
private struct ReplayedProof: Error {}

/// A grant has left out what its tokens have to be bound to.
private struct UnboundToken: Error {}

/// How a token request ended, for whoever answers it.
package enum TokenOutcome: Sendable {
    /// - Parameters:
    ///   - platformClaims: what the access token says besides.
    ///   - personClaims: what the ID token says besides.
    case issued(TokenIssue, platformClaims: JSONObject, personClaims: JSONObject)
    case unauthenticated(ClientAuthenticationError)
    case refused(TokenRefusal)
}

extension TokenRequest {
    /// The one table of grants: each settles itself, in a file of its own.
    fileprivate func settle(_ context: GrantContext) throws -> TokenSettlement {
        switch self {
        case .authorizationCode(let grant): try grant.settle(context)
        case .refreshToken(let grant): try grant.settle(context)
        case .clientCredentials(let grant): try grant.settle(context)
        case .deviceCode(let grant): try grant.settle(context)
        case .tokenExchange(let grant): try grant.settle(context)
        case .jwtBearer(let grant): try grant.settle(context)
        case .ciba(let grant): try grant.settle(context)
        }
    }
}

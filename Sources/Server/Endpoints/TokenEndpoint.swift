import Cryptography
import Hummingbird
import OpenIDConnect
import Operations
import Wire

/// The token endpoint (RFC 6749 §3.2): parses, has the request settled, and signs what was committed.
struct TokenEndpoint: Sendable {
    private let pipeline: TokenPipeline
    private let accessTokens: AccessTokens
    private let random: any RandomSource
    private let assertionIssuers: TrustedIssuers
    private let issuer: Issuer

    init(_ provider: Provider) {
        pipeline = TokenPipeline(provider.installation, provider.parties, grants: provider.grants)
        accessTokens = provider.accessTokens
        random = provider.random
        assertionIssuers = provider.assertionIssuers
        issuer = provider.issuer
    }

    func post(_ visit: Visit) async throws -> Response {
        let (client, parameters) = try await visit.clientRequest(for: .issueToken)
        let reader = ProofReader(
            accessTokens: accessTokens.reader, issuers: assertionIssuers, provider: issuer)
        switch try await pipeline.settle(
            client, parameters, FreshTokens(random: random), reader, visit.anonymous)
        {
        case .issued(let issue, let platformClaims):
            let response = try accessTokens.signing.response(issue, platformClaims: platformClaims)
            return .json(response).adding(.pragma, "no-cache")
        case .unauthenticated(let error): throw RefusedRequest.unauthenticated(error, nil)
        case .refused(let refusal): throw RefusedRequest.refused(refusal)
        }
    }
}

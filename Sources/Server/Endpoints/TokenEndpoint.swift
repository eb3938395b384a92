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
    private let prove: ProveClient
    private let assertionIssuers: TrustedIssuers
    private let issuer: Issuer
    private let origins: [Issuer]
    private let nonces: DPoPNonces
    private let encrypt: EncryptToClient

    init(_ provider: Provider) {
        pipeline = TokenPipeline(provider.installation, provider.parties, grants: provider.grants)
        accessTokens = provider.accessTokens
        random = provider.random
        prove = provider.proveClient
        assertionIssuers = provider.assertionIssuers
        issuer = provider.issuer
        origins = provider.clientOrigins
        nonces = provider.nonces
        encrypt = provider.encryptToClient
    }

    func post(_ visit: Visit) async throws -> Response {
        // First, as a proof that needs a nonce comes again, and the assertion beside it counts once.
        let proof = try visit.proof(of: Issuer.Path.token, at: origins, nonces, for: .issueToken)
        let (client, parameters) = try await visit.clientRequest(for: .issueToken, prove)
        let reader = ProofReader(accessTokens: accessTokens.reader, issuers: assertionIssuers, provider: issuer)
        switch try await pipeline.settle(
            client, parameters, FreshTokens(random: random), proof: proof, certificate: visit.certificate, reader,
            visit.anonymous)
        {
        case .issued(let issue, let platformClaims, let personClaims):
            var response = try accessTokens.signing.response(
                issue, platformClaims: platformClaims, personClaims: personClaims)
            // OpenID Connect Core §10.2: signed, then encrypted.
            if let encryption = issue.client.messages.idTokenEncryption, let token = response["id_token"]?.string {
                response["id_token"] = .string(
                    try await encrypt.encrypt(token, to: issue.client.id, encryption, at: visit.now))
            }
            return .json(response).adding(.pragma, "no-cache")
        case .unauthenticated(let error): throw RefusedRequest.unauthenticated(error, as: client)
        case .refused(let refusal): throw RefusedRequest.refused(refusal, to: client)
        }
    }
}

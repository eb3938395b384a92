import Hummingbird
import Identity
import Keys
import OpenIDConnect
import Operations
import Wire

/// Signs and reads access tokens with the keys as they are at each request.
struct AccessTokens: Sendable {
    private let issuer: Issuer
    private let origins: [Issuer]
    private let keys: KeyRing
    private let subjects: PairwiseSubjects
    private let nonces: DPoPNonces
    private let useProof: UseProof
    private let memory = AccessTokenMemory()

    /// - Parameter origins: where resources of ours are asked.
    init(
        issuer: Issuer, origins: [Issuer], keys: KeyRing, subjects: PairwiseSubjects, nonces: DPoPNonces,
        useProof: UseProof
    ) {
        self.origins = origins
        self.nonces = nonces
        self.useProof = useProof
        self.issuer = issuer
        self.keys = keys
        self.subjects = subjects
    }

    var reader: AccessTokenReader { AccessTokenReader(issuer: issuer, keys: keys.current, memory: memory) }
    var signing: TokenIssuer { TokenIssuer(issuer: issuer, keys: keys.current, subjects: subjects, memory: memory) }

    /// The answer to an introspection, signed for who has asked (RFC 9701).
    func signed(_ introspection: JSONObject, for caller: ClientID, at now: Instant) throws -> String {
        try SignedIntrospection.token(introspection, for: caller, issuer: issuer, keys: keys.current, at: now)
    }

    /// What UserInfo answers, signed; `nil` where the client takes it as plain JSON.
    func signed(_ userInfo: UserInfo) throws -> String? { try userInfo.signed(issuer, keys: keys.current) }

    /// The token that a request brings to a resource of ours (RFC 6750 §2, RFC 9449 §7.1).
    /// - Parameters:
    ///   - form: of a request that may bring it in one.
    ///   - certificate: the one with which the connection began.
    /// - Throws: `BearerError`, or what keeps a proof from being written down.
    func presented(
        by request: Request, form: FormParameters? = nil, certificate: ClientCertificate?, for audience: String,
        at now: Instant
    ) async throws -> PresentedAccessToken {
        let (token, proof) = try read(request, form, certificate, for: audience, at: now)
        if let proof, try await !useProof.use(proof, at: now) { throw BearerError.badProof(.replayed) }
        return token
    }

    private func read(
        _ request: Request, _ form: FormParameters?, _ certificate: ClientCertificate?, for audience: String,
        at now: Instant
    ) throws(BearerError) -> (PresentedAccessToken, DPoPProof?) {
        let (query, authorization): (FormParameters, String?)
        do {
            query = try request.queryParameters()
            authorization = try request.authorization()
        } catch {
            throw .invalidRequest("the request is not well-formed")
        }
        let bearer = try BearerToken(authorization: authorization, form: form, query: query)
        let token = try reader.token(bearer.text, for: audience, at: now)
        switch (token.confirmation, bearer.isProven) {
        case (nil, false): return (token, nil)
        // A bound token is no bearer token, nor the other way round (RFC 9449 §7.1).
        case (nil, true), (.key, false), (.certificate, true): throw .invalidToken
        // RFC 8705 §3: without the certificate it is nobody's.
        case (.certificate(let thumbprint), false):
            guard certificate?.thumbprint == thumbprint else { throw .invalidToken }
            return (token, nil)
        case (.key(let key), true):
            do throws(DPoPFlaw) {
                return (token, try proof(by: key, of: request, with: bearer.text, at: now))
            } catch { throw .badProof(error) }
        }
    }

    private func proof(
        by key: KeyThumbprint, of request: Request, with token: String, at now: Instant
    ) throws(DPoPFlaw) -> DPoPProof {
        let target = DPoPProof.Target(
            method: request.method.rawValue, addresses: origins.map { $0.address(request.uri.path) }, accessToken: token
        )
        guard let proof = try request.proof(for: target, nonces, at: now) else { throw .absent }
        guard proof.key == key else { throw .otherKey }
        return proof
    }
}

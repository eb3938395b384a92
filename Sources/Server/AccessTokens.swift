import Hummingbird
import Identity
import Keys
import OpenIDConnect
import Wire

/// Signs and reads access tokens with the keys as they are at each request.
struct AccessTokens: Sendable {
    private let issuer: Issuer
    private let keys: KeyRing
    private let subjects: PairwiseSubjects
    private let memory = AccessTokenMemory()

    init(issuer: Issuer, keys: KeyRing, subjects: PairwiseSubjects) {
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

    /// The token that a request brings to a resource of ours (RFC 6750 §2).
    /// - Parameter form: of a request that may bring it in one.
    func presented(
        by request: Request, form: FormParameters? = nil, for audience: String, at now: Instant
    ) throws(BearerError) -> PresentedAccessToken {
        let (query, authorization): (FormParameters, String?)
        do {
            query = try request.queryParameters()
            authorization = try request.authorization()
        } catch {
            throw .invalidRequest("the request is not well-formed")
        }
        let token = try BearerToken(authorization: authorization, form: form, query: query)
        return try reader.token(token.text, for: audience, at: now)
    }
}

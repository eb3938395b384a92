import Database
import HTTPTypes
import Hummingbird
import Identity
import JOSE
import OpenIDConnect
import Operations
import Storage
import Wire

/// The UserInfo endpoint (OpenID Connect Core §5.3): the claims that an access token opens, for as long as it counts.
struct UserInfoEndpoint: Sendable {
    private let database: Database
    private let issuer: Issuer
    private let keys: SigningKeys
    private let subjects: PairwiseSubjects
    private let platformClaims: PlatformClaims
    private let clock: any WallClock
    private let recorder: Recorder

    init(_ provider: Provider) {
        database = provider.database
        issuer = provider.issuer
        keys = provider.keys
        subjects = provider.subjects
        platformClaims = PlatformClaims(live: provider.permissions, issuer: provider.issuer)
        clock = provider.clock
        recorder = Recorder(database: provider.database, clock: provider.clock)
    }

    func get(_ request: Request, _ context: ProviderRequestContext) async throws -> Response {
        try await answer(request, context, form: nil)
    }

    func post(_ request: Request, _ context: ProviderRequestContext) async throws -> Response {
        guard request.isForm else { return try await answer(request, context, form: nil) }
        do {
            return try await answer(request, context, form: try await request.form())
        } catch let error as RequestReadingError {
            try await recorder.refused(.userInfo, error.rawValue, context)
            guard error != .tooLarge else { return Response(status: .contentTooLarge) }
            return Self.response(.invalidRequest("the body is not well-formed"))
        }
    }

    private func answer(
        _ request: Request, _ context: ProviderRequestContext, form: FormParameters?
    ) async throws -> Response {
        let now = clock.now
        do {
            let token = try presented(request, form, at: now)
            let claims = try await database.read { transaction -> JSONObject? in
                guard let found = try transaction.accessTokens.find(token, at: now),
                    let person = try transaction.people.claims(of: found.person)
                else { return nil }
                var claims: JSONObject = [
                    "sub": .string(subjects.subject(of: found.person, for: found.client.subjectType))
                ]
                let further = try platformClaims.claims(
                    for: found.scopes, of: found.person, in: found.session, to: found.client, transaction, at: now)
                for (name, value) in person.claims(for: found.scopes).members + further.members { claims[name] = value }
                return claims
            }
            guard let claims else { throw BearerError.invalidToken }
            return .json(claims)
        } catch let error as BearerError {
            try await recorder.refused(.userInfo, error.word, context)
            return Self.response(error)
        }
    }

    private func presented(
        _ request: Request, _ form: FormParameters?, at now: Instant
    ) throws(BearerError) -> PresentedAccessToken {
        let query: FormParameters
        let authorization: String?
        do {
            query = try request.queryParameters()
            authorization = try request.authorization()
        } catch {
            throw .invalidRequest("the request is not well-formed")
        }
        let token = try BearerToken(authorization: authorization, form: form, query: query)
        return try PresentedAccessToken(token.text, keys: keys, issuer: issuer, at: now)
    }

    private static func response(_ error: BearerError) -> Response {
        Response(
            status: HTTPResponse.Status(code: error.status),
            headers: [.wwwAuthenticate: error.challenge, .cacheControl: "no-store"])
    }
}

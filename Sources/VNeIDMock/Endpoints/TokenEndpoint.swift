import HTTPTypes
import Hummingbird
import Identity
import Wire

/// `POST /oauth2/token`: a code for an ID token and an access token (OpenID Connect Core §3.1.3).
///
/// Takes a form and nothing else: the vendor's document says JSON, the server answers JSON with 415.
struct TokenEndpoint: Sendable {
    let parties: Parties
    let ledger: Ledger
    let idTokens: IDTokenIssuer
    let faults: Faults
    let clock: any WallClock

    func respond(to request: Request) async -> Response {
        if await faults.take(.addressNotAllowed) { return .addressNotAllowed }
        do {
            let form = try await Self.form(request)
            let redemption = try await redemption(form, authorization: request.headers[.authorization])
            return try await answer(redemption)
        } catch let refusal as TokenRefusal {
            return refusal.response
        } catch {
            return Response(status: .internalServerError)
        }
    }

    private func redemption(
        _ form: FormParameters, authorization: String?
    ) async throws(TokenRefusal) -> Redemption {
        do {
            let client = try await ClientAuthentication(form, authorization: authorization)
                .client(among: parties)
            guard let grantType = try form.single("grant_type") else {
                throw TokenRefusal.invalidRequest("grant_type is missing")
            }
            guard grantType == "authorization_code" else { throw TokenRefusal.unsupportedGrantType }
            guard let code = try form.single("code"), let redirectURI = try form.single("redirect_uri") else {
                throw TokenRefusal.invalidRequest("code and redirect_uri are needed")
            }
            return Redemption(
                client: client, code: code, redirectURI: redirectURI,
                codeVerifier: try form.single("code_verifier"))
        } catch let refusal as TokenRefusal {
            throw refusal
        } catch {
            throw .invalidRequest("a parameter occurs twice")
        }
    }

    private func answer(_ redemption: Redemption) async throws -> Response {
        let now = clock.now
        let found = await ledger.redeem(redemption, at: now)
        guard var login = found, await !faults.take(.replayedCode) else { throw TokenRefusal.invalidGrant }
        guard let issuer = await parties.issuer else { return Response(status: .serviceUnavailable) }
        login.isBelowLevel = await faults.take(.levelTooLow)
        let idToken = try await idTokens.issue(for: login, issuer: issuer, at: now)
        return .json([
            "access_token": .string(await ledger.issueAccessToken(for: login, at: now)),
            "refresh_token": .string(await ledger.refreshToken()),
            "id_token": .string(idToken),
            "scope": "openid",
            "token_type": "Bearer",
            "expires_in": .integer(MockLimits.accessTokenLife.wholeSeconds),
        ])
    }

    static func form(_ request: Request) async throws(TokenRefusal) -> FormParameters {
        do {
            return try await request.form()
        } catch {
            switch error {
            case .wrongType: throw .unsupportedMediaType
            case .tooLarge: throw .tooLarge
            case .malformed: throw .invalidRequest("the body is not a form")
            }
        }
    }
}

/// What the token endpoint says when it gives nothing (RFC 6749 §5.2).
enum TokenRefusal: Error, Hashable, Sendable {
    case unsupportedMediaType
    case tooLarge
    case invalidRequest(String)
    case invalidClient
    case unsupportedGrantType
    case invalidGrant

    var response: Response {
        switch self {
        case .unsupportedMediaType:
            .refusal(
                "invalid_request", "the body must be application/x-www-form-urlencoded",
                status: .unsupportedMediaType)
        case .tooLarge: .refusal("invalid_request", "the body is too large", status: .contentTooLarge)
        case .invalidRequest(let reason): .refusal("invalid_request", reason)
        case .invalidClient:
            .refusal(
                "invalid_client", "the client is unknown or its secret is wrong", status: .unauthorized,
                headers: [.wwwAuthenticate: #"Basic realm="vneid-mock""#])
        case .unsupportedGrantType: .refusal("unsupported_grant_type", "only authorization_code is served")
        case .invalidGrant:
            .refusal("invalid_grant", "the code is unknown, used, expired or another client's")
        }
    }
}

extension Response {
    /// What VNeID is seen to say to a caller whose address isn't on its allow-list.
    static var addressNotAllowed: Response {
        .refusal("unauthorized", "the caller's address is not on the allow-list", status: .unauthorized)
    }
}

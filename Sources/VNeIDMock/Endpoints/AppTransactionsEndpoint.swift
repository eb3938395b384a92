import HTTPTypes
import Hummingbird
import Identity
import Wire

/// `POST /app/transactions`: a relying party leaves an authorization request for the app, and gets the id under which the app
/// finds it. The return link is a redirect URI that was registered; a request without PKCE is refused, as a return link
/// passes other apps.
struct AppTransactionsEndpoint: Sendable {
    let parties: Parties
    let ledger: Ledger
    let faults: Faults
    let clock: any WallClock

    func respond(to request: Request) async -> Response {
        if await faults.take(.addressNotAllowed) { return .addressNotAllowed }
        do throws(TokenRefusal) {
            let form = try await TokenEndpoint.form(request)
            let client = try await ClientAuthentication(form, authorization: request.headers[.authorization])
                .client(among: parties)
            var asked = try await Self.asked(form, parties)
            guard asked.client == client else { throw TokenRefusal.invalidRequest("another client's request") }
            guard asked.codeChallenge != nil else { throw TokenRefusal.invalidRequest("code_challenge is missing") }
            asked.isForApp = true
            return .json([
                "transaction_id": .string(await ledger.begin(asked, at: clock.now)),
                "expires_in": .integer(MockLimits.consentLife.wholeSeconds),
            ])
        } catch { return error.response }
    }

    private static func asked(
        _ form: FormParameters, _ parties: Parties
    ) async throws(TokenRefusal) -> AuthorizationRequest {
        do throws(AuthorizationRefusal) { return try await AuthorizationRequest(form, parties: parties) } catch {
            switch error {
            case .unreadable: throw .invalidRequest("the request is malformed or too long")
            case .unknownClient: throw .invalidClient
            case .unknownRedirectURI: throw .invalidRequest("the return link isn't registered")
            case .redirect: throw .invalidRequest("the request isn't one that is answered")
            }
        }
    }
}

/// `GET /app/open`: what the app shows when its universal link opens it. In the simulation a person proves there who they are
/// by number, password and one-time password, where the app asks for its passcode and a biometric.
struct AppEndpoint: Sendable {
    let ledger: Ledger
    let clock: any WallClock
    let pages: Pages

    func respond(to request: Request) async -> Response {
        guard let transaction = try? FormParameters(query: request.rawQuery).single("transaction"),
            let asked = await ledger.request(transaction, at: clock.now), asked.isForApp
        else { return pages.notice(.over, status: .badRequest) }
        return pages.signIn(SignInPage(transaction: transaction, clientName: asked.client.name, isInApp: true))
    }
}

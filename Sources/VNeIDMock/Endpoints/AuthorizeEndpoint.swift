import Hummingbird
import Identity
import Wire

/// `GET /oauth2/authorize`: from a relying party's request to the sign-in page.
///
/// There is no session: as VNeID does, the simulation asks every time.
struct AuthorizeEndpoint: Sendable {
    let parties: Parties
    let ledger: Ledger
    let clock: any WallClock
    let pages: Pages

    func respond(to request: Request) async -> Response {
        do {
            let authorization = try await Self.read(request, parties: parties)
            let transaction = await ledger.begin(authorization, at: clock.now)
            return pages.signIn(SignInPage(transaction: transaction, clientName: authorization.client.name))
        } catch {
            switch error {
            case .unreadable: return pages.notice(.unreadableRequest, status: .badRequest)
            case .unknownClient: return pages.notice(.unknownClient, status: .badRequest)
            case .unknownRedirectURI: return pages.notice(.unknownRedirectURI, status: .badRequest)
            case .redirect(let location): return .seeOther(location)
            }
        }
    }

    private static func read(
        _ request: Request, parties: Parties
    ) async throws(AuthorizationRefusal) -> AuthorizationRequest {
        let form: FormParameters
        do {
            form = try FormParameters(query: request.rawQuery)
        } catch {
            throw .unreadable
        }
        return try await AuthorizationRequest(form, parties: parties)
    }
}

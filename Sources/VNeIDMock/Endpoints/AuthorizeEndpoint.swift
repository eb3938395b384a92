import Hummingbird
import Identity
import Wire

/// `GET /oauth2/authorize`, or `/auth` in the profile `quirks`: from a relying party's request to the sign-in page.
///
/// Where the portal keeps a session, whoever has signed in isn't asked for a password again, unless the relying party
/// demands it (`prompt=login`, `max_age`); they are asked every time whether to share.
struct AuthorizeEndpoint: Sendable {
    let parties: Parties
    let ledger: Ledger
    let faults: Faults
    let clock: any WallClock
    let pages: Pages
    /// Reads a request, as the profile has it.
    let read: @Sendable (FormParameters, Parties) async throws(AuthorizationRefusal) -> AuthorizationRequest

    func respond(to request: Request) async -> Response {
        do {
            let authorization = try await self.authorization(of: request)
            let now = clock.now
            let transaction = await ledger.begin(authorization, at: now)
            if let session = await session(for: authorization, request, at: now) {
                await ledger.signedIn(transaction, as: session, at: now)
                return pages.consent(
                    ConsentPage(
                        transaction: transaction, clientName: authorization.client.name, persona: session.persona))
            }
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

    /// The session that answers in the person's place.
    private func session(
        for authorization: AuthorizationRequest, _ request: Request, at now: Instant
    ) async -> PortalSession? {
        guard let handle = request.portalCookie, let session = await ledger.session(handle, at: now) else { return nil }
        if authorization.accepts(session.authenticatedAt, at: now) { return session }
        return await faults.take(.freshnessIgnored) ? session : nil
    }

    private func authorization(
        of request: Request
    ) async throws(AuthorizationRefusal) -> AuthorizationRequest {
        let form: FormParameters
        do {
            form = try FormParameters(query: request.rawQuery)
        } catch {
            throw .unreadable
        }
        return try await read(form, parties)
    }
}

import Cryptography
import Hummingbird
import Identity
import Wire

/// `GET /logout`: ends the session here, then at the provider (OpenID Connect RP-Initiated Logout §2).
/// `GET /signed-out`: back from there.
struct LogoutEndpoint: Sendable {
    let connection: Connection
    let sessions: Sessions
    let clock: any WallClock
    let random: any RandomSource
    let pages: Pages

    func begin(_ request: Request) async -> Response {
        let state = Base64URL.encode(random.bytes(32))
        guard let id = request.sessionID, let origin = await connection.origin,
            let (person, newID) = await sessions.signOut(id, expecting: state, at: clock.now)
        else {
            return .seeOther(Path.start)
        }
        guard let endpoint = person.endSessionEndpoint else {
            return .seeOther(Path.signedOut, session: newID)
        }
        let parameters = FormParameters([
            ("id_token_hint", person.idToken), ("client_id", person.clientID),
            ("post_logout_redirect_uri", origin + Path.signedOut), ("state", state),
        ])
        return .seeOther(endpoint.appending(query: parameters), session: newID)
    }

    func back(_ request: Request) async -> Response {
        guard let answer = try? FormParameters(query: request.rawQuery),
            let state = try? answer.single("state")
        else {
            return pages.signedOut()
        }
        guard let id = request.sessionID, await sessions.takeSignOut(state: state, in: id, at: clock.now)
        else {
            return pages.failed(.unknownState)
        }
        return pages.signedOut()
    }
}

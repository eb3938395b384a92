import Hummingbird
import Identity

/// `GET /`: who is signed in here, or the way to sign in.
struct StartEndpoint: Sendable {
    let sessions: Sessions
    let clock: any WallClock
    let pages: Pages

    func respond(to request: Request) async -> Response {
        guard let id = request.sessionID, let person = await sessions.person(in: id, at: clock.now) else {
            return pages.start()
        }
        return pages.signedIn(person)
    }
}

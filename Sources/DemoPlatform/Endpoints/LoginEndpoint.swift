import Hummingbird
import Identity
import Wire

/// `GET /login`: to the provider. `GET /callback`: back from it.
struct LoginEndpoint: Sendable {
    let connection: Connection
    let sessions: Sessions
    let settings: DemoPlatformSettings
    let pages: Pages

    func begin(_ request: Request) async -> Response {
        do throws(SignInFailure) {
            guard let registration = await connection.registration, let origin = await connection.origin
            else {
                throw SignInFailure.notConnected
            }
            let party = RelyingParty(
                registration: registration, redirectURI: origin + Path.callback, scopes: settings.scopes,
                clock: settings.clock, random: settings.random, fetcher: settings.fetcher)
            let (location, signIn) = try await party.begin(Self.demands(of: request))
            let id = await sessions.begin(signIn, in: request.sessionID, at: settings.clock.now)
            return .seeOther(location, session: id)
        } catch {
            return failed(error, request)
        }
    }

    /// A better sign-in than the one that there is: what the authorization API asked for (RFC 9470 §4).
    private static func demands(of request: Request) -> [(String, String)] {
        guard let query = try? FormParameters(query: request.rawQuery) else { return [] }
        return ["acr_values", "max_age"].compactMap { name in
            ((try? query.single(name)) ?? nil).map { (name, $0) }
        }
    }

    func callback(_ request: Request) async -> Response {
        do throws(SignInFailure) {
            guard let id = request.sessionID, let answer = try? FormParameters(query: request.rawQuery),
                let state = try? answer.single("state"),
                let signIn = await sessions.take(state: state, in: id, at: settings.clock.now),
                let origin = await connection.origin
            else {
                throw SignInFailure.unknownState
            }
            let person = try await RelyingParty.complete(
                answer, of: signIn, redirectURI: origin + Path.callback, clock: settings.clock,
                fetcher: settings.fetcher)
            return .seeOther(
                Path.start, session: await sessions.signIn(person, replacing: id, at: settings.clock.now))
        } catch {
            return failed(error, request)
        }
    }

    private func failed(_ failure: SignInFailure, _ request: Request) -> Response {
        settings.logger.notice("sign-in failed", metadata: ["reason": "\(failure.code)"])
        return pages.failed(failure)
    }
}

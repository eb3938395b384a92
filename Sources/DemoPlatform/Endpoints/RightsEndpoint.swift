import Hummingbird
import Identity
import Wire

/// `GET /rights`: what the person who is signed in may do here, and why: at the acting unit or at another of its path,
/// as a member of staff or as a citizen.
struct RightsEndpoint: Sendable {
    let connection: Connection
    let sessions: Sessions
    let settings: DemoPlatformSettings
    let pages: Pages

    func respond(to request: Request) async -> Response {
        guard let id = request.sessionID, let person = await sessions.person(in: id, at: settings.clock.now) else {
            return .seeOther(Path.start)
        }
        do throws(SignInFailure) {
            guard let registration = await connection.registration else { throw SignInFailure.notConnected }
            let query = try? FormParameters(query: request.rawQuery)
            let persona = (try? query?.single("persona")) ?? nil
            let unit = (try? query?.single("unit")) ?? nil
            let place = unit ?? person.path.last ?? settings.topUnit
            let api = AuthorizationAPI(
                registration: registration, provider: ProviderConnection(fetcher: settings.fetcher))
            let answers = try await api.answers(about: person, as: persona, at: place, settings.functions)
            return pages.rights(answers, of: person, at: place, as: persona, top: settings.topUnit)
        } catch {
            settings.logger.notice("rights can't be shown", metadata: ["reason": "\(error.code)"])
            return pages.failed(error)
        }
    }
}

extension SignedInPerson {
    /// From the top of the city down to the acting unit, as the claim of the scope `permissions` says; empty for a
    /// citizen.
    var path: [String] {
        let claim = userInfo["vn.gov.hue.permissions"]?.object
        return claim?["path"]?.array?.compactMap(\.string) ?? []
    }
}

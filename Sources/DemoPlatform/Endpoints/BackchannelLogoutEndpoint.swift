import HTTPTypes
import Hummingbird
import Identity
import NIOCore
import NIOFoundationCompat
import Wire

/// `POST /backchannel-logout`: the provider says that a session has ended (OpenID Connect Back-Channel Logout §2.5), and
/// whoever was signed in by it isn't any more. Whose session is unknown here has been signed out already: that is a success.
struct BackchannelLogoutEndpoint: Sendable {
    let connection: Connection
    let sessions: Sessions
    let settings: DemoPlatformSettings

    func respond(to request: Request) async -> Response {
        guard let registration = await connection.registration, let text = await Self.logoutToken(of: request) else {
            return Self.refused
        }
        do throws(SignInFailure) {
            let now = settings.clock.now
            let heard = try await RelyingParty.logout(text, for: registration, fetcher: settings.fetcher, now: now)
            guard let ended = await sessions.end(heard, at: now) else { return Self.refused }
            settings.logger.notice("the provider has ended a session", metadata: ["sessions": "\(ended)"])
            return Response(status: .ok)
        } catch {
            settings.logger.notice("a logout token is refused", metadata: ["reason": "\(error.code)"])
            return Self.refused
        }
    }

    private static func logoutToken(of request: Request) async -> String? {
        guard let body = try? await request.body.collect(upTo: PlatformLimits.logoutTokenBytes),
            let form = try? FormParameters(parsing: Array(body.readableBytesView))
        else { return nil }
        return (try? form.single("logout_token")) ?? nil
    }

    /// §2.8.
    private static let refused = Response(
        status: .badRequest, headers: [.contentType: "application/json"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: #"{"error":"invalid_request"}"#)))
}

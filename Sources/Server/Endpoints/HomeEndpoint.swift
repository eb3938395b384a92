import Accounts
import Database
import Hummingbird
import Identity
import NIOCore
import OpenIDConnect
import Pages
import Storage

/// The provider's own page: what this is, and who is signed in here. And the one asset of all pages.
struct HomeEndpoint: Sendable {
    let database: Database
    let clock: any WallClock
    let face: Face

    func get(_ request: Request, _ context: ProviderRequestContext) async throws -> Response {
        let cookie = request.cookie(SessionCookie.self)
        let now = clock.now
        let signedIn = try await database.read { transaction in
            try transaction.signedIn(cookie, at: now)
        }
        return face.page(HomePage(personName: signedIn?.name, logoutPath: Issuer.Path.endSession), for: request)
    }

    /// The stylesheet's address changes with its text, so that it can be kept for ever.
    func stylesheet(_ request: Request, _ context: ProviderRequestContext) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "text/css; charset=utf-8", .cacheControl: "public, max-age=31536000, immutable",
            ],
            body: .init(byteBuffer: ByteBuffer(string: Stylesheet.text)))
    }
}

import Hummingbird
import NIOCore
import OpenIDConnect
import Operations
import Pages

/// The provider's own page: what this is, and who is signed in here. And the one asset of all pages.
struct HomeEndpoint: Sendable {
    let signOut: SignOut
    let pages: PageResponder

    func get(_ visit: Visit) async throws -> Response {
        let signedIn = try await signOut.signedIn(visit.sessionCookie, at: visit.now)
        return pages.page(
            HomePage(personName: signedIn?.name, logoutPath: Issuer.Path.endSession), for: visit.request)
    }

    /// The stylesheet's address changes with its text, so that it can be kept for ever.
    func stylesheet(_ visit: Visit) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "text/css; charset=utf-8", .cacheControl: "public, max-age=31536000, immutable",
            ],
            body: .init(byteBuffer: ByteBuffer(string: Stylesheet.text)))
    }
}

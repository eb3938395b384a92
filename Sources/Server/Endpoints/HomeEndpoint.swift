import Hummingbird
import NIOCore
import OpenIDConnect
import Operations
import Pages

/// The provider's own page: what this is, and who is signed in here. And the one asset of all pages.
struct HomeEndpoint: Sendable {
    let signOut: SignOut
    let recoveryCodes: RenewRecoveryCodes
    /// Where somebody finds what waits for them; `nil` where nothing can.
    let requestsPath: String?
    let pages: PageResponder

    func get(_ visit: Visit) async throws -> Response {
        // Idle or not: whoever is shown here can sign out.
        let holder = try await signOut.holder(of: visit.sessionCookie, at: visit.now)
        let hasCodes = try await recoveryCodes.holder(visit.sessionCookie, at: visit.now) != nil
        return pages.page(
            HomePage(
                personName: holder?.name, logoutPath: Issuer.Path.endSession,
                recoveryCodesPath: hasCodes ? RecoveryCodesEndpoint.path : nil, requestsPath: requestsPath,
                consentsPath: holder.map { _ in ConsentsEndpoint.path }),
            for: visit.request)
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

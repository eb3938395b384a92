import HTTPTypes
import Hummingbird
import OpenIDConnect
import Operations

/// What scripts of other origins may read (Fetch, "CORS protocol"): a public client in a browser redeems its codes, reads
/// UserInfo and revokes its tokens from the origin that it is registered with, and from no other. What is published is for
/// everybody. The authorization endpoint is for navigation only and is never in it (RFC 9700 §2.6); nor is any page.
///
/// No answer allows credentials: what a script shows is in its request, never in a cookie.
struct CrossOrigin {
    private let origins: BrowserOrigins

    init(_ origins: BrowserOrigins) { self.origins = origins }

    private static let published: Set<String> = [
        Issuer.Path.discovery, Issuer.Path.serverMetadata, Issuer.Path.keys,
    ]
    private static let forClients: Set<String> = [Issuer.Path.token, Issuer.Path.userInfo, Issuer.Path.revocation]

    /// - Returns: `nil` where no script of another origin asks, or none is answered.
    func script(behind request: Request) async throws -> Script? {
        let path = request.uri.path
        guard let origin = request.headers[.origin] else { return nil }
        if Self.published.contains(path) { return Script(origin: origin, isPublished: true, isAllowed: true) }
        guard Self.forClients.contains(path) else { return nil }
        return Script(origin: origin, isPublished: false, isAllowed: try await origins.contains(origin))
    }

    /// A script of another origin that asks.
    struct Script {
        fileprivate let origin: String
        fileprivate let isPublished: Bool
        /// Whether its browser may let it read the answer.
        fileprivate let isAllowed: Bool

        /// The answer to a browser that asks before it asks for its script; `nil` where this is the request itself. What it says
        /// besides the origin, browsers keep for ten minutes at most.
        func preflight(_ request: Request) -> Response? {
            guard request.method == .options, request.headers[.accessControlRequestMethod] != nil else { return nil }
            var response = Response(status: .noContent)
            guard isAllowed else { return response }
            response.headers[.accessControlAllowMethods] = isPublished ? "GET, HEAD" : "GET, POST"
            response.headers[.accessControlAllowHeaders] = "authorization, content-type, dpop"
            response.headers[.accessControlMaxAge] = "600"
            return response
        }

        /// Says who may read the answer.
        func permit(_ response: inout Response) {
            if isAllowed { response.headers[.accessControlAllowOrigin] = isPublished ? "*" : origin }
            // What a script needs for its next proof (RFC 9449 §8).
            if isAllowed, !isPublished {
                response.headers[.accessControlExposeHeaders] = "dpop-nonce, www-authenticate"
            }
            // Caches must not show one origin what another was answered.
            if !isPublished { response.headers.append(HTTPField(name: .vary, value: "Origin")) }
        }
    }
}

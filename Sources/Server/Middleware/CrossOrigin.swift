import HTTPTypes
import Hummingbird
import OpenIDConnect
import Operations

/// What scripts of other origins may read (Fetch, "CORS protocol"): a public client in a browser redeems its codes, reads
/// UserInfo and revokes its tokens from the origin that it is registered with, and from no other. What is published is for
/// everybody. The authorization endpoint is for navigation only and is never in it (RFC 9700 §2.6); nor is any page.
///
/// No answer allows credentials: what a script shows is in its request, never in a cookie.
struct CrossOrigin: RouterMiddleware {
    private let origins: BrowserOrigins

    init(_ origins: BrowserOrigins) { self.origins = origins }

    private static let published: Set<String> = [
        Issuer.Path.discovery, Issuer.Path.serverMetadata, Issuer.Path.keys,
    ]
    private static let forClients: Set<String> = [Issuer.Path.token, Issuer.Path.userInfo, Issuer.Path.revocation]

    func handle(
        _ request: Request, context: ProviderRequestContext,
        next: @concurrent (Request, ProviderRequestContext) async throws -> Response
    ) async throws -> Response {
        let path = request.uri.path
        guard let origin = request.headers[.origin], Self.published.contains(path) || Self.forClients.contains(path)
        else { return try await next(request, context) }
        let isPublished = Self.published.contains(path)
        let isAllowed = if isPublished { true } else { try await origins.contains(origin) }
        var response: Response
        if request.method == .options, request.headers[.accessControlRequestMethod] != nil {
            response = Response(status: .noContent)
            if isAllowed { Self.permitRequests(&response, isPublished: isPublished) }
        } else {
            response = try await next(request, context)
        }
        if isAllowed { response.headers[.accessControlAllowOrigin] = isPublished ? "*" : origin }
        // What a script needs for its next proof (RFC 9449 §8).
        if isAllowed, !isPublished { response.headers[.accessControlExposeHeaders] = "dpop-nonce, www-authenticate" }
        // Caches must not show one origin what another was answered.
        if !isPublished { response.headers.append(HTTPField(name: .vary, value: "Origin")) }
        return response
    }

    /// What a preflight says besides the origin. Browsers keep it for ten minutes at most.
    private static func permitRequests(_ response: inout Response, isPublished: Bool) {
        response.headers[.accessControlAllowMethods] = isPublished ? "GET, HEAD" : "GET, POST"
        response.headers[.accessControlAllowHeaders] = "authorization, content-type, dpop"
        response.headers[.accessControlMaxAge] = "600"
    }
}

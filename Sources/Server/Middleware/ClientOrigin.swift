import Audit
import Edge
import Hummingbird

/// Puts the client's address where the proxy's stood, if a trusted proxy has passed the request on (RFC 7239 §5.2).
/// It is the first of all: what comes after it counts and writes down by address.
struct ClientOrigin: RouterMiddleware {
    let edge: Edge

    func handle(
        _ request: Request, context: ProviderRequestContext,
        next: @concurrent (Request, ProviderRequestContext) async throws -> Response
    ) async throws -> Response {
        let settings = edge.settings
        guard !settings.trustedProxies.isEmpty else { return try await next(request, context) }
        let peer = ClientAddress(address: context.origin.address, port: context.origin.port)
        let client = peer.forwarded(
            by: request.headers, settings.forwardingField, trusting: settings.trustedProxies)
        var context = context
        context.origin = AuditEvent.Origin(client)
        return try await next(request, context)
    }
}

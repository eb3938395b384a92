import Audit
import Edge
import Hummingbird

/// Puts the client's address where the proxy's stood, if a trusted proxy has passed the request on (RFC 7239 §5.2).
/// What comes after it counts and writes down by address.
struct ClientOrigin {
    let edge: Edge

    func put(of request: Request, into context: inout ProviderRequestContext) {
        let settings = edge.settings
        guard !settings.trustedProxies.isEmpty else { return }
        let peer = ClientAddress(address: context.origin.address, port: context.origin.port)
        let client = peer.forwarded(
            by: request.headers, settings.forwardingField, trusting: settings.trustedProxies)
        context.origin = AuditEvent.Origin(client)
    }
}

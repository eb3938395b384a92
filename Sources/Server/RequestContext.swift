import Audit
import Edge
import Hummingbird
import NIOCore
import OpenIDConnect

/// What we know of a request besides the request: whom it is from, for the audit log and for every limit.
///
/// It is the connection's other end, or whom a trusted proxy named in its place when the connection began. Header fields
/// that name somebody are read by `ClientOrigin`, and only where a trusted proxy has written them: whoever else sends
/// them could write what they like (security.md P42).
struct ProviderRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    var origin: AuditEvent.Origin
    /// The certificate that the client has shown to us, or that a trusted proxy says it has shown there.
    var certificate: ClientCertificate?

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        if let connection = Connection.current {
            origin = AuditEvent.Origin(connection.client)
            certificate = connection.clientCertificate.flatMap { ClientCertificate($0) }
        } else {
            // A request without a connection of ours: a test's.
            let peer = source.channel.remoteAddress
            origin = AuditEvent.Origin(address: peer?.ipAddress ?? "unknown", port: peer?.port)
        }
    }
}

extension AuditEvent.Origin {
    init(_ client: ClientAddress) {
        self.init(address: client.address, port: client.port)
    }
}

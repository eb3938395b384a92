import Audit
import Hummingbird
import NIOCore

/// What we know of a request besides the request: its peer, for the audit log.
///
/// The peer's address is that of the connection. Headers that name another one are not read: whoever sends them could
/// write what they like (security.md P42).
struct ProviderRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let origin: AuditEvent.Origin

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        let peer = source.channel.remoteAddress
        origin = AuditEvent.Origin(address: peer?.ipAddress ?? "unknown", port: peer?.port)
    }
}

import Edge
import HTTPTypes
import Hummingbird
import OpenIDConnect
import Wire

/// Takes the certificate that a client has shown to a trusted proxy (RFC 9440 §2.1) out of the request: from anybody else the field
/// is nothing, and nobody behind this sees it. It comes before `ClientOrigin`, as it asks who has written the field: the socket's
/// other end.
struct ClientCertificateField {
    let edge: Edge
    let name: HTTPField.Name

    /// - Returns: `nil` where no field is looked at.
    init?(_ edge: Edge, _ settings: MutualTLS?) {
        guard case .field(let field) = settings?.source, let name = HTTPField.Name(field) else { return nil }
        self.edge = edge
        self.name = name
    }

    func take(from request: inout Request, into context: inout ProviderRequestContext) {
        let values = request.headers[values: name]
        guard !values.isEmpty else { return }
        var head = request.head
        head.headerFields[name] = nil
        request = Request(head: head, body: request.body)
        let peer = IPAddress(context.origin.address)
        // Two of them are one too many: a proxy that adds its own beside a client's isn't set up to be believed.
        if let peer, edge.settings.trustedProxies.contains(peer), let value = values.first, values.count == 1 {
            context.certificate = ClientCertificate(field: value)
        }
    }
}

import Hummingbird
import OpenIDConnect
import Operations
import Wire

/// The device authorization endpoint (RFC 8628 §3.1).
struct DeviceAuthorizationEndpoint: Sendable {
    let begin: BeginDeviceAuthorization
    let issuer: Issuer
    let prove: ProveClient

    func post(_ visit: Visit) async throws -> Response {
        let (client, parameters) = try await visit.clientRequest(for: .beginDevice, prove)
        switch try await begin.begin(client, parameters, visit.anonymous) {
        case .begun(let codes): return .json(codes.json(issuer)).adding(.pragma, "no-cache")
        case .unauthenticated(let error): throw RefusedRequest.unauthenticated(error, as: client)
        case .refused(let refusal): throw RefusedRequest.refused(refusal, to: client)
        case .tooMany(let wait): return .tooMany("devices of this client wait", retryAfter: wait)
        }
    }
}

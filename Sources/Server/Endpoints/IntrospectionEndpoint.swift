import Hummingbird
import Keys
import OpenIDConnect
import Operations

/// Token introspection (RFC 7662).
struct IntrospectionEndpoint: Sendable {
    let introspect: IntrospectToken
    let keys: KeyRing

    func post(_ visit: Visit) async throws -> Response {
        let (client, parameters) = try await visit.clientRequest(for: .introspectToken)
        switch try await introspect.introspect(client, parameters, keys: keys.current, visit.anonymous) {
        case .answered(let json): return .json(json)
        case .unauthenticated(let error): throw RefusedRequest.unauthenticated(error, .introspectToken)
        case .refused(let refusal): throw RefusedRequest.refused(refusal)
        }
    }
}

import Hummingbird
import Keys
import OpenIDConnect
import Operations

/// Token revocation (RFC 7009).
struct RevocationEndpoint: Sendable {
    let revoke: RevokeToken
    let keys: KeyRing

    func post(_ visit: Visit) async throws -> Response {
        let (client, parameters) = try await visit.clientRequest(for: .revokeToken)
        switch try await revoke.revoke(client, parameters, keys: keys.current, visit.anonymous) {
        case .done: return Response(status: .ok, headers: [.cacheControl: "no-store"])
        case .unauthenticated(let error): throw RefusedRequest.unauthenticated(error, .revokeToken)
        case .refused(let refusal): throw RefusedRequest.refused(refusal)
        }
    }
}

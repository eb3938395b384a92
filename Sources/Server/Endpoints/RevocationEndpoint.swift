import Hummingbird
import OpenIDConnect
import Operations

/// Token revocation (RFC 7009).
struct RevocationEndpoint: Sendable {
    let revoke: RevokeToken
    let tokens: AccessTokens
    let prove: ProveClient

    func post(_ visit: Visit) async throws -> Response {
        let (client, parameters) = try await visit.clientRequest(for: .revokeToken, prove)
        try await revoke.revoke(client, parameters, tokens.reader, visit.anonymous)
            .mapError { RefusedRequest.tokenQuery($0, of: client, .revokeToken) }.get()
        return Response(status: .ok, headers: [.cacheControl: "no-store"])
    }
}

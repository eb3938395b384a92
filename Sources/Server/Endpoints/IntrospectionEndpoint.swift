import Hummingbird
import OpenIDConnect
import Operations

/// Token introspection (RFC 7662).
struct IntrospectionEndpoint: Sendable {
    let introspect: IntrospectToken
    let tokens: AccessTokens
    let prove: ProveClient

    func post(_ visit: Visit) async throws -> Response {
        let (client, parameters) = try await visit.clientRequest(for: .introspectToken, prove)
        return .json(
            try await introspect.introspect(client, parameters, tokens.reader, visit.anonymous)
                .mapError { RefusedRequest.tokenQuery($0, of: client, .introspectToken) }.get())
    }
}

import HTTPTypes
import Hummingbird
import OpenIDConnect
import Operations

/// Token introspection (RFC 7662); as a signed JWT for who accepts that (RFC 9701).
struct IntrospectionEndpoint: Sendable {
    let introspect: IntrospectToken
    let tokens: AccessTokens
    let prove: ProveClient

    func post(_ visit: Visit) async throws -> Response {
        let (client, parameters) = try await visit.clientRequest(for: .introspectToken, prove)
        let answer = try await introspect.introspect(client, parameters, tokens.reader, visit.anonymous)
            .mapError { RefusedRequest.tokenQuery($0, of: client, .introspectToken) }.get()
        guard SignedIntrospection.isAccepted(by: visit.request.headers[.accept]) else { return .json(answer) }
        let token = try tokens.signed(answer, for: client.clientID, at: visit.now)
        return .token(token, type: SignedIntrospection.mediaType)
    }
}

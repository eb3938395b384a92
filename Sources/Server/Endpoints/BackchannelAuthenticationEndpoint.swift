import Hummingbird
import OpenIDConnect
import Operations
import Wire

/// The backchannel authentication endpoint (CIBA Core §7).
struct BackchannelAuthenticationEndpoint: Sendable {
    let begin: BeginBackchannelAuthentication
    let prove: ProveClient

    func post(_ visit: Visit) async throws -> Response {
        let (client, parameters) = try await visit.clientRequest(for: .beginBackchannel, prove)
        switch try await begin.begin(client, parameters, visit.anonymous) {
        case .begun(let response): return .json(response.json).adding(.pragma, "no-cache")
        case .unauthenticated(let error): throw RefusedRequest.unauthenticated(error, as: client)
        case .refused(let refusal): throw RefusedRequest.refused(refusal, to: client)
        case .tooMany(let wait): return .tooMany("requests of this client wait for people", retryAfter: wait)
        }
    }
}

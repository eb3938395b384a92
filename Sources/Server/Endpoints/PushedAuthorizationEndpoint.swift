import Hummingbird
import OpenIDConnect
import Operations
import Wire

/// The pushed authorization request endpoint (RFC 9126 §2).
struct PushedAuthorizationEndpoint: Sendable {
    let push: PushAuthorizationRequest
    let prove: ProveClient
    let origins: [Issuer]
    let nonces: DPoPNonces

    func post(_ visit: Visit) async throws -> Response {
        let proof = try visit.proof(of: Issuer.Path.pushedAuthorization, at: origins, nonces, for: .pushRequest)
        let (client, parameters) = try await visit.clientRequest(for: .pushRequest, prove)
        let bound: FormParameters
        do throws(TokenRefusal) { bound = try parameters.bound(to: proof) } catch {
            throw RefusedRequest.refused(error, .pushRequest)
        }
        switch try await push.push(client, bound, proof: proof, visit.anonymous) {
        case .pushed(let uri): return .json(uri.json, status: .created)
        case .unauthenticated(let error): throw RefusedRequest.unauthenticated(error, as: client)
        case .refused(let refusal): throw RefusedRequest.refused(refusal, to: client)
        // RFC 9126 §2.3.
        case .tooMany(let wait): return .tooMany("requests of this client wait for a browser", retryAfter: wait)
        }
    }
}

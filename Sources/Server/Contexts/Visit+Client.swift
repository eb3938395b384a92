import Audit
import Hummingbird
import OpenIDConnect
import Operations
import Wire

extension Visit {
    /// What the request proves to hold (RFC 9449 §5); `nil` for one without a proof.
    /// - Parameter origins: where the path is asked.
    func proof(
        of path: String, at origins: [Issuer], _ nonces: DPoPNonces, for action: AuditEvent.Action
    ) throws(RefusedRequest) -> DPoPProof? {
        let target = DPoPProof.Target(method: request.method.rawValue, addresses: origins.map { $0.address(path) })
        do throws(DPoPFlaw) { return try request.proof(for: target, nonces, at: now) } catch {
            throw .refused(error.refusal, action)
        }
    }

    /// A form that a client sends with its credentials: to the token endpoint and its neighbours (RFC 6749 §3.2). An assertion
    /// among them is used up here.
    func clientRequest(
        for action: AuditEvent.Action, _ prove: ProveClient
    ) async throws -> (client: ClientAuthentication, parameters: FormParameters) {
        let authorization: String?
        let parameters: FormParameters
        do {
            authorization = try request.authorization()
            parameters = try await request.form()
        } catch { throw RefusedRequest.unreadableForm(error, action) }
        let presented: PresentedClient
        do throws(ClientAuthenticationError) {
            presented = try PresentedClient(
                authorization: authorization, parameters: parameters, certificate: certificate)
        } catch { throw RefusedRequest.unauthenticated(error, action) }
        switch try await prove.prove(presented, at: now) {
        case .success(let client): return (client, parameters)
        case .failure(let error):
            throw RefusedRequest.unauthenticated(error, action, client: presented.clientID)
                .showing(ClientMistake(error, hasProof: true), of: presented.clientID)
        }
    }
}

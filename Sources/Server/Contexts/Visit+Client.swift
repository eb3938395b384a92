import Audit
import Hummingbird
import OpenIDConnect
import Wire

extension Visit {
    /// A form that a client sends with its credentials: to the token endpoint and its neighbours (RFC 6749 §3.2).
    func clientRequest(
        for action: AuditEvent.Action
    ) async throws(RefusedRequest) -> (client: ClientAuthentication, parameters: FormParameters) {
        let authorization: String?
        let parameters: FormParameters
        do {
            authorization = try request.authorization()
            parameters = try await request.form()
        } catch { throw .unreadableForm(error, action) }
        do {
            return (try ClientAuthentication(authorization: authorization, parameters: parameters), parameters)
        } catch { throw .unauthenticated(error, action) }
    }
}

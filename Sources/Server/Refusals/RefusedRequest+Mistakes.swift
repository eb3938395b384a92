import Audit
import OpenIDConnect
import Operations

extension RefusedRequest {
    /// A client that has not proven to be itself: somebody else, or one whose secret isn't set right.
    /// - Parameter action: what is written down; `nil` where the act has done so.
    static func unauthenticated(
        _ error: ClientAuthenticationError, as client: ClientAuthentication, _ action: AuditEvent.Action? = nil
    ) -> RefusedRequest {
        unauthenticated(error, action).showing(ClientMistake(error, hasProof: client.hasProof), of: client.clientID)
    }

    /// What an act has refused a client, and written down.
    static func refused(_ refusal: TokenRefusal, to client: ClientAuthentication) -> RefusedRequest {
        refused(refusal).showing(refusal.mistake, of: client.clientID)
    }

    /// A question about a token, or the end of one, that can't be honoured.
    static func tokenQuery(
        _ refusal: TokenQueryRefusal, of client: ClientAuthentication, _ action: AuditEvent.Action
    ) -> RefusedRequest {
        switch refusal {
        case .unauthenticated(let error): unauthenticated(error, as: client, action)
        case .refused(let refusal): refused(refusal, to: client)
        }
    }
}

import Database
import Identity
import OpenIDConnect
import Storage
import Wire

/// Why a client gets no answer about a token (RFC 7662 §2.3, RFC 7009 §2.2.1).
package enum TokenQueryRefusal: Error, Sendable {
    case unauthenticated(ClientAuthenticationError)
    case refused(TokenRefusal)
}

extension Transaction {
    /// Who asks about a token, and what they ask. Only who has proven to be a client learns what is wrong with a question.
    func querier(
        _ presented: ClientAuthentication, _ parameters: FormParameters, _ clients: CurrentClients,
        at now: Instant
    ) throws -> Result<(client: AuthenticatedClient, query: TokenQuery), TokenQueryRefusal> {
        let client: AuthenticatedClient
        switch try authenticate(presented, clients, at: now) {
        case .failure(let error): return .failure(.unauthenticated(error))
        case .success(let authenticated): client = authenticated
        }
        let query: TokenQuery
        do { query = try TokenQuery(parameters) } catch { return .failure(.refused(TokenRefusal(error))) }
        return .success((client, query))
    }
}

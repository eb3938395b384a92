import Database
import Identity
import JOSE
import OpenIDConnect
import Storage
import Wire

/// Why a client gets no answer about a token (RFC 7662 §2.3, RFC 7009 §2.2.1).
package enum TokenQueryRefusal: Error, Sendable {
    case unauthenticated(ClientAuthenticationError)
    case refused(TokenRefusal)
}

extension Transaction {
    /// Who asks about a token, and the token as it stands in this transaction; `nil` for one that is none of ours. Only who
    /// has proven to be a client learns what is wrong with a question.
    func queriedToken(
        _ presented: ClientAuthentication, _ parameters: FormParameters, _ clients: CurrentClients, keys: SigningKeys,
        issuer: Issuer, at now: Instant
    ) throws -> Result<(client: AuthenticatedClient, token: IssuedToken?), TokenQueryRefusal> {
        let client: AuthenticatedClient
        switch try authenticate(presented, clients, at: now) {
        case .failure(let error): return .failure(.unauthenticated(error))
        case .success(let authenticated): client = authenticated
        }
        let query: TokenQuery
        do { query = try TokenQuery(parameters) } catch { return .failure(.refused(TokenRefusal(error))) }
        return .success((client, try issuedToken(query.token, clients, keys: keys, issuer: issuer, at: now)))
    }
}

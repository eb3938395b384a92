import Database
import OpenIDConnect
import Storage
import Wire

/// A client is done with a token (RFC 7009): a refresh token ends with all that goes back to its authorization, an access
/// token alone. A token that is none, or another client's, changes nothing, and the client isn't told.
///
/// Whether a token is ours is looked at before the one writer is asked for: a signature takes its time, and what strangers
/// send never gets there. Client and token are read again where the token ends.
package struct RevokeToken: Sendable {
    private let database: Database
    private let clients: CurrentClients

    package init(_ installation: Installation) {
        database = installation.database
        clients = installation.clients
    }

    package func revoke(
        _ presented: ClientAuthentication, _ parameters: FormParameters, _ reader: AccessTokenReader, _ act: Act
    ) async throws -> Result<Void, TokenQueryRefusal> {
        let asked = try await database.read { [clients] transaction in
            try transaction.querier(presented, parameters, clients, at: act.now)
        }
        let query: TokenQuery
        switch asked {
        case .failure(let refusal): return .failure(refusal)
        case .success(let querier): query = querier.query
        }
        guard let token = PresentedToken(query.token, reader, at: act.now) else {
            return .success(())
        }
        return try await database.write { [clients] transaction in
            let client: AuthenticatedClient
            switch try transaction.querier(presented, parameters, clients, at: act.now) {
            case .failure(let refusal): return .failure(refusal)
            case .success(let querier): client = querier.client
            }
            let object: String
            switch Revocation(of: try transaction.issuedToken(token, askedBy: client, clients, at: act.now), by: client)
            {
            case .nothing: return .success(())
            case .accessToken(let id):
                try transaction.accessTokens.revoke(id, at: act.now)
                object = id.text
            case .authorization(let id):
                try transaction.authorizations.revoke(id, at: act.now)
                object = id.text
            }
            try transaction.audit.append(
                act.event(.revokeToken, by: .client(client.id.text), client: client.id.text, object: object))
            return .success(())
        }
    }
}

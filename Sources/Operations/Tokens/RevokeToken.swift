import Database
import JOSE
import OpenIDConnect
import Storage
import Wire

/// A client is done with a token (RFC 7009): a refresh token ends with all that goes back to its authorization, an access
/// token alone. A token that is none, or another client's, changes nothing, and the client isn't told.
package struct RevokeToken: Sendable {
    private let database: Database
    private let clients: CurrentClients
    private let issuer: Issuer

    package init(_ installation: Installation, issuer: Issuer) {
        database = installation.database
        clients = installation.clients
        self.issuer = issuer
    }

    package func revoke(
        _ presented: ClientAuthentication, _ parameters: FormParameters, keys: SigningKeys, _ act: Act
    ) async throws -> Result<Void, TokenQueryRefusal> {
        try await database.write { [clients, issuer] transaction in
            let client: AuthenticatedClient
            let token: IssuedToken?
            switch try transaction.queriedToken(
                presented, parameters, clients, keys: keys, issuer: issuer, at: act.now)
            {
            case .failure(let refusal): return .failure(refusal)
            case .success(let queried): (client, token) = queried
            }
            let object: String
            switch Revocation(of: token, by: client) {
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

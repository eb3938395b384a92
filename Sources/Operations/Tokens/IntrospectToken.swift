import Database
import JOSE
import OpenIDConnect
import Storage
import Wire

/// A resource server, or a client, asks about a token (RFC 7662). Nothing is written but a refusal: that a token was
/// asked about is no act on anything.
package struct IntrospectToken: Sendable {
    private let database: Database
    private let clients: CurrentClients
    private let issuer: Issuer
    private let subjects: PairwiseSubjects

    package init(_ installation: Installation, issuer: Issuer, subjects: PairwiseSubjects) {
        database = installation.database
        clients = installation.clients
        self.issuer = issuer
        self.subjects = subjects
    }

    package enum Outcome: Sendable {
        case answered(JSONObject)
        case unauthenticated(ClientAuthenticationError)
        case refused(TokenRefusal)
    }

    package func introspect(
        _ presented: ClientAuthentication, _ parameters: FormParameters, keys: SigningKeys, _ act: Act
    ) async throws -> Outcome {
        try await database.read { [clients, issuer, subjects] transaction in
            let client: AuthenticatedClient
            switch try transaction.authenticate(presented, clients) {
            case .failure(let error): return .unauthenticated(error)
            case .success(let authenticated): client = authenticated
            }
            let query: TokenQuery
            do throws(TokenError) { query = try TokenQuery(parameters) } catch { return .refused(TokenRefusal(error)) }
            let token = try transaction.issuedToken(query.token, clients, keys: keys, issuer: issuer, at: act.now)
            return .answered(
                Introspection.response(token, askedBy: client, issuer: issuer, subjects: subjects, at: act.now))
        }
    }
}

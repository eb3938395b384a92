import Database
import OpenIDConnect
import Storage
import Wire

/// A resource server, or a client, asks about a token (RFC 7662). Nothing is written: that a token was asked about
/// is no act on anything.
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

    package func introspect(
        _ presented: ClientAuthentication, _ parameters: FormParameters, _ reader: AccessTokenReader, _ act: Act
    ) async throws -> Result<JSONObject, TokenQueryRefusal> {
        try await database.read { [clients, issuer, subjects] transaction in
            switch try transaction.querier(presented, parameters, clients, at: act.now) {
            case .failure(let refusal): return .failure(refusal)
            case .success(let (client, query)):
                let token = try PresentedToken(query.token, reader, at: act.now).flatMap {
                    try transaction.issuedToken($0, clients, at: act.now)
                }
                return .success(
                    Introspection.response(token, askedBy: client, issuer: issuer, subjects: subjects, at: act.now))
            }
        }
    }
}

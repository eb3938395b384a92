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
    private let granted: GrantedDetails

    package init(_ installation: Installation, issuer: Issuer, subjects: PairwiseSubjects) {
        database = installation.database
        clients = installation.clients
        self.issuer = issuer
        self.subjects = subjects
        granted = GrantedDetails(live: installation.permissions)
    }

    package func introspect(
        _ presented: ClientAuthentication, _ parameters: FormParameters, _ reader: AccessTokenReader, _ act: Act
    ) async throws -> Result<JSONObject, TokenQueryRefusal> {
        try await database.read { [clients, issuer, subjects, granted] transaction in
            switch try transaction.querier(presented, parameters, clients, at: act.now) {
            case .failure(let refusal): return .failure(refusal)
            case .success(let (client, query)):
                let token = try PresentedToken(query.token, reader, at: act.now).flatMap {
                    try transaction.issuedToken($0, askedBy: client, clients, at: act.now)
                }
                var response = Introspection.response(
                    token, askedBy: client, issuer: issuer, subjects: subjects, at: act.now)
                // RFC 9396 §9.2: what of it is allowed now.
                if response["active"] == true, let token, let details = token.details {
                    response[ClaimName.authorizationDetails] = try granted.details(
                        details, of: token.authorization, to: token.detailed(for: client.client), transaction,
                        at: act.now
                    ).json
                }
                return .success(response)
            }
        }
    }
}

import Database
import OpenIDConnect
import Wire

/// Reads a new authorization request, and all that is decided by, in one transaction (OpenID Connect Core §3.1.2.2).
package struct ReadAuthorizationRequest: Sendable {
    private let database: Database
    private let clients: CurrentClients
    private let posts: ActingPost

    package init(_ installation: Installation) {
        database = installation.database
        clients = installation.clients
        posts = ActingPost(live: installation.permissions)
    }

    /// - Throws: `AuthorizationRefusal` for a request that can't be honoured.
    package func read(_ parameters: FormParameters, _ context: DemandContext) async throws -> OpenedDemand {
        let id = try AuthorizationRequest.clientID(in: parameters)
        return try await database.read { [clients, posts] transaction in
            let request = try AuthorizationRequest(
                parameters, client: try clients.client(id, in: transaction))
            return try transaction.demand(request, progress: nil, unfinished: nil, posts, context)
        }
    }

    /// Whether a request could be honoured, before it is sent round once more.
    /// - Returns: what is to be sent: those of its parameters that are read.
    package func check(_ parameters: FormParameters) async throws -> FormParameters {
        let id = try AuthorizationRequest.clientID(in: parameters)
        return try await database.read { [clients] transaction in
            try AuthorizationRequest(parameters, client: try clients.client(id, in: transaction)).parameters
        }
    }
}

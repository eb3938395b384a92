import AuthZEN
import Database
import Directory
import Identity
import OpenIDConnect
import Permissions
import Storage
import Wire

/// The claims of the scopes `org` and `permissions`: in which post somebody acts, and what they may do on the platform
/// that asks; and the roles that the policy gives to a service. They are made anew whenever they are given. Of somebody
/// with several posts who acts in none of them, nothing is said.
package struct PlatformClaims: Sendable {
    private let live: CurrentPermissions
    private let endpoint: String

    package init(live: CurrentPermissions, issuer: Issuer) {
        self.live = live
        endpoint = DecisionPointMetadata(decisionPoint: issuer.text).address(of: .evaluation)
    }

    /// What a platform is told with a token, read in a transaction of its own.
    func claims(for issue: TokenIssue, _ database: Database, at now: Instant) async throws -> JSONObject {
        switch issue.authorization.subject {
        case .client:
            return try await database.read { transaction in try roles(of: issue.client, transaction, at: now) }
        case .person(let person, _, let session):
            let details = issue.accessToken.details
            guard !issue.accessToken.scopes.isDisjoint(with: Scope.aboutPosts) || !details.isEmpty else {
                return JSONObject()
            }
            return try await database.read { transaction in
                var claims = JSONObject()
                if let informed = issue.informed {
                    claims = try self.claims(
                        for: issue.accessToken.scopes, of: person, in: session, to: informed, transaction, at: now)
                }
                if !details.isEmpty {
                    claims[ClaimName.authorizationDetails] = try GrantedDetails(live: live).details(
                        details, of: issue.authorization, to: issue.informed, transaction, at: now
                    ).json
                }
                return claims
            }
        }
    }

    /// The roles of a service (RFC 9068 §2.2.3.1); nothing of one that the policy in force doesn't name.
    private func roles(of client: Client, _ transaction: some Transaction, at now: Instant) throws -> JSONObject {
        guard let service = ServiceID(client.id.text),
            case .success(let state) = try live.state(in: transaction, at: now)
        else { return JSONObject() }
        let roles = state.snapshot.definition.roles(of: service)
        return roles.isEmpty ? JSONObject() : [ClaimName.roles: .array(roles.map { .string($0.slug) })]
    }

    package func claims(
        for scopes: Set<Scope>, of person: PersonID, in session: SessionID, to client: Client,
        _ transaction: some Transaction, at now: Instant
    ) throws -> JSONObject {
        guard !scopes.isDisjoint(with: Scope.aboutPosts),
            case .success(let state) = try live.state(in: transaction, at: now)
        else { return JSONObject() }
        let chosen = try transaction.sessions.persona(in: session)
        let posts = state.snapshot.posts(of: person, at: now)
        guard let persona = ActingPost.persona(chosen: chosen, among: posts) else { return JSONObject() }
        var claims = JSONObject()
        if scopes.contains(.org), case .post(let post) = persona {
            claims[PersonClaim.unit.rawValue] = .string(post.unit.text)
            claims[PersonClaim.unitName.rawValue] = state.tree[post.unit].map { .string($0.name) }
            claims[PersonClaim.position.rawValue] = .string(post.position.slug)
        }
        if scopes.contains(.permissions), let platform = client.platform {
            let identity = try transaction.people.claims(of: person)?.identityLevel
            func claim(as persona: Persona) -> PermissionClaim {
                PermissionClaim(
                    of: person, as: persona, identity: identity, on: platform, in: state.snapshot, tree: state.tree,
                    at: now)
            }
            // A member of staff is a citizen too; what the one may do, the other doesn't.
            let citizen = persona == .citizen || identity == nil ? nil : claim(as: .citizen)
            claims[PersonClaim.permissions.rawValue] = .object(
                claim(as: persona).json(endpoint: endpoint, besides: citizen))
        }
        return claims
    }
}

import AuthZEN
import Database
import Directory
import Identity
import OpenIDConnect
import Permissions
import Storage
import Wire

/// The claims of the scopes `org` and `permissions`: in which post somebody acts, and what they may do on the platform
/// that asks. They are made anew whenever they are given. Of somebody with several posts who acts in none of them, nothing
/// is said.
struct PlatformClaims: Sendable {
    /// The scopes that there are claims for.
    static let scopes: Set<Scope> = [.org, .permissions]

    private let live: LivePermissions
    private let endpoint: String

    init(live: LivePermissions, issuer: Issuer) {
        self.live = live
        endpoint = DecisionPointMetadata(decisionPoint: issuer.text).address(of: .evaluation)
    }

    func claims(
        for scopes: Set<Scope>, of person: PersonID, in session: SessionID, to client: Client,
        _ transaction: some Transaction, at now: Instant
    ) throws(DatabaseError) -> JSONObject {
        guard !scopes.isDisjoint(with: Self.scopes),
            case .success(let state) = try live.state(in: transaction, at: now)
        else { return JSONObject() }
        let chosen = try transaction.persona(in: session)
        let posts = state.snapshot.posts(of: person, at: now)
        guard let persona = Capacities.persona(chosen: chosen, among: posts) else { return JSONObject() }
        var claims = JSONObject()
        if scopes.contains(.org), case .post(let post) = persona {
            claims[ClaimName.unit] = .string(post.unit.text)
            claims[ClaimName.unitName] = state.tree[post.unit].map { .string($0.name) }
            claims[ClaimName.position] = .string(post.position.slug)
        }
        if scopes.contains(.permissions), let platform = client.platform {
            let identity = try transaction.claims(of: person)?.identityLevel
            func claim(as persona: Persona) -> PermissionClaim {
                PermissionClaim(
                    of: person, as: persona, identity: identity, on: platform, in: state.snapshot, tree: state.tree,
                    at: now)
            }
            // A member of staff is a citizen too; what the one may do, the other doesn't.
            let citizen = persona == .citizen || identity == nil ? nil : claim(as: .citizen)
            claims[ClaimName.permissions] = .object(
                claim(as: persona).json(endpoint: endpoint, besides: citizen))
        }
        return claims
    }
}

import Database
import Directory
import Identity
import OpenIDConnect
import Permissions
import Storage

/// In which capacities people act: which posts they hold, and which one a session has chosen.
struct Capacities: Sendable {
    let live: LivePermissions

    /// The posts that somebody holds now; none where no permissions are in force.
    func posts(
        of person: PersonID, in transaction: some Transaction, at now: Instant
    ) throws(DatabaseError) -> [Post] {
        guard case .success(let state) = try live.state(in: transaction, at: now) else { return [] }
        return state.snapshot.posts(of: person, at: now)
    }

    /// The same as people read them.
    func namedPosts(
        of person: PersonID, in transaction: some Transaction, at now: Instant
    ) throws(DatabaseError) -> [(post: Post, position: LocalizedName, unitName: String)] {
        guard case .success(let state) = try live.state(in: transaction, at: now) else { return [] }
        return state.snapshot.posts(of: person, at: now).map { post in
            (post, state.names.text(post.position), state.tree[post.unit]?.name ?? post.unit.text)
        }
    }

    /// Whether somebody has to be asked in which post they act, before a request is answered that says so.
    func mustChoose(
        _ request: AuthorizationRequest, _ session: SignedIn?, in transaction: some Transaction, at now: Instant
    ) throws(DatabaseError) -> Bool {
        guard let session = session?.session, !request.scopes.isDisjoint(with: [.org, .permissions]) else {
            return false
        }
        let posts = try posts(of: session.person, in: transaction, at: now)
        guard posts.count > 1 else { return false }
        if case .post(let chosen) = try transaction.persona(in: session.id) { return !posts.contains(chosen) }
        return true
    }

    /// As whom somebody acts: in the post that the session has chosen, else in the only one; a person without posts,
    /// as a citizen. Somebody with several who hasn't chosen acts in all of them.
    static func persona(of person: PersonID, chosen: Persona?, in state: PermissionState, at now: Instant) -> Persona {
        let posts = state.snapshot.posts(of: person, at: now)
        if case .post(let post) = chosen, posts.contains(post) { return .post(post) }
        guard let first = posts.first else { return .citizen }
        return posts.count == 1 ? .post(first) : .staff
    }
}

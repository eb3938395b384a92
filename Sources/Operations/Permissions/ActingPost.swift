import AuthZEN
import Database
import Directory
import Identity
import OpenIDConnect
import Permissions
import Storage

/// In which capacities people act: which posts they hold, and which one a session has chosen.
package struct ActingPost: Sendable {
    let live: CurrentPermissions

    package init(live: CurrentPermissions) { self.live = live }

    /// The posts that somebody holds now; none where no permissions are in force.
    package func posts(
        of person: PersonID, in transaction: some Transaction, at now: Instant
    ) throws -> [Post] {
        guard case .success(let state) = try live.state(in: transaction, at: now) else { return [] }
        return state.snapshot.posts(of: person, at: now)
    }

    /// The same as people read them.
    package func namedPosts(
        of person: PersonID, in transaction: some Transaction, at now: Instant
    ) throws -> [(post: Post, position: Bilingual, unitName: String)] {
        guard case .success(let state) = try live.state(in: transaction, at: now) else { return [] }
        return state.snapshot.posts(of: person, at: now).map { post in
            (post, state.names.text(post.position), state.tree[post.unit]?.name ?? post.unit.text)
        }
    }

    /// Whether somebody has to be asked in which post they act, before a request is answered that says so.
    package func mustChoose(
        _ demand: SignInDemand, _ session: SignedIn?, in transaction: some Transaction, at now: Instant
    ) throws -> Bool {
        guard let session = session?.session, demand.isAboutPost else {
            return false
        }
        let posts = try posts(of: session.person, in: transaction, at: now)
        guard posts.count > 1 else { return false }
        if case .post(let chosen) = try transaction.sessions.persona(in: session.id) { return !posts.contains(chosen) }
        return true
    }

    /// As whom somebody acts who holds these posts: in the one that the session has chosen, while they hold it, else in
    /// the only one; without any, as a citizen. `nil` for somebody with several who hasn't chosen, or whose choice has
    /// ended: what may be done in one of them is nobody's to add to what may be done in another.
    package static func persona(chosen: Persona?, among posts: [Post]) -> Persona? {
        if let chosen = choice(chosen, among: posts) { return .post(chosen) }
        guard let first = posts.first else { return .citizen }
        return posts.count == 1 ? .post(first) : nil
    }

    /// As whom somebody acts where a platform may say in which capacity.
    static func persona(
        named: Persona?, chosen: Persona?, among posts: [Post]
    ) -> Result<Persona, CallerRefusal> {
        let own: Result<Persona, CallerRefusal> =
            if let own = persona(chosen: chosen, among: posts) { .success(own) } else { .failure(.personaRequired) }
        guard let named else { return own }
        if named == .citizen { return .success(.citizen) }
        // Who has said in which post they act doesn't act in another in that session, whatever a platform asks.
        if let chosen = choice(chosen, among: posts), named != .post(chosen) { return .failure(.otherPersona) }
        // Whoever has no post is no staff; several can't be used at once.
        return named == .staff && !posts.isEmpty ? own : .success(named)
    }

    /// The chosen post, as long as it is held.
    private static func choice(_ chosen: Persona?, among posts: [Post]) -> Post? {
        if case .post(let post) = chosen, posts.contains(post) { post } else { nil }
    }
}

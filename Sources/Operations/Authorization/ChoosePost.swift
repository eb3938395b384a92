import Audit
import Database
import Directory
import Identity
import OpenIDConnect
import Permissions
import Storage

/// Somebody who holds several posts says in which of them they act in this session: what one may do, the other doesn't
/// have to (Article 14.2).
package struct ChoosePost: Sendable {
    private let database: Database
    private let posts: ActingPost

    package init(_ installation: Installation) {
        database = installation.database
        posts = ActingPost(live: installation.permissions)
    }

    /// A post as people read it.
    package struct Choice: Sendable {
        package let post: Post
        package let position: Bilingual
        package let unitName: String
    }

    package func choices(_ signedIn: SignedIn, at now: Instant) async throws -> [Choice] {
        try await database.read { [posts] transaction in
            try posts.namedPosts(of: signedIn.session.person, in: transaction, at: now).map {
                Choice(post: $0.post, position: $0.position, unitName: $0.unitName)
            }
        }
    }

    /// - Returns: whether the session now acts in a post: in this one, or in one that another tab chose before. One that
    ///   has ended doesn't.
    package func choose(
        _ post: Post, in interaction: OpenedInteraction, _ signedIn: SignedIn, _ act: Act
    ) async throws -> Bool {
        let session = signedIn.session
        // Compiled outside of the one writer, if it has to be; the writer finds it made.
        _ = try await choices(signedIn, at: act.now)
        return try await database.write { [posts] transaction in
            guard try transaction.stands(signedIn) else { return false }
            guard try posts.mustChoose(interaction.opened.demand, signedIn, in: transaction, at: act.now) else {
                return true
            }
            let held = try posts.posts(of: session.person, in: transaction, at: act.now)
            guard held.contains(post) else { return false }
            try transaction.sessions.act(as: .post(post), in: session.id)
            try transaction.audit.append(
                act.event(
                    .choosePost, by: .person(session.person), client: interaction.client.id.text,
                    session: session.id.text, object: post.description))
            return true
        }
    }
}

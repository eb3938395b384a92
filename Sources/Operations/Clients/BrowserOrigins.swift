import Database
import Storage
import Synchronization

/// The origins from which public clients run in browsers: those of the redirect URIs of every enabled one. Whoever has a
/// secret keeps it on a server, and a server sends no `Origin`.
///
/// Asked in each request by the register's revision, so that a change counts in the next; the set is made anew only when
/// the revision is another.
package final class BrowserOrigins: Sendable {
    private let database: Database
    private let kept = Mutex<(revision: ClientRevision, origins: Set<String>)?>(nil)

    package init(_ installation: Installation) { database = installation.database }

    /// - Parameter origin: as a browser serialises it (WHATWG HTML, "ASCII serialization of an origin").
    package func contains(_ origin: String) async throws -> Bool {
        try await database.read { [self] transaction in
            let revision = try transaction.clients.revision()
            if let kept = kept.withLock({ $0 }), kept.revision == revision { return kept.origins.contains(origin) }
            let origins = Set(try transaction.clients.publicRedirectURIs().compactMap(\.origin))
            kept.withLock { kept in
                // A reader that began before the last change is late.
                if kept.map({ $0.revision < revision }) ?? true { kept = (revision, origins) }
            }
            return origins.contains(origin)
        }
    }
}

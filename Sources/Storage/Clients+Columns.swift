import Database
import Identity
import OpenIDConnect

/// What is asked of all clients at once, by the columns that it needs: a client that this version can't read, as a later one
/// has written it, is in no other's way.
extension Clients {
    /// The redirect URIs of enabled public clients of the web.
    package func publicRedirectURIs() throws -> [RedirectURI] {
        try transaction.rows(
            """
            SELECT redirect_uris FROM clients WHERE removed_at IS NULL AND is_enabled = 1 AND auth_method = $1
                AND application_type = $2
            """, .text(ClientCredential.noMethod), .text(ApplicationType.web.rawValue)
        ).flatMap { row in (try? row.list(0)) ?? [] }.compactMap { try? RedirectURI($0, for: .web) }
    }

    /// Under which sectors the clients of a platform know people, but for one of them.
    package func sectors(of platform: PlatformID, besides id: String) throws -> Set<String> {
        let rows = try transaction.rows(
            """
            SELECT DISTINCT sector FROM clients
            WHERE removed_at IS NULL AND platform = $1 AND sector IS NOT NULL AND id <> $2
            """, .text(platform.slug), .text(id))
        return try Set(rows.map { row in try row.text(0) })
    }
}

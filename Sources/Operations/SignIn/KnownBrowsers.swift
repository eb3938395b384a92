import Accounts
import Database
import Identity
import OpenIDConnect
import Storage

/// Tells browsers in which somebody has signed in from those of strangers.
package struct KnownBrowsers: Sendable {
    private let database: Database

    package init(_ installation: Installation) {
        database = installation.database
    }

    /// - Returns: the hash of what a browser is known by: a session that is live, or an account's memory of it; `nil` for
    ///   a stranger's.
    package func known(
        device: BrowserSecret<DeviceCookie>?, session: BrowserSecret<SessionCookie>?, at now: Instant
    ) async throws -> String? {
        guard device != nil || session != nil else { return nil }
        return try await database.read { transaction in
            if let session, try transaction.sessions.find(session, at: now) != nil { return session.hash }
            guard let device, try transaction.devices.isKnown(device.hash) else { return nil }
            return device.hash
        }
    }
}

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
            try transaction.knownBrowser(device: device, session: session, at: now)
        }
    }
}

extension Transaction {
    /// The hash of what a browser is known by; `nil` for a stranger's.
    func knownBrowser(
        device: BrowserSecret<DeviceCookie>?, session: BrowserSecret<SessionCookie>?, at now: Instant
    ) throws -> String? {
        if let session, try sessions.find(session, at: now) != nil { return session.hash }
        guard let device, try devices.isKnown(device.hash) else { return nil }
        return device.hash
    }
}

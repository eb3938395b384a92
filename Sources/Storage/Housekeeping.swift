import Accounts
import Database
import Federation
import Identity
import OpenIDConnect

/// Forgets what no longer counts. What is kept longer than it is valid is kept to recognise it: a code that comes a
/// second time, a form that comes too late.
package struct Housekeeping<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var housekeeping: Housekeeping<Self> { Housekeeping(transaction: self) }
}

extension Housekeeping where Context == WriteTransaction {
    package func forgetExpired(at now: Instant) throws {
        try transaction.execute("DELETE FROM interactions WHERE started_at < $1", .moment(now - Interaction.memory))
        try transaction.execute(
            "DELETE FROM upstream_logins WHERE begun_at < $1", .moment(now - UpstreamLogin.lifetime))
        for table in ["authorization_codes", "authorizations"] {
            try transaction.execute("DELETE FROM \(table) WHERE ends_at < $1", .moment(now))
        }
        try transaction.execute("DELETE FROM refresh_tokens WHERE absolute_end < $1", .moment(now))
        // A device that polls too late is told that its code is expired.
        try transaction.execute(
            "DELETE FROM device_authorizations WHERE expires_at < $1", .moment(now - DeviceAuthorization.lifetime))
        try transaction.execute("DELETE FROM access_tokens WHERE expires_at < $1", .moment(now))
        try transaction.execute("DELETE FROM sessions WHERE authenticated_at <= $1", .moment(now - Session.totalLimit))
        // However long ago they were used: who signs in again goes on with them.
        try transaction.execute("DELETE FROM exercised_roles WHERE session NOT IN (SELECT id FROM sessions)")
        try transaction.execute(
            "DELETE FROM password_attempts WHERE last_at < $1", .moment(now - .hours(24)))
        try transaction.execute(
            "DELETE FROM second_factor_attempts WHERE last_at < $1", .moment(now - Lockout.secondFactorMemory))
        try transaction.clients.forgetFormerSecrets(at: now)
        try transaction.execute("DELETE FROM known_devices WHERE known_since < $1", .moment(now - Session.deviceMemory))
    }
}

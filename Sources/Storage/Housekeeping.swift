import Accounts
import Database
import Federation
import Identity
import OpenIDConnect

/// Forgets what no longer counts. What is kept longer than it is valid is kept to recognise it: a code that comes a
/// second time, a form that comes too late.
extension WriteTransaction {
    package func forgetWhatExpired(at now: Instant) throws(DatabaseError) {
        try execute("DELETE FROM interactions WHERE started_at < $1", .moment(now - Interaction.memory))
        try execute("DELETE FROM upstream_logins WHERE begun_at < $1", .moment(now - UpstreamLogin.lifetime))
        // As long as the token that the code gave can be used, a second use of the code must find it.
        try execute(
            "DELETE FROM authorization_codes WHERE expires_at < $1", .moment(now - AccessTokenRecord.lifetime))
        try execute("DELETE FROM access_tokens WHERE expires_at < $1", .moment(now))
        try execute("DELETE FROM sessions WHERE authenticated_at <= $1", .moment(now - Session.totalLimit))
        // However long ago they were used: who signs in again goes on with them.
        try execute("DELETE FROM exercised_roles WHERE session NOT IN (SELECT id FROM sessions)")
        try execute(
            "DELETE FROM password_attempts WHERE last_at < $1", .moment(now - .hours(24)))
        try execute("DELETE FROM known_devices WHERE known_since < $1", .moment(now - Session.deviceMemory))
    }
}

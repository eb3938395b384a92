import Accounts
import Database
import Federation
import Identity
import OpenIDConnect

/// One kind of rows that are forgotten: of which table, when, and by which index they are found.
package enum Sweep: String, CaseIterable, Sendable {
    /// What an interaction is made from again: it can't be any more, and few bytes are enough to say where it was going.
    case interactionContents
    case interactions, interactionsBeyondBound
    case upstreamLogins
    case codes, authorizations, accessTokens, refreshTokens
    case devices, backchannelRequests
    case sessions
    case passwordAttempts, passwordAttemptsBeyondBound
    case secondFactorAttempts
    case userCodeAttempts
    case knownDevices
    case refusals, refusalsBeyondBound
    /// What applications of a directory have changed, but for the last one of each source, which can be taken back.
    case directoryRunEntries, directoryRuns
    /// What became of telling platforms: kept for a week, to be looked at.
    case logoutNotices
    /// What became of security events; and events that nobody has fetched for as long.
    case securityEvents
    case pushedRequests
    case usedProofs
    case initialAccessTokens

    package var table: String {
        switch self {
        case .interactionContents, .interactions, .interactionsBeyondBound: "interactions"
        case .upstreamLogins: "upstream_logins"
        case .codes: "authorization_codes"
        case .authorizations: "authorizations"
        case .accessTokens: "access_tokens"
        case .refreshTokens: "refresh_tokens"
        case .devices: "device_authorizations"
        case .backchannelRequests: "backchannel_requests"
        case .sessions: "sessions"
        case .passwordAttempts, .passwordAttemptsBeyondBound: "password_attempts"
        case .secondFactorAttempts: "second_factor_attempts"
        case .userCodeAttempts: "user_code_attempts"
        case .knownDevices: "known_devices"
        case .refusals, .refusalsBeyondBound: "refusal_counts"
        case .directoryRunEntries: "directory_run_entries"
        case .directoryRuns: "directory_runs"
        case .logoutNotices: "logout_notices"
        case .securityEvents: "security_events"
        case .pushedRequests: "pushed_requests"
        case .usedProofs: "used_proofs"
        case .initialAccessTokens: "initial_access_tokens"
        }
    }

    /// The column that says how old a row is; it has an index.
    var age: String {
        switch self {
        case .interactionContents, .interactions, .interactionsBeyondBound: "started_at"
        case .upstreamLogins: "begun_at"
        case .codes, .authorizations, .usedProofs, .initialAccessTokens: "ends_at"
        case .accessTokens, .devices, .backchannelRequests, .pushedRequests: "expires_at"
        case .refreshTokens: "absolute_end"
        case .sessions: "authenticated_at"
        case .passwordAttempts, .passwordAttemptsBeyondBound, .secondFactorAttempts: "last_at"
        case .userCodeAttempts: "since"
        case .knownDevices: "known_since"
        case .refusals, .refusalsBeyondBound: "minute"
        case .directoryRunEntries: "run"
        case .directoryRuns: "moment"
        case .logoutNotices, .securityEvents: "created_at"
        }
    }

    var key: String {
        switch self {
        case .interactionContents, .interactions, .interactionsBeyondBound, .authorizations, .accessTokens, .sessions,
            .initialAccessTokens:
            "id"
        case .upstreamLogins: "state_hash"
        case .codes, .refreshTokens, .pushedRequests, .usedProofs, .backchannelRequests: "hash"
        case .devices: "code_hash"
        case .passwordAttempts, .passwordAttemptsBeyondBound: "username, device"
        case .secondFactorAttempts: "person"
        case .userCodeAttempts: "network"
        case .knownDevices: "hash, username"
        case .refusals, .refusalsBeyondBound: "minute, action, code, network, client, person"
        case .directoryRunEntries: "run, entry_key"
        case .directoryRuns: "number"
        case .logoutNotices, .securityEvents: "number"
        }
    }

    /// What a row has to be besides old.
    private var condition: String {
        switch self {
        case .interactionContents: " AND size > 0"
        case .passwordAttemptsBeyondBound: " AND \(PasswordAttempts<WriteTransaction>.isOfAccount) = 0"
        case .directoryRuns:
            """
             AND EXISTS (\(Self.laterRun))
             AND NOT EXISTS (SELECT 1 FROM directory_run_entries e WHERE e.run = directory_runs.number)
            """
        case .logoutNotices: " AND outcome IS NOT NULL"
        default: ""
        }
    }

    private static let laterRun = """
        SELECT 1 FROM directory_runs l WHERE l.source = directory_runs.source AND l.number > directory_runs.number
        """

    /// The keys of the oldest rows before a moment (`$1`), some at a time (`$2`).
    package var selection: String {
        if self == .directoryRunEntries {
            return """
                SELECT run, entry_key FROM directory_run_entries
                WHERE run IN (SELECT number FROM directory_runs WHERE moment < $1 AND EXISTS (\(Self.laterRun))) LIMIT $2
                """
        }
        return "SELECT \(key) FROM \(table) WHERE \(age) < $1\(condition) ORDER BY \(age) LIMIT $2"
    }

    var statement: String {
        let change =
            self == .interactionContents
            ? "UPDATE interactions SET \(Interactions<WriteTransaction>.nothing)" : "DELETE FROM \(table)"
        return "\(change) WHERE (\(key)) IN (\(selection))"
    }

    /// Before when a row has to be.
    func cutoff(at now: Instant, _ bounds: HousekeepingBounds) -> Instant {
        let moment = Duration.milliseconds(1)
        return switch self {
        case .interactionContents, .interactionsBeyondBound: now - Interaction.lifetime + moment
        case .interactions: now - Interaction.memory
        case .upstreamLogins: now - UpstreamLogin.lifetime
        case .codes, .authorizations, .accessTokens, .refreshTokens, .pushedRequests, .usedProofs,
            .initialAccessTokens:
            now
        // A device that polls too late is told that its code is expired.
        case .devices: now - DeviceAuthorization.lifetime
        case .backchannelRequests: now - BackchannelAuthenticationRequest.lifetimes.upperBound
        case .sessions: now - Session.totalLimit + moment
        case .passwordAttempts: now - .hours(24)
        case .secondFactorAttempts: now - Lockout.secondFactorMemory
        case .userCodeAttempts: now - UserCodeLimit.window
        case .knownDevices: now - Session.deviceMemory
        case .refusals: now - .hours(24 * 90)
        case .directoryRunEntries, .directoryRuns: now - bounds.directoryRuns
        case .logoutNotices: now - .hours(24 * 7)
        case .securityEvents: now - EventStream.memory
        case .passwordAttemptsBeyondBound, .refusalsBeyondBound: now + moment
        }
    }

    /// Where a sweep has come to that passes rows which stay.
    package struct Place: Sendable {
        let age: Instant
        let username: String
        let device: String

        package static let beginning = Place(age: Instant(millisecondsSince1970: .min), username: "", device: "")
    }

    /// What one transaction has done.
    package struct Batch: Sendable {
        package let looked: Int
        package let forgotten: Int
        /// After where the next one begins; `nil` when there is no more to forget.
        package let next: Place?
    }

    /// How many rows are kept, however young the others are; `nil` where age alone counts.
    func bound(_ bounds: HousekeepingBounds) -> Int? {
        switch self {
        case .interactionsBeyondBound: bounds.interactions
        case .passwordAttemptsBeyondBound: bounds.passwordAttempts
        case .refusalsBeyondBound: bounds.refusals
        default: nil
        }
    }
}

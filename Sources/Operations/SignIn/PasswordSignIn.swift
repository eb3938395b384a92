import Accounts
import Audit
import Cryptography
import Database
import Identity
import OpenIDConnect
import Storage

/// Somebody signs in with an account that the city issued.
///
/// The attempt is counted first and the password looked at then. A name that can't be one, one that nobody has, a
/// disabled account and a wrong password take the same way and the same time. What was looked at counts only if it is
/// still so when the session is opened: a password that is reset meanwhile opens nothing, and doesn't come back.
package struct PasswordSignIn: Sendable {
    private let database: Database
    private let passwords: PasswordHasher
    private let random: any RandomSource

    package init(_ installation: Installation, _ passwords: PasswordHasher) {
        database = installation.database
        random = installation.random
        self.passwords = passwords
    }

    package enum Outcome: Sendable {
        case signedIn(BrowserSecret<SessionCookie>)
        /// Not told apart from an account that is disabled, or that there isn't.
        case wrong
        case locked(until: Instant)
        /// Too many passwords are being looked at.
        case busy
    }

    /// - Parameter device: what remembers the browser as one that has signed in to the account.
    package func run(
        _ name: String, _ password: PresentedPassword, device: BrowserSecret<DeviceCookie>, at place: SignInPlace,
        _ act: Act
    ) async throws -> Outcome {
        guard let username = Username(name) else {
            let isBusy = try await verdict(password, nil) == nil
            try await record(isBusy ? .busy : .wrongPassword, .anonymous, place, act)
            return isBusy ? .busy : .wrong
        }
        let claimed = AuditEvent.Actor.claimed(username.text)
        switch try await reserve(username, device, claimed, place, act) {
        case .locked(let until): return .locked(until: until)
        case .granted(let account, let counter):
            guard let verdict = try await verdict(password, account?.passwordHash) else {
                try await giveBack(counter, claimed, place, act)
                return .busy
            }
            guard let account, case .right(let rehashed) = verdict else {
                try await record(.wrongPassword, account.map { .person($0.person) } ?? claimed, place, act)
                return .wrong
            }
            return try await settle(account, counter, rehashed, device, place, act)
        }
    }

    private enum Reserved: Sendable {
        case granted(LocalAccount?, AttemptCounter)
        case locked(until: Instant)
    }

    /// Counts the attempt; of a locked account that is all, and written down with it.
    private func reserve(
        _ username: Username, _ device: BrowserSecret<DeviceCookie>, _ claimed: AuditEvent.Actor, _ place: SignInPlace,
        _ act: Act
    ) async throws -> Reserved {
        try await database.write { transaction in
            let (reservation, counter) = try transaction.passwordAttempts.reserve(
                username, device: device.hash, at: act.now)
            guard case .locked(let until) = reservation else {
                return .granted(try transaction.localAccounts.find(username), counter)
            }
            try transaction.audit.append(Self.event(.locked, claimed, place, act))
            return .locked(until: until)
        }
    }

    /// - Returns: `nil` when too many are waiting.
    private func verdict(
        _ password: PresentedPassword, _ stored: String?
    ) async throws(PasswordHashingError) -> PasswordHasher.Verdict? {
        do { return try await passwords.verify(password.bytes, against: stored) } catch {
            guard error == .busy else { throw error }
            return nil
        }
    }

    private func settle(
        _ verified: LocalAccount, _ counter: AttemptCounter, _ rehashed: String?,
        _ device: BrowserSecret<DeviceCookie>, _ place: SignInPlace, _ act: Act
    ) async throws -> Outcome {
        let opening = SessionOpening(random: random)
        return try await database.write { transaction in
            let account = try transaction.localAccounts.find(verified.username)
            guard let account, account.passwordHash.utf8.elementsEqual(verified.passwordHash.utf8) else {
                try transaction.audit.append(Self.event(.changedMeanwhile, .person(verified.person), place, act))
                return .wrong
            }
            guard
                let cookie = try opening.open(account.person, .password, at: place, act, in: transaction)
            else { return .wrong }
            try transaction.passwordAttempts.clear(counter)
            try transaction.devices.remember(device.hash, of: account.username, at: act.now)
            if let rehashed {
                try transaction.localAccounts.setPasswordHash(rehashed, of: account.username, at: nil)
            }
            return .signedIn(cookie)
        }
    }

    /// An attempt that was not looked at doesn't count.
    private func giveBack(
        _ counter: AttemptCounter, _ actor: AuditEvent.Actor, _ place: SignInPlace, _ act: Act
    ) async throws {
        try await database.write { transaction in
            try transaction.passwordAttempts.giveBack(counter)
            try transaction.audit.append(Self.event(.busy, actor, place, act))
        }
    }

    // MARK: What is written down

    private enum Refusal: String {
        case wrongPassword = "wrong-password"
        case locked, busy
        /// The password was set anew while it was looked at.
        case changedMeanwhile = "changed-meanwhile"
    }

    private func record(
        _ refusal: Refusal, _ actor: AuditEvent.Actor, _ place: SignInPlace, _ act: Act
    ) async throws {
        let event = Self.event(refusal, actor, place, act)
        try await database.write { transaction in try transaction.audit.append(event) }
    }

    private static func event(
        _ refusal: Refusal, _ actor: AuditEvent.Actor, _ place: SignInPlace, _ act: Act
    ) -> AuditEvent {
        act.event(.signIn, .refused(refusal.rawValue), by: actor, client: place.client?.text)
    }
}

import Accounts
import Audit
import Database
import Identity
import OpenIDConnect
import Storage

/// Somebody begins to sign in with an account that the city issued: with its password, or with the activation code in
/// its place. It opens nothing yet: what else is missing is done in the same interaction.
///
/// The attempt is counted first and the password looked at then. A name that can't be one, one that nobody has, a
/// disabled account and a wrong password take the same way and the same time. What was looked at counts only if it is
/// still so when it is acted on: a password that is reset meanwhile proves nothing, and doesn't come back.
package struct PasswordSignIn: Sendable {
    private let database: Database
    private let passwords: PasswordHasher

    package init(_ installation: Installation, _ passwords: PasswordHasher) {
        database = installation.database
        self.passwords = passwords
    }

    package enum Outcome: Sendable {
        /// This is to be done next.
        case begun(SignInStep)
        /// The same person has signed in meanwhile, in another tab, and nothing more is asked for: that session stays.
        case kept
        /// Not told apart from an account that is disabled, or that there isn't.
        case wrong
        case locked(until: Instant)
        /// Too many passwords are being looked at.
        case busy
    }

    /// - Parameter device: what remembers the browser as one that has signed in to the account.
    package func run(
        _ name: String, _ password: PresentedPassword, device: BrowserSecret<DeviceCookie>, at place: StepPlace,
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
            guard let account, let proof = Self.proof(password, verdict, of: account, at: act.now) else {
                try await record(.wrongPassword, account.map { .person($0.person) } ?? claimed, place, act)
                return .wrong
            }
            return try await settle(account, counter, proof, place, act)
        }
    }

    /// What was shown of an account.
    private enum Proof: Sendable {
        case password(rehashed: String?)
        case activationCode

        var factors: Factors {
            switch self {
            case .password: .password
            case .activationCode: .activationCode
            }
        }
    }

    private static func proof(
        _ password: PresentedPassword, _ verdict: PasswordHasher.Verdict, of account: LocalAccount, at now: Instant
    ) -> Proof? {
        if case .right(let rehashed) = verdict { return .password(rehashed: rehashed) }
        let code = ActivationCode(String(decoding: password.bytes, as: UTF8.self))
        guard let code, let activation = account.activation, activation.accepts(code, at: now) else { return nil }
        return .activationCode
    }

    private enum Reserved: Sendable {
        case granted(LocalAccount?, AttemptCounter)
        case locked(until: Instant)
    }

    /// Counts the attempt; of a locked account that is all, and written down with it.
    private func reserve(
        _ username: Username, _ device: BrowserSecret<DeviceCookie>, _ claimed: AuditEvent.Actor, _ place: StepPlace,
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
        _ verified: LocalAccount, _ counter: AttemptCounter, _ proof: Proof, _ place: StepPlace, _ act: Act
    ) async throws -> Outcome {
        try await database.write { transaction in
            let actor = AuditEvent.Actor.person(verified.person)
            func refuse(_ refusal: Refusal) throws -> Outcome {
                try transaction.audit.append(Self.event(refusal, actor, place, act))
                return .wrong
            }
            let account = try transaction.localAccounts.find(verified.username)
            guard let account, account.hasSameProofs(as: verified) else { return try refuse(.changedMeanwhile) }
            guard account.isEnabled else { return try refuse(.accountDisabled) }
            let isEnrolled = try transaction.secondFactors.isEnrolled(account.person)
            // A password or a code alone never is enough.
            guard let step = proof.factors.missing(hasSecondFactor: isEnrolled) else {
                return try refuse(.wrongPassword)
            }
            try transaction.passwordAttempts.clear(counter)
            if case .password(let rehashed) = proof {
                if let rehashed, let old = verified.passwordHash {
                    try transaction.localAccounts.rehash(account.username, from: old, to: rehashed)
                }
                if let kept = try transaction.sessionToKeep(of: account.person, at: place.place, act.now) {
                    try transaction.keep(kept.session, at: place.place, act)
                    return .kept
                }
            }
            try transaction.begunSignIns.begin(
                BegunSignIn(person: account.person, factors: proof.factors, begunAt: act.now), in: place.interaction)
            try transaction.audit.append(act.event(.beginSignIn, by: actor, client: place.place.client?.text))
            return .begun(step)
        }
    }

    /// An attempt that was not looked at doesn't count.
    private func giveBack(
        _ counter: AttemptCounter, _ actor: AuditEvent.Actor, _ place: StepPlace, _ act: Act
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
        case accountDisabled = "account-disabled"
        /// Password or activation code were set anew while they were looked at.
        case changedMeanwhile = "changed-meanwhile"
    }

    private func record(
        _ refusal: Refusal, _ actor: AuditEvent.Actor, _ place: StepPlace, _ act: Act
    ) async throws {
        let event = Self.event(refusal, actor, place, act)
        try await database.write { transaction in try transaction.audit.append(event) }
    }

    private static func event(
        _ refusal: Refusal, _ actor: AuditEvent.Actor, _ place: StepPlace, _ act: Act
    ) -> AuditEvent {
        act.event(.signIn, .refused(refusal.rawValue), by: actor, client: place.place.client?.text)
    }
}

extension LocalAccount {
    /// Whether what proves to be its holder is byte for byte the same.
    fileprivate func hasSameProofs(as other: LocalAccount) -> Bool {
        Array((passwordHash ?? "").utf8) == Array((other.passwordHash ?? "").utf8)
            && Array((activation?.hash ?? "").utf8) == Array((other.activation?.hash ?? "").utf8)
    }
}

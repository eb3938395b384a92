import Accounts
import Audit
import Cryptography
import Database
import Identity
import Keys
import OpenIDConnect
import Storage

/// Somebody sets up an authenticator app: they are shown a seed, and the first code of the app proves that it has
/// worked. With it come the recovery codes, this once, and the session.
package struct EnrolSecondFactor: Sendable {
    private let database: Database
    private let random: any RandomSource
    private let seeds: SecretSealing

    package init(_ installation: Installation, _ sealer: SecretSealer) {
        database = installation.database
        random = installation.random
        seeds = SecretSealing(sealer)
    }

    /// What the page shows.
    package struct Setup: Sendable {
        package let seed: OneTimePasswordSeed
        package let username: Username
    }

    package enum Outcome: Sendable {
        case enrolled(BrowserSecret<SessionCookie>, Username, [RecoveryCode])
        case wrong
        case locked(until: Instant)
        case disabled
        /// There is no such step here any more.
        case notDue
    }

    /// The seed of this sign-in: made when it is first asked for, and the same whenever the page is shown again.
    /// - Returns: `nil` when that is not what is due.
    package func begin(at place: StepPlace, _ now: Instant) async throws -> Setup? {
        let fresh = OneTimePasswordSeed(random: random)
        let sealed = try seeds.sealPending(fresh, of: place.interaction)
        return try await database.write { [seeds] transaction in
            guard let due = try transaction.due(.enrolSecondFactor, place, at: now) else { return nil }
            try seeds.require(in: transaction)
            if let pending = due.begun.pendingSeed {
                return Setup(
                    seed: try seeds.openPending(pending, of: place.interaction), username: due.account.username)
            }
            try transaction.begunSignIns.keep(sealedSeed: sealed, in: place.interaction)
            return Setup(seed: fresh, username: due.account.username)
        }
    }

    /// - Parameter device: what remembers the browser as one that has signed in to the account.
    package func confirm(
        _ code: OneTimePassword, device: BrowserSecret<DeviceCookie>, at place: StepPlace, _ act: Act
    ) async throws -> Outcome {
        let opening = SessionOpening(random: random)
        let recovery = RecoveryCode.fresh(random: random)
        return try await database.write { [seeds] transaction in
            guard let due = try transaction.due(.enrolSecondFactor, place, at: act.now),
                let pending = due.begun.pendingSeed
            else { return .notDue }
            try seeds.require(in: transaction)
            let person = due.begun.person
            let seed = try seeds.openPending(pending, of: place.interaction)
            func event(_ outcome: AuditEvent.Outcome) -> AuditEvent {
                act.event(
                    .secondFactorEnrolment, outcome, by: .person(person), client: place.place.client?.text,
                    object: due.account.username.text)
            }
            if case .locked(let until) = try transaction.secondFactorAttempts.reserve(person, at: act.now) {
                try transaction.audit.append(event(.refused("locked")))
                return .locked(until: until)
            }
            guard let step = seed.timeStep(of: code, at: act.now, after: nil) else {
                try transaction.audit.append(event(.refused("wrong-code")))
                return .wrong
            }
            guard due.account.opensSessions else {
                try transaction.audit.append(event(.refused("account-disabled")))
                return .disabled
            }
            let isNew = try transaction.secondFactors.enrol(
                person, sealedSeed: try seeds.seal(seed, of: person), step: step, at: act.now)
            guard isNew else { return .notDue }
            try transaction.recoveryCodes.replace(of: person, with: recovery)
            try transaction.secondFactorAttempts.clear(of: person)
            try transaction.audit.append(event(.success))
            let cookie = try opening.finish(
                due, adding: .oneTimePassword, device: device, at: place, act, in: transaction)
            return cookie.map { .enrolled($0, due.account.username, recovery) } ?? .disabled
        }
    }
}

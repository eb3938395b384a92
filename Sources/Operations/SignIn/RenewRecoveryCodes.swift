import Accounts
import Audit
import Cryptography
import Database
import Identity
import Keys
import OpenIDConnect
import Storage

/// Somebody who is signed in gets new recovery codes in place of all that they had: those are used up, lost, or somebody
/// has seen them. The code of the authenticator app is asked for with it, so that a screen that was left alone is not
/// enough.
package struct RenewRecoveryCodes: Sendable {
    private let database: Database
    private let random: any RandomSource
    private let seeds: SecretSealing

    package init(_ installation: Installation, _ sealer: SecretSealer) {
        database = installation.database
        random = installation.random
        seeds = SecretSealing(sealer)
    }

    /// Somebody who has recovery codes.
    package struct Holder: Sendable {
        package let signedIn: SignedIn
        package let username: Username
        /// How many of the codes haven't been used.
        package let left: Int
    }

    package enum Outcome: Sendable {
        case renewed([RecoveryCode])
        case wrong
        /// It was right, and has been used before.
        case used
        case locked(until: Instant)
        /// The person is signed out, or has no authenticator app any more.
        case notDue
    }

    /// Who is signed in with a browser, if it is somebody with an authenticator app of ours.
    package func holder(_ session: BrowserSecret<SessionCookie>?, at now: Instant) async throws -> Holder? {
        try await database.read { transaction in
            guard let signedIn = try transaction.signedIn(session, at: now),
                let account = try transaction.signInAccount(of: signedIn.session.person),
                try transaction.secondFactors.isEnrolled(account.person)
            else { return nil }
            return Holder(
                signedIn: signedIn, username: account.username,
                left: Int(clamping: try transaction.recoveryCodes.count(of: account.person)))
        }
    }

    package func run(_ code: OneTimePassword, by holder: Holder, _ act: Act) async throws -> Outcome {
        let fresh = RecoveryCode.fresh(random: random)
        let session = holder.signedIn.session
        return try await database.write { [seeds] transaction in
            func write(_ outcome: AuditEvent.Outcome) throws {
                try transaction.audit.append(
                    act.event(
                        .recoveryCodesRenewal, outcome, by: .person(session.person), session: session.id.text,
                        object: holder.username.text))
            }
            guard try transaction.stands(holder.signedIn), try transaction.secondFactors.isEnrolled(session.person)
            else { return .notDue }
            if case .locked(let until) = try transaction.secondFactorAttempts.reserve(session.person, at: act.now) {
                try write(.refused("locked"))
                return .locked(until: until)
            }
            switch try seeds.use(code, of: session.person, at: act.now, in: transaction) {
            case .done: break
            case .usedBefore:
                try write(.refused("used-code"))
                return .used
            case .unknown:
                try write(.refused("wrong-code"))
                return .wrong
            }
            try transaction.secondFactorAttempts.clear(of: session.person)
            try transaction.recoveryCodes.replace(of: session.person, with: fresh)
            try transaction.sessions.recordSeen(session, at: act.now)
            try write(.success)
            return .renewed(fresh)
        }
    }
}

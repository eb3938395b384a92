import Accounts
import Audit
import Cryptography
import Database
import Identity
import Keys
import OpenIDConnect
import Storage

/// Somebody whose password was right shows the second factor: the code of the authenticator app, or a recovery code.
///
/// The attempt is counted first and the code looked at then, apart from the password's. A code is good once.
package struct SecondFactor: Sendable {
    private let database: Database
    private let random: any RandomSource
    private let seeds: SecretSealing

    package init(_ installation: Installation, _ sealer: SecretSealer) {
        database = installation.database
        random = installation.random
        seeds = SecretSealing(sealer)
    }

    /// What was typed.
    package enum Presented: Sendable {
        case oneTimePassword(OneTimePassword)
        case recoveryCode(RecoveryCode)
    }

    package enum Outcome: Sendable {
        case signedIn(BrowserSecret<SessionCookie>)
        case wrong
        /// It was right, and has opened a session before.
        case used
        case locked(until: Instant)
        case disabled
        /// There is no such step here any more.
        case notDue
    }

    /// - Parameter device: what remembers the browser as one that has signed in to the account.
    package func run(
        _ presented: Presented, device: BrowserSecret<DeviceCookie>, at place: StepPlace, _ act: Act
    ) async throws -> Outcome {
        let opening = SessionOpening(random: random)
        return try await database.write { transaction in
            guard let due = try transaction.due(.secondFactor, place, at: act.now) else { return .notDue }
            let person = due.begun.person
            func refuse(_ why: String) throws {
                try transaction.audit.append(
                    act.event(
                        .signIn, .refused(why), by: .person(person), client: place.place.client?.text))
            }
            if case .locked(let until) = try transaction.secondFactorAttempts.reserve(person, at: act.now) {
                try refuse("second-factor-locked")
                return .locked(until: until)
            }
            switch try use(presented, of: person, place, act, in: transaction) {
            case .done: break
            case .usedBefore:
                try refuse("used-code")
                return .used
            case .unknown:
                try refuse("wrong-code")
                return .wrong
            }
            let cookie = try opening.finish(
                due, adding: presented.factor, device: device, at: place, act, in: transaction)
            guard let cookie else { return .disabled }
            try transaction.secondFactorAttempts.clear(of: person)
            return .signedIn(cookie)
        }
    }

    /// Uses a code up.
    private func use(
        _ presented: Presented, of person: PersonID, _ place: StepPlace, _ act: Act, in transaction: WriteTransaction
    ) throws -> RecoveryCodeUse {
        switch presented {
        case .recoveryCode(let code):
            let use = try transaction.recoveryCodes.use(code, of: person, at: act.now)
            if use == .done {
                try transaction.audit.append(
                    act.event(.recoveryCodeUse, by: .person(person), client: place.place.client?.text))
            }
            return use
        case .oneTimePassword(let code): return try seeds.use(code, of: person, at: act.now, in: transaction)
        }
    }
}

extension SecretSealing {
    /// Uses up the code of somebody's authenticator app, and all that it showed before.
    func use(
        _ code: OneTimePassword, of person: PersonID, at now: Instant, in transaction: WriteTransaction
    ) throws -> RecoveryCodeUse {
        guard let factor = try transaction.secondFactors.find(of: person) else { return .unknown }
        let seed = try open(factor.sealedSeed, of: person)
        if let step = seed.timeStep(of: code, at: now, after: factor.lastStep) {
            return try transaction.secondFactors.use(step, of: person) ? .done : .usedBefore
        }
        return seed.timeStep(of: code, at: now, after: nil) == nil ? .unknown : .usedBefore
    }
}

extension SecondFactor.Presented {
    fileprivate var factor: Factor {
        switch self {
        case .oneTimePassword: .oneTimePassword
        case .recoveryCode: .recoveryCode
        }
    }
}

import Accounts
import Audit
import Database
import Identity
import OpenIDConnect
import Storage
import Wire

/// Somebody begins to sign in with an account that the city issued: with its password, or with the activation code in
/// its place. It opens nothing yet: what else is missing is done in the same interaction.
///
/// The attempt is counted first and the password looked at then. A name that can't be one, one that nobody has, a
/// disabled account and a wrong password take the same way and the same time. What was looked at counts only if it is
/// still so when it is acted on: a password that is reset meanwhile proves nothing, and doesn't come back.
package struct PasswordSignIn: Sendable {
    private let database: Database
    private let passwords: PasswordHasher
    private let strangers: StrangerRefusals

    package init(_ installation: Installation, _ passwords: PasswordHasher) {
        database = installation.database
        strangers = installation.strangers
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
            let stranger = HashAsker(isKnown: false, at: place, act)
            guard try await verdict(password, .nothing(of: name), stranger) != nil else {
                return count(.busy, of: nil, place, act, .busy)
            }
            try await record(.wrongPassword, of: nil, place, act)
            return .wrong
        }
        switch try await reserve(username, device, act) {
        case .locked(let until, let person): return count(.locked, of: person, place, act, .locked(until: until))
        case .granted(let account, let counter):
            let asker = HashAsker(isKnown: counter.isOfKnownDevice, at: place, act)
            let stored = account?.passwordHash.map(PasswordHasher.Stored.hash) ?? .nothing(of: username.text)
            guard let verdict = try await verdict(password, stored, asker) else {
                try await giveBack(counter)
                return count(.busy, of: account?.person, place, act, .busy)
            }
            guard let account, let proof = Self.proof(password, verdict, of: account, at: act.now) else {
                try await record(.wrongPassword, of: account?.person, place, act)
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
        case locked(until: Instant, PersonID?)
    }

    /// Counts the attempt.
    private func reserve(
        _ username: Username, _ device: BrowserSecret<DeviceCookie>, _ act: Act
    ) async throws -> Reserved {
        try await database.write { transaction in
            let (reservation, counter) = try transaction.passwordAttempts.reserve(
                username, device: device.hash, at: act.now)
            let account = try transaction.localAccounts.find(username)
            guard case .locked(let until) = reservation else { return .granted(account, counter) }
            return .locked(until: until, account?.person)
        }
    }

    /// - Returns: `nil` when too many are waiting.
    private func verdict(
        _ password: PresentedPassword, _ stored: PasswordHasher.Stored, _ asker: HashAsker
    ) async throws(PasswordHashingError) -> PasswordHasher.Verdict? {
        do { return try await passwords.verify(password, against: stored, for: asker) } catch {
            guard error == .busy else { throw error }
            return nil
        }
    }

    private func settle(
        _ verified: LocalAccount, _ counter: AttemptCounter, _ proof: Proof, _ place: StepPlace, _ act: Act
    ) async throws -> Outcome {
        try await database.write { transaction in
            let actor = AuditEvent.Actor.person(verified.person)
            func refuse(_ why: String) throws -> Outcome {
                try transaction.audit.append(
                    act.event(.signIn, .refused(why), by: actor, client: place.place.client?.text))
                return .wrong
            }
            let account = try transaction.localAccounts.find(verified.username)
            guard let account, account.hasSameProofs(as: verified) else { return try refuse("changed-meanwhile") }
            guard account.opensSessions else { return try refuse(account.refusalCode) }
            let isEnrolled = try transaction.secondFactors.isEnrolled(account.person)
            // A password or a code alone never is enough.
            guard let step = proof.factors.missing(hasSecondFactor: isEnrolled) else {
                return try refuse(Refusal.wrongPassword.rawValue)
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
    private func giveBack(_ counter: AttemptCounter) async throws {
        try await database.write { transaction in try transaction.passwordAttempts.giveBack(counter) }
    }

    // MARK: What is written down

    private enum Refusal: String {
        case wrongPassword = "wrong-password"
        case locked, busy
    }

    /// A refusal that costs whoever causes it nothing is counted, whoever is meant.
    private func count(
        _ refusal: Refusal, of person: PersonID?, _ place: StepPlace, _ act: Act, _ outcome: Outcome
    ) -> Outcome {
        strangers.count(.signIn, refusal.rawValue, client: place.place.client?.text, person: person, act)
        return outcome
    }

    private func record(
        _ refusal: Refusal, of person: PersonID?, _ place: StepPlace, _ act: Act
    ) async throws {
        try await database.write { transaction in
            try transaction.recordRefusedSignIn(refusal.rawValue, of: person, place, act)
        }
    }
}

extension WriteTransaction {
    /// A wrong password of somebody is an event; one of nobody is counted, by a row as well, so that it takes the same
    /// time. Which name it was is kept nowhere: now and then it is the password.
    /// - Parameter object: where it was refused, if not here.
    func recordRefusedSignIn(
        _ code: String, of person: PersonID?, _ place: StepPlace, object: String? = nil, _ act: Act
    ) throws {
        let client = place.place.client?.text
        if let person {
            try audit.append(act.event(.signIn, .refused(code), by: .person(person), client: client, object: object))
        } else {
            try refusalCounts.add(CountedRefusal(.signIn, code, client: client, person: nil, act), 1)
        }
    }
}

extension LocalAccount {
    /// Whether what proves to be its holder is byte for byte the same.
    fileprivate func hasSameProofs(as other: LocalAccount) -> Bool {
        Array((passwordHash ?? "").utf8) == Array((other.passwordHash ?? "").utf8)
            && Array((activation?.hash ?? "").utf8) == Array((other.activation?.hash ?? "").utf8)
    }
}

extension HashAsker {
    init(isKnown: Bool, at place: StepPlace, _ act: Act) {
        self.init(
            isKnown: isKnown, interaction: place.interaction.text,
            address: AddressPrefix(of: act.origin.address).description)
    }
}

import Accounts
import Audit
import Database
import Directory
import Identity
import OpenIDConnect
import Storage
import Wire

/// A member of staff begins to sign in with the password that their directory has (a bind in their name, RFC 4513). The
/// password is shown to the directory, and kept nowhere here. It opens nothing yet: the second factor is ours, as it is for
/// accounts of the city's.
///
/// Only names that the source has told of, of somebody who may come in, are asked for there. Where the city has issued an
/// account of that name, its own password counts and the directory isn't asked: one that was typed for here would else be
/// tried on another server, and whoever holds that one could say yes. The attempt is counted first, in the counters that
/// passwords have here, so that a directory can't be tried out through us. A name that nobody has takes the same way and
/// the same time (``DirectoryDoor``), or that of an account of ours.
package struct DirectorySignIn: Sendable {
    private let database: Database
    private let strangers: StrangerRefusals
    private let door: DirectoryDoor

    package init(_ installation: Installation, through door: DirectoryDoor) {
        database = installation.database
        strangers = installation.strangers
        self.door = door
    }

    package enum Outcome: Sendable {
        case begun(SignInStep, DirectoryWarning?)
        /// The same person has signed in meanwhile, in another tab, and nothing more is asked for: that session stays.
        case kept
        /// The name is none of the directory's: ``PasswordSignIn`` decides.
        case notAsked
        /// Not told apart from somebody who may not sign in here.
        case wrong
        case locked(until: Instant)
        /// Locked or switched off in the directory. It says so to whoever types a name, so that only a browser which has
        /// signed in to the account before is told; to others it's `wrong`.
        case lockedThere, disabledThere
        /// The password was right, and is too old, to be changed first, or not taken now.
        case expiredThere, changeThere, notNowThere
        /// Too many are being asked for.
        case busy
        /// The directory doesn't answer; and why, for the log.
        case unavailable(String)
    }

    /// - Parameter device: what remembers the browser as one that has signed in to the account.
    package func run(
        _ name: String, _ password: PresentedPassword, device: BrowserSecret<DeviceCookie>, at place: StepPlace,
        _ act: Act
    ) async throws -> Outcome {
        guard let username = Username(name) else { return .notAsked }
        let meant = try await database.read { [door] transaction in try transaction.meant(by: username, through: door) }
        guard let meant else { return .notAsked }
        let (reservation, counter) = try await database.write { transaction in
            try transaction.passwordAttempts.reserve(username, device: device.hash, at: act.now)
        }
        if case .locked(let until) = reservation {
            strangers.count(.signIn, "locked", client: place.place.client?.text, person: meant.person, act)
            return .locked(until: until)
        }
        // A bind without a password is one of nobody's (RFC 4513 §5.1.2), and succeeds; what is behind a zero never
        // arrives.
        let isSendable = !password.bytes.isEmpty && !password.bytes.contains(0)
        let key = isSendable && meant.refusal == nil ? meant.key : nil
        let asker = HashAsker(isKnown: counter.isOfKnownDevice, at: place, act)
        let verdict = await door.verdict(on: key.map { (username, $0, password) }, for: asker)
        return try await settle(verdict, username, meant, counter, place, act)
    }

    private func settle(
        _ verdict: DirectoryVerdict?, _ username: Username, _ meant: MeantStaff, _ counter: AttemptCounter,
        _ place: StepPlace, _ act: Act
    ) async throws -> Outcome {
        let client = place.place.client?.text
        switch verdict {
        case nil:
            try await giveBack(counter)
            strangers.count(.signIn, "busy", client: client, person: meant.person, act)
            return .busy
        case .unavailable(let why)?:
            // What costs nobody an attempt is counted, as anybody can cause it.
            try await giveBack(counter)
            strangers.count(.signIn, "directory-unavailable", client: client, person: meant.person, act)
            return .unavailable(why)
        case .accepted(let warning)? where meant.key != nil && meant.refusal == nil:
            return try await begin(username, meant, warning, counter, place, act)
        case .some(let verdict):
            let (outcome, code) = Self.refusal(verdict, toKnownBrowser: counter.isOfKnownDevice)
            try await record(meant.refusal ?? code, of: meant.person, place, act)
            return outcome
        }
    }

    /// What somebody is told whom the directory doesn't let in, and what the audit log says of it.
    private static func refusal(
        _ verdict: DirectoryVerdict, toKnownBrowser isKnown: Bool
    ) -> (outcome: Outcome, code: String) {
        switch verdict {
        case .locked: (isKnown ? .lockedThere : .wrong, "directory-locked")
        case .disabled: (isKnown ? .disabledThere : .wrong, "directory-disabled")
        case .expired: (.expiredThere, "directory-expired")
        case .mustChange: (.changeThere, "directory-must-change")
        case .notNow: (.notNowThere, "directory-not-now")
        case .wrong, .accepted, .unavailable: (.wrong, "wrong-password")
        }
    }

    private func begin(
        _ username: Username, _ meant: MeantStaff, _ warning: DirectoryWarning?, _ counter: AttemptCounter,
        _ place: StepPlace, _ act: Act
    ) async throws -> Outcome {
        try await database.write { [door] transaction in
            let source = door.source.slug
            func refuse(_ why: String) throws -> Outcome {
                let actor = meant.person.map { AuditEvent.Actor.person($0) } ?? act.actor
                try transaction.audit.append(
                    act.event(.signIn, .refused(why), by: actor, client: place.place.client?.text, object: source))
                return .wrong
            }
            // They may have left, or got an account of the city's, while the directory was asked.
            let now = try transaction.meant(by: username, through: door)
            guard now == meant, let person = meant.person else { return try refuse("changed-meanwhile") }
            let isEnrolled = try transaction.secondFactors.isEnrolled(person)
            guard let step = Factors.password.missing(hasSecondFactor: isEnrolled) else {
                return try refuse("wrong-password")
            }
            try transaction.passwordAttempts.clear(counter)
            if let kept = try transaction.sessionToKeep(of: person, at: place.place, act.now) {
                try transaction.keep(kept.session, at: place.place, act)
                return .kept
            }
            try transaction.begunSignIns.begin(
                BegunSignIn(person: person, factors: .password, begunAt: act.now), in: place.interaction)
            try transaction.audit.append(
                act.event(.beginSignIn, by: .person(person), client: place.place.client?.text, object: source))
            return .begun(step, warning)
        }
    }

    /// An attempt that nobody has looked at doesn't count.
    private func giveBack(_ counter: AttemptCounter) async throws {
        try await database.write { transaction in try transaction.passwordAttempts.giveBack(counter) }
    }

    private func record(_ code: String, of person: PersonID?, _ place: StepPlace, _ act: Act) async throws {
        try await database.write { [door] transaction in
            try transaction.recordRefusedSignIn(code, of: person, place, object: door.source.slug, act)
        }
    }
}

/// Whom a name means that leads to a directory.
struct MeantStaff: Equatable, Sendable {
    /// `nil` where nobody has the name, and it only seems to lead there.
    var person: PersonID?
    var key: EntryKey?
    /// Why they may not come in whatever they type.
    var refusal: String?
}

extension Transaction {
    /// Whom a name means at a directory; `nil` where it doesn't lead there: of accounts of the city's, and of some of the
    /// names that nobody has.
    fileprivate func meant(by username: Username, through door: DirectoryDoor) throws -> MeantStaff? {
        guard try localAccounts.find(username) == nil else { return nil }
        guard let (person, key) = try directoryBindings.person(called: username, in: door.source) else {
            // Who has left is as little there as who never was.
            let wasThere = try !directoryBindings.people(named: [username]).isEmpty
            return wasThere || door.takesFor(username) ? MeantStaff() : nil
        }
        // The account that the city gave them has another name, and a password of its own.
        guard try localAccounts.find(of: person) == nil, let account = try signInAccount(of: person) else {
            return MeantStaff(person: person, refusal: "has-account")
        }
        return MeantStaff(person: person, key: key, refusal: account.opensSessions ? nil : account.refusalCode)
    }

    /// The account by which somebody signs in with a password: the city's, or the one that their directory has.
    func signInAccount(of person: PersonID) throws -> LocalAccount? {
        if let account = try localAccounts.find(of: person) { return account }
        guard let username = try directoryBindings.username(of: person), let label = try people.label(of: person) else {
            return nil
        }
        return LocalAccount(
            username: username, person: person, passwordHash: nil, name: label.name, isEnabled: label.isEnabled,
            staff: try staffAccounts.state(of: person) ?? .active,
            passwordSetAt: Instant(millisecondsSince1970: 0))
    }
}

extension LocalAccount {
    /// Why it opens nothing, for the audit log.
    var refusalCode: String {
        switch staff {
        case .active: "account-disabled"
        case .left: "staff-left"
        case .dormant: "dormant"
        }
    }
}

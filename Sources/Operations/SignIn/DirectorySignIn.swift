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
/// Only names that the source has told of are asked for there. Where the city has issued an account of that name, its own
/// password counts and the directory isn't asked: one that was typed for here would else be tried on another server, and
/// whoever holds that one could say yes. The attempt is counted first, in the counters that passwords have here, so that a
/// directory can't be tried out through us.
package struct DirectorySignIn: Sendable {
    private let database: Database
    private let strangers: StrangerRefusals
    private let source: SourceID
    private let ask: Asking

    /// Shows a name and a password to the directory: at a handle of its own, and within a bounded time.
    package typealias Asking = @Sendable (Username, PresentedPassword) async -> DirectoryVerdict

    package init(_ installation: Installation, source: SourceID, asking ask: @escaping Asking) {
        database = installation.database
        strangers = installation.strangers
        self.source = source
        self.ask = ask
    }

    package enum Outcome: Sendable {
        case begun(SignInStep, DirectoryWarning?)
        /// The directory has nobody of this name, or the city has issued an account of it: its own password decides
        /// (``PasswordSignIn``), which also takes the time that it takes for a name that nobody has.
        case notAsked
        /// Not told apart from somebody who may not sign in here.
        case wrong
        case locked(until: Instant)
        /// Locked, expired or to be changed: where the directory has it, not here.
        case lockedThere, expiredThere, changeThere
        case unavailable
    }

    /// - Parameter device: what remembers the browser as one that has signed in to the account.
    package func run(
        _ name: String, _ password: PresentedPassword, device: BrowserSecret<DeviceCookie>, at place: StepPlace,
        _ act: Act
    ) async throws -> Outcome {
        guard let username = Username(name) else { return .notAsked }
        switch try await reserve(username, device, act) {
        case .notAsked: return .notAsked
        case .locked(let until, let person):
            strangers.count(.signIn, "locked", client: place.place.client?.text, person: person, act)
            return .locked(until: until)
        case .granted(let person, let counter):
            // A bind without a password is one of nobody's (RFC 4513 §5.1.2), and succeeds; what is behind a zero never
            // arrives.
            let isSendable = !password.bytes.isEmpty && !password.bytes.contains(0)
            let verdict = isSendable ? await ask(username, password) : .wrong
            return try await settle(verdict, username, person, counter, place, act)
        }
    }

    private enum Reserved: Sendable {
        case notAsked
        case granted(PersonID, AttemptCounter)
        case locked(until: Instant, PersonID)
    }

    private func reserve(
        _ username: Username, _ device: BrowserSecret<DeviceCookie>, _ act: Act
    ) async throws -> Reserved {
        try await database.write { [source] transaction in
            guard let person = try transaction.person(called: username, in: source) else { return .notAsked }
            let (reservation, counter) = try transaction.passwordAttempts.reserve(
                username, device: device.hash, at: act.now)
            if case .locked(let until) = reservation { return .locked(until: until, person) }
            return .granted(person, counter)
        }
    }

    private func settle(
        _ verdict: DirectoryVerdict, _ username: Username, _ person: PersonID, _ counter: AttemptCounter,
        _ place: StepPlace, _ act: Act
    ) async throws -> Outcome {
        try await database.write { [source, strangers] transaction in
            func refuse(_ outcome: Outcome, _ why: String) throws -> Outcome {
                try transaction.audit.append(
                    act.event(
                        .signIn, .refused(why), by: .person(person), client: place.place.client?.text,
                        object: source.slug))
                return outcome
            }
            let warning: DirectoryWarning?
            switch verdict {
            case .accepted(let told): warning = told
            case .wrong: return try refuse(.wrong, "wrong-password")
            case .locked: return try refuse(.lockedThere, "directory-locked")
            case .expired: return try refuse(.expiredThere, "directory-expired")
            case .mustChange: return try refuse(.changeThere, "directory-must-change")
            case .unavailable:
                // What costs nobody an attempt is counted, as anybody can cause it.
                try transaction.passwordAttempts.giveBack(counter)
                strangers.count(
                    .signIn, "directory-unavailable", client: place.place.client?.text, person: person, act)
                return .unavailable
            }
            // They may have left, or got an account of the city's, while the directory was asked.
            guard try transaction.person(called: username, in: source) == person,
                let account = try transaction.signInAccount(of: person)
            else { return try refuse(.wrong, "changed-meanwhile") }
            guard account.opensSessions else { return try refuse(.wrong, account.refusalCode) }
            let isEnrolled = try transaction.secondFactors.isEnrolled(person)
            guard let step = Factors.password.missing(hasSecondFactor: isEnrolled) else {
                return try refuse(.wrong, "wrong-password")
            }
            try transaction.passwordAttempts.clear(counter)
            try transaction.begunSignIns.begin(
                BegunSignIn(person: person, factors: .password, begunAt: act.now), in: place.interaction)
            try transaction.audit.append(
                act.event(
                    .beginSignIn, by: .person(person), client: place.place.client?.text, object: source.slug))
            return .begun(step, warning)
        }
    }
}

extension Transaction {
    /// Whom a source calls so, and who has no account of the city's; nobody where the city has issued one of that name.
    fileprivate func person(called username: Username, in source: SourceID) throws -> PersonID? {
        guard try localAccounts.find(username) == nil,
            let person = try directoryBindings.person(called: username, in: source)?.person,
            try localAccounts.find(of: person) == nil
        else { return nil }
        return person
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

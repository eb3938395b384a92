import Accounts
import Audit
import Cryptography
import Database
import Foundation
import Identity
import OpenIDConnect
import Operations
import Server
import Settings
import Storage

// What the commands of permissions, posts and the demo's city still work with. It goes as their acts move to
// Operations; nothing new belongs here.

extension DataOptions {
    /// Opens the installation's database; makes it when it isn't there yet.
    func office() async throws -> Office {
        let configuration = try await configuration()
        return Office(
            installation: try openInstallation(configuration), configuration: configuration)
    }
}

/// What an administrator's command works with. Each act and its audit event are one transaction.
struct Office: Sendable {
    let installation: Installation
    let configuration: ProviderConfiguration

    var database: Database { installation.database }
    var clock: any WallClock { installation.clock }
    var random: any RandomSource { installation.random }

    /// Does something to a thing, and writes down who did it, or tried.
    /// - Parameter body: returns whether it was done; a body that could not do it has changed nothing.
    @discardableResult
    func act(
        _ action: AuditEvent.Action, client: String? = nil, object: String? = nil,
        _ body: @escaping @Sendable (WriteTransaction, Instant) throws -> Bool
    ) async throws -> Bool {
        let now = clock.now
        let event = administratorsEvent(action, client: client, object: object)
        return try await database.write { transaction in
            let isDone = try body(transaction, now)
            try transaction.audit.append(event(now, isDone ? .success : .refused("not-possible")))
            return isDone
        }
    }

    /// What is written down of something that an administrator does here, once it is known how it ended.
    func administratorsEvent(
        _ action: AuditEvent.Action, client: String? = nil, object: String? = nil
    ) -> @Sendable (Instant, AuditEvent.Outcome) -> AuditEvent {
        let actor = AuditEvent.Actor.administrator(NSUserName())
        return { moment, outcome in
            AuditEvent(
                moment: moment, action: action, outcome: outcome, actor: actor, origin: .local, client: client,
                object: object)
        }
    }
}

extension Office {
    func add(_ username: Username, _ claims: PersonClaims, passwordHash: String) async throws {
        let (password, act) = (PasswordHash(stored: passwordHash), Act.byOperator(installation))
        let person = try await AddAccount(installation).run(inventing: username, of: claims, password: password, act)
        guard person != nil else {
            throw CommandFailure.alreadyThere(
                "tên đăng nhập '\(username)' đã có người dùng", english: "the user name '\(username)' is taken")
        }
    }

    func passwordHash(of text: String, for username: Username) async throws -> String {
        try PasswordHash(ofText: text, for: username, configuration, random: random).text
    }

    func person(_ argument: AccountArgument) async throws -> (id: PersonID, label: String) {
        let person = try await argument.person(of: installation)
        return (person.id, person.auditName)
    }

    func newPersonID() throws(CommandFailure) -> PersonID {
        guard let person = PersonID(random: random.bytes(16)) else {
            throw .badData("nguồn ngẫu nhiên cho quá ít byte", english: "the random source gave too few bytes")
        }
        return person
    }
}

extension AccountArgument {
    init(username: String) {
        self.init()
        self.username = username
    }
}

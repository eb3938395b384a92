import Accounts
import ArgumentParser
import Database
import Identity
import Storage
import Wire

/// Accounts that the city issues.
struct AccountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account", abstract: "Tài khoản được cấp. (Accounts that the city issues.)",
        subcommands: [
            AccountAdd.self, AccountList.self, AccountShow.self, AccountDisable.self, AccountSetPassword.self,
            AccountUnlock.self, AccountAssign.self, AccountUnassign.self,
        ])

    func run() throws { throw ValidationError.noSubcommand }
}

/// Names the account that a command is about.
struct AccountArgument: ParsableArguments {
    @Argument(help: "Tên đăng nhập. (The user name.)")
    var username: String

    var missing: CommandFailure {
        .notFound(
            "không có tài khoản '\(username)'; xem hue-sso account list",
            english: "there is no account '\(username)'; see hue-sso account list")
    }
}

extension Office {
    func account(_ argument: AccountArgument) async throws -> LocalAccount {
        guard let username = Username(argument.username) else { throw argument.missing }
        let account = try await database.read { transaction in
            try transaction.localAccounts.find(username)
        }
        guard let account else { throw argument.missing }
        return account
    }

    /// The person of a local account, or of VNeID by the twelve digits, and what the audit log calls them. Whoever has
    /// neither is named by the id that lists give in JSON.
    func person(_ argument: AccountArgument) async throws -> (id: PersonID, label: String) {
        if let id = PersonID(argument.username) {
            let isThere = try await database.read { transaction in
                try transaction.people.label(of: id) != nil
            }
            if isThere { return (id, id.text) }
        }
        guard let number = CitizenNumber(argument.username) else {
            let account = try await account(argument)
            return (account.person, account.username.text)
        }
        let found = try await database.read { transaction in
            try transaction.people.find(.citizen(number))
        }
        guard let found else { throw argument.missing }
        return (found, found.text)
    }

    /// What the command line shows of an account: everything but its password's hash.
    func listing(_ account: LocalAccount) async throws -> JSONObject {
        let now = clock.now
        let locked = try await database.read { transaction in
            try transaction.passwordAttempts.lock(of: account.username, at: now)
        }
        var json: JSONObject = [
            "username": .string(account.username.text), "enabled": .bool(account.isEnabled),
            "password_set_at": .string(account.passwordSetAt.text),
            "locked_until": locked.map { .string($0.text) } ?? .null,
        ]
        json["name"] = account.name.map(JSONValue.string)
        return json
    }
}

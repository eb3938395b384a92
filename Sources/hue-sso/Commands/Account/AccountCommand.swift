import Accounts
import ArgumentParser
import Identity
import Operations
import Wire

/// Accounts that the city issues.
struct AccountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account", abstract: "Tài khoản được cấp. (Accounts that the city issues.)",
        subcommands: [
            AccountAdd.self, AccountList.self, AccountShow.self, AccountDisable.self, AccountReset.self,
            AccountUnlock.self, AccountAssign.self, AccountUnassign.self, AccountLink.self, AccountUnlink.self,
            AccountReplaceNumber.self, AccountDoubles.self,
        ])

    func run() throws { throw ValidationError.noSubcommand }
}

/// Names the account that a command is about.
struct AccountArgument: ParsableArguments {
    @Argument(help: "Tên đăng nhập. (The user name.)")
    var username: String

    /// The twelve digits, where somebody is named by them.
    var number: CitizenNumber? { CitizenNumber(Username.typed(username)) }

    /// The name, of whosever account.
    var name: Username {
        get throws(CommandFailure) {
            guard let name = Username(username) else { throw missing }
            return name
        }
    }

    /// The account that the city issued under this name.
    func account(of installation: Installation) async throws -> IssuedAccount {
        guard let account = try await issued(by: installation) else { throw missing }
        return account
    }

    /// The same; `nil` where the city has issued none of this name.
    func issued(by installation: Installation) async throws -> IssuedAccount? {
        guard let username = Username(username) else { return nil }
        return try await IssuedAccounts(installation).find(username, at: installation.clock.now)
    }

    /// Whoever is named so: by a user name, twelve digits or an id.
    func person(of installation: Installation) async throws -> KnownPerson {
        guard let person = try await FindPerson(installation).run(username) else { throw missing }
        return person
    }

    var missing: CommandFailure { .noAccount(username) }
}

extension IssuedAccount {
    /// What the command line shows of an account.
    var listing: JSONObject {
        var json: JSONObject = [
            "username": .string(username.text), "enabled": .bool(isEnabled),
            "password_set_at": activationUntil == nil ? .string(passwordSetAt.text) : .null,
            "activation_until": activationUntil.map { .string($0.text) } ?? .null,
            "second_factor": .bool(hasSecondFactor),
            "locked_until": lockedUntil.map { .string($0.text) } ?? .null,
        ]
        json["name"] = name.map(JSONValue.string)
        json.add(staff)
        return json
    }
}

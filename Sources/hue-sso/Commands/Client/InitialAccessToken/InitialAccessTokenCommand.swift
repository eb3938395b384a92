import ArgumentParser
import Identity
import OpenIDConnect
import Wire

/// Tokens by which clients register themselves.
struct InitialAccessTokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "initial-access-token",
        abstract: """
            Mã mời để nền tảng tự đăng ký tại /register (RFC 7591). (Tokens by which clients register themselves at \
            /register (RFC 7591).)
            """,
        subcommands: [InitialAccessTokenAdd.self, InitialAccessTokenList.self, InitialAccessTokenEnd.self])

    func run() throws { throw ValidationError.noSubcommand }
}

extension InitialAccess {
    /// What the command line shows of one: everything but the token itself, of which only a hash is kept.
    var listing: JSONObject {
        [
            "id": .string(id.text), "name": .string(name), "uses_left": .integer(Int64(usesLeft)),
            "end": .string(end.text),
        ]
    }
}

import ArgumentParser
import Identity
import Operations

/// Who is signed in, and the end of it.
struct SessionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "session", abstract: "Phiên đăng nhập. (Sessions: who is signed in, and where.)",
        subcommands: [SessionList.self, SessionShow.self, SessionEnd.self])

    func run() throws { throw ValidationError.noSubcommand }
}

extension CommandFailure {
    static func noSession(_ id: String) -> Self {
        .notFound(
            "không có phiên '\(id)'; xem hue-sso session list",
            english: "there is no session '\(id)'; see hue-sso session list")
    }
}

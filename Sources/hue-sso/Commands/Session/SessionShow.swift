import ArgumentParser
import Identity
import Operations

struct SessionShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Xem một phiên và các nền tảng biết phiên đó. (Show one session and the platforms that know of it.)")

    @Argument(help: "Mã phiên. (The session's id.)")
    var id: String

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let installation = try await data.installation()
            guard
                let session = try await ReadSessions(installation).show(SessionID(id), at: installation.clock.now)
            else { throw CommandFailure.noSession(id) }
            let labels = try await installation.labels(of: [session.person])
            if output.json { return printJSON(session.json(labels)) }
            print("Người (person): \(labels.text(session.person).withInvisiblesWritten)")
            print("Đăng nhập (signed in): \(session.authentication.moment.text)")
            print("Trạng thái (state): \(session.state.both)\(session.endedAt.map { " \($0.text)" } ?? "")")
            print(session.progress.text(isLive: session.isLive).both)
            guard !session.progress.platforms.isEmpty else { return }
            printTable(SessionProgress.Platform.columns, session.progress.platforms.map(\.cells))
        }
    }
}

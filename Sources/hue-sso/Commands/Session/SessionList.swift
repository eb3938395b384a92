import ArgumentParser
import Identity
import Operations

struct SessionList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Liệt kê các phiên đang dùng. (List live sessions, the latest first.)")

    @Option(
        name: .customLong("of"),
        help: "Chỉ của người này: tên đăng nhập, số định danh hoặc mã. (Only somebody's: user name, number or id.)")
    var person: String?

    @Flag(
        name: .long,
        help: "Cả những phiên đã kết thúc trong 12 giờ qua. (Also those that ended, begun in the last twelve hours.)")
    var all = false

    @Option(name: .long, help: "Nhiều nhất bao nhiêu phiên. (How many at most.)")
    var limit = 100

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...10_000).contains(limit) else {
            throw ValidationError("--limit phải từ 1 đến 10000", english: "--limit must be from 1 to 10000")
        }
    }

    func run() async throws {
        try await reporting {
            let installation = try await data.installation()
            let named: PersonID? = if let person { try await installation.person(named: person) } else { nil }
            let sessions = try await ReadSessions(installation).list(
                of: named, onlyLive: !all, atMost: limit, at: installation.clock.now)
            let labels = try await installation.labels(of: sessions.map(\.person))
            if output.json { return printJSON(sessions.map { $0.json(labels) }) }
            printTable(ReadSessions.Listing.columns, sessions.map { $0.cells(labels) })
        }
    }
}

import ArgumentParser
import Identity
import Operations

struct AuditList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Xem nhật ký, mới nhất trước. (List events, the latest first.)")

    @OptionGroup var filter: AuditFilterOptions

    @Option(name: .long, help: "Nhiều nhất bao nhiêu dòng. (How many at the most.)")
    var limit = 100

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...100_000).contains(limit) else {
            throw ValidationError("--limit phải từ 1 đến 100000", english: "--limit is a number from 1 to 100000")
        }
    }

    func run() async throws {
        try await reporting {
            let installation = try await data.installation()
            let events = try await ReadAudit(installation).latest(try await filter.query(installation), limit: limit)
            if output.json { return printJSON(events.map(\.json)) }
            printTable(
                [
                    "SỐ (NUMBER)", "LÚC (MOMENT)", "VIỆC (ACTION)", "KẾT QUẢ (OUTCOME)", "NGƯỜI (ACTOR)",
                    "TỪ (ADDRESS)", "NỀN TẢNG (CLIENT)", "ĐỐI TƯỢNG (OBJECT)",
                ],
                events.map { event in
                    [
                        String(event.number), event.moment.text, event.action, event.outcome, event.actor,
                        event.address, event.client ?? "-", event.object ?? "-",
                    ]
                })
        }
    }
}

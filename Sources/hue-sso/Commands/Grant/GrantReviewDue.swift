import ArgumentParser
import Identity
import Operations
import Wire

struct GrantReviewDue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "due", abstract: "Đơn vị nào đến hạn rà soát. (Units whose grants have to be reviewed.)")

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let installation = try await data.installation()
            let due: [GrantsToReview.DueUnit]
            switch try await GrantsToReview(installation).due(at: installation.clock.now) {
            case .failure(let unavailable): throw CommandFailure(unavailable)
            case .success(let found): due = found
            }
            if output.json {
                return printJSON(
                    due.map { entry in
                        [
                            "unit": .string(entry.unit.id.text), "name": .string(entry.unit.name),
                            "grants": .integer(Int64(entry.grants)),
                            "last_review": entry.lastReview.map { .string($0.text) } ?? .null,
                        ]
                    })
            }
            printTable(
                ["ĐƠN VỊ (UNIT)", "TÊN (NAME)", "SỐ QUYỀN (GRANTS)", "LẦN TRƯỚC (LAST REVIEW)"],
                due.map { entry in
                    [
                        entry.unit.id.text, entry.unit.name, String(entry.grants),
                        entry.lastReview.map(HueTime.text) ?? "chưa có (never)",
                    ]
                })
        }
    }
}

import ArgumentParser
import Operations
import Wire

struct AuditPrune: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: """
            Xóa phần nhật ký đã xuất và quá thời hạn. (Remove what was exported and is older than audit.retention.)
            """)

    @OptionGroup var data: DataOptions
    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let retention = try await data.completeConfiguration().auditRetention()
            let installation = try await data.installation()
            let act = Act.byOperator(installation)
            let due = try await PruneAudit(installation).due(retention, at: act.now)
            if let first = due.first, let last = due.last {
                let days = retention.wholeSeconds / 86_400
                try confirmation.confirm(
                    "Sẽ xóa các dòng \(first.batch.first)-\(last.batch.last), đã xuất và cũ hơn \(days) ngày.",
                    english: "Events \(first.batch.first)-\(last.batch.last), which were exported and are older than "
                        + "\(days) days, will be removed.")
            }
            let removed = try await PruneAudit(installation).run(due, retention, act)
            if output.json {
                return printJSON(["batches": .array(due.map { .object($0.json) }), "removed": .integer(Int64(removed))])
            }
            print("Đã xóa \(removed) dòng. (\(removed) events removed.)")
        }
    }
}

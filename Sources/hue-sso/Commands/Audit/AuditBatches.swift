import ArgumentParser
import Operations
import Wire

struct AuditBatches: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batches",
        abstract: "Những phần nhật ký đã xuất. (What was exported, with the SHA-256 of each file.)")

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let installation = try await data.installation()
            let batches = try await ReadAudit(installation).batches()
            if output.json { return printJSON(batches.map(\.json)) }
            printTable(
                [
                    "TỪ SỐ (FIRST)", "ĐẾN SỐ (LAST)", "SỐ DÒNG (EVENTS)", "XUẤT LÚC (EXPORTED)", "XÓA LÚC (REMOVED)",
                    "MÃ BĂM (SHA-256)",
                ],
                batches.map { recorded in
                    [
                        String(recorded.batch.first), String(recorded.batch.last), String(recorded.batch.count),
                        recorded.exportedAt.text, recorded.removedAt?.text ?? "-", recorded.batch.sha256,
                    ]
                })
        }
    }
}

extension ExportedBatch {
    var json: JSONObject {
        [
            "first": .integer(batch.first), "last": .integer(batch.last), "count": .integer(batch.count),
            "latest_moment": .string(batch.latest.text), "sha256": .string(batch.sha256),
            "exported_at": .string(exportedAt.text),
            "removed_at": removedAt.map { .string($0.text) } ?? .null,
        ]
    }
}

import ArgumentParser
import Glibc
import Identity
import Operations
import Wire

struct AuditExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Xuất nhật ký ra tệp. (Export events to a file.)",
        discussion: """
            Không có điều kiện lọc: xuất mọi dòng từ lần xuất trước, và ghi nhận tệp cùng mã băm SHA-256, để các dòng \
            đó có thể được xóa khi hết thời hạn. Có điều kiện lọc: chỉ xuất những dòng được hỏi; không dòng nào nhờ \
            đó mà được xóa.

            (Without a filter: all events since the last export; the file is recorded with its SHA-256, so that its \
            events may be removed when their time is over. With a filter: only what is asked for, and nothing becomes \
            removable.)
            """)

    @Argument(help: "Tệp mới; '-' là đầu ra chuẩn, chỉ khi có điều kiện lọc. (A new file; '-' with a filter only.)")
    var file: String

    @Option(name: .long, help: "jsonl (JSON Lines) hoặc csv. (jsonl or csv.)")
    var format = AuditFormat.jsonLines.rawValue

    @OptionGroup var filter: AuditFilterOptions
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let format = try parsed(format, Bilingual("jsonl hoặc csv", "jsonl or csv")) { AuditFormat(rawValue: $0) }
            let installation = try await data.installation()
            let act = Act.byOperator(installation)
            if filter.isEmpty {
                guard file != "-" else {
                    throw CommandFailure(
                        "xuất toàn bộ phải có tên tệp", english: "a whole export needs a file", code: EX_USAGE)
                }
                let sink = try AuditFile(file)
                return try await show(
                    sink.keeping { try await ExportAudit(installation).batch(format, to: sink, act) }, sink)
            }
            let query = try await filter.query(installation)
            guard file != "-" else {
                _ = try await ExportAudit(installation).filtered(query, format, to: StandardOutputSink(), act)
                return
            }
            let sink = try AuditFile(file)
            try await show(
                sink.keeping { try await ExportAudit(installation).filtered(query, format, to: sink, act) }, sink)
        }
    }

    private func show(_ outcome: ExportAudit.Outcome, _ sink: AuditFile) throws {
        switch outcome {
        case .exported(let batch, let remaining):
            if output.json {
                return printJSON([
                    "file": .string(file), "first": .integer(batch.first), "last": .integer(batch.last),
                    "count": .integer(batch.count), "sha256": .string(batch.sha256), "remaining": .integer(remaining),
                ])
            }
            print("\(file): \(batch.count) dòng (events), \(batch.first)-\(batch.last)\nSHA-256 \(batch.sha256)")
            if remaining > 0 {
                print("Còn \(remaining) dòng; hãy xuất tiếp. (\(remaining) more; export once more.)")
            }
        case .filtered(let count):
            if output.json { return printJSON(["file": .string(file), "count": .integer(count)]) }
            print("\(file): \(count) dòng (events)")
        case .nothing:
            sink.abandon()
            throw CommandFailure.notFound(
                "không có gì mới từ lần xuất trước", english: "there is nothing since the last export")
        case .changedMeanwhile:
            throw CommandFailure(
                "vừa có người khác xuất; tệp \(file) không được ghi nhận, hãy xuất lại ra tệp khác",
                english: "somebody else has exported just now; \(file) counts for nothing, export to another file",
                code: EX_TEMPFAIL)
        }
    }
}

import ArgumentParser
import Directory
import Glibc
import Identity
import Operations
import Wire

struct DirectoryHeld: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "held",
        abstract: "Xem và duyệt thay đổi của nguồn SCIM. (What a source by SCIM waits for, and its approval.)",
        discussion: """
            Thay đổi được duyệt sẽ thực hiện khi nguồn gửi lại trong 24 giờ.

            (What is approved is done when the source sends it again, within 24 hours.)
            """)

    @OptionGroup var client: ClientArgument
    @Option(
        name: .long,
        help: """
            Duyệt một thay đổi, hoặc tất cả, theo mã đã in. (Approve one change, or all, by the digest that was printed.)
            """)
    var approve: String?
    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let id = try client.parsed()
            let installation = try await data.installation()
            let act = ApproveChange(installation)
            guard let waiting = try await act.waiting(id) else { throw noSource }
            guard let approve else { return show(waiting) }
            if !output.json { show(waiting) }
            try confirmation.confirm("Duyệt \(approve)?", english: "Approve \(approve)?")
            switch try await act.run(approve, of: id, .byOperator(installation)) {
            case .approved(let changes):
                if output.json { return printJSON(["approved": .texts(changes.map(\.digest))]) }
                print("Đã duyệt \(changes.count) thay đổi. (Approved \(changes.count) changes.)")
            case .stale:
                throw CommandFailure(
                    "không có thay đổi nào đang chờ với mã \(approve)",
                    english: "nothing waits by the digest \(approve)",
                    code: EX_TEMPFAIL)
            case .noSource: throw noSource
            }
        }
    }

    private var noSource: CommandFailure {
        CommandFailure(
            "client này không phải là nguồn nào", english: "the client is the source of nothing", code: EX_DATAERR)
    }

    private func texts(_ reasons: [HeldReason]) -> [Bilingual] { reasons.map { $0.text(by: ApproveChange.limits) } }

    private func show(_ waiting: ApproveChange.Waiting) {
        if output.json {
            return printJSON([
                "all": waiting.digest.map(JSONValue.string) ?? .null,
                "held": .array(
                    waiting.changes.map { change in
                        [
                            "digest": .string(change.digest), "what": .string(change.what),
                            "reasons": .texts(texts(change.reasons).map(\.english)),
                            "since": .string(change.since.text),
                            "approved": .bool(change.approvedAt != nil),
                        ]
                    }),
            ])
        }
        if waiting.changes.isEmpty { print("Không có gì đang chờ. (Nothing waits.)") }
        for change in waiting.changes {
            let reasons = texts(change.reasons).map(\.both).joined(separator: "; ")
            print(
                "\(change.digest)  \(change.what)  \(reasons)\(change.approvedAt == nil ? "" : "  đã duyệt (approved)")"
            )
        }
        if waiting.changes.count > 1, let digest = waiting.digest { print("\(digest)  tất cả (all)") }
    }
}

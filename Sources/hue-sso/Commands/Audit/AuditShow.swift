import ArgumentParser
import Operations

struct AuditShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Xem một dòng nhật ký. (Show one event.)")

    @Argument(help: "Số của dòng nhật ký. (The event's number.)")
    var number: Int64

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let installation = try await data.installation()
            guard let event = try await ReadAudit(installation).event(number) else {
                throw CommandFailure.notFound(
                    "nhật ký không có dòng số \(number), hoặc dòng đó đã được xuất và xóa; xem hue-sso audit batches",
                    english: "the audit log has no event \(number), or it was exported and removed; "
                        + "see hue-sso audit batches")
            }
            if output.json { return printJSON(event.json) }
            var members = event.json
            members["number"] = .string(String(event.number))
            members["port"] = event.port.map { .string(String($0)) } ?? .null
            printMembers(
                members,
                named: [
                    "number": "Số", "moment": "Lúc", "action": "Việc", "outcome": "Kết quả", "actor": "Người",
                    "address": "Địa chỉ", "port": "Cổng", "client": "Nền tảng", "session": "Phiên",
                    "object": "Đối tượng",
                ])
        }
    }
}

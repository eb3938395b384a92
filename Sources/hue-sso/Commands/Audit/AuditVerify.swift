import ArgumentParser
import Foundation
import Identity
import Operations
import Wire

struct AuditVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: """
            Đối chiếu nhật ký với thứ tự và mã băm đã niêm phong. (Compare the log with the order and hashes that were sealed.)
            """,
        discussion: """
            Mỗi sự kiện có một vị trí không đứt quãng và nằm trong một chuỗi mã băm, do máy chủ ghi sau khi sự kiện xảy ra. \
            Hãy ghi lại ở nơi khác mã cuối chuỗi mà lệnh này in ra: lần sau nhật ký phải đi tiếp từ đó.

            (Each event has a position, without a hole, and hangs on a chain of hashes that servers write after it. Note \
            the end of the chain, which this prints, elsewhere: the log must go on from there the next time.)
            """)

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            switch try await VerifyAudit(try await data.installation()).run() {
            case .whole(let head, let removed): show(head, removed)
            case .broken(let fault): throw CommandFailure([fault.text], code: EX_DATAERR)
            }
        }
    }

    private func show(_ head: SealedHead?, _ removed: Int64) {
        if output.json {
            return printJSON([
                "ok": .bool(true), "position": .integer(head?.position ?? 0),
                "chain": (head?.chain).map(JSONValue.string) ?? .null, "removed": .integer(removed),
            ])
        }
        guard let head else { return print("Chưa có gì được niêm phong. (Nothing was sealed yet.)") }
        print("Nguyên vẹn đến vị trí \(head.position), mã cuối \(head.chain). (Whole up to this position and head.)")
        if removed > 0 { print("Trong đó \(removed) sự kiện đã xuất và xóa. (So many were exported and removed.)") }
    }
}

extension VerifyAudit.Fault {
    fileprivate var text: Bilingual {
        switch self {
        case .changed(let event, let position):
            Bilingual(
                "sự kiện \(event) ở vị trí \(position) đã bị sửa sau khi niêm phong",
                "event \(event) at position \(position) was changed after it was sealed")
        case .missing(let event, let position):
            Bilingual(
                "sự kiện \(event) ở vị trí \(position) đã mất mà chưa được xuất và xóa",
                "event \(event) at position \(position) is gone, and wasn't exported and removed")
        case .unsealed(let event):
            Bilingual(
                "sự kiện \(event) được chen vào giữa những sự kiện đã niêm phong",
                "event \(event) was put in among those that were sealed")
        case .brokenChain(let position):
            Bilingual(
                "chuỗi mã băm đứt ở vị trí \(position)", "the chain of hashes is broken at position \(position)")
        }
    }
}

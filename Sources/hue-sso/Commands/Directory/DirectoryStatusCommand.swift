import ArgumentParser
import Directory
import Identity
import Operations
import Wire

struct DirectoryStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Nguồn, lần đọc, độ trễ, những gì bị giữ lại. (The source, its runs, its lag, and what is held.)")

    @OptionGroup var directory: DirectoryOptions
    @OptionGroup var output: OutputOptions

    private static let labels = [
        "source": "nguồn", "servers": "máy chủ", "mode": "cách đọc", "last_read": "lần đọc gần nhất",
        "last_whole": "lần đọc đủ gần nhất", "next_whole": "lần đọc đủ kế tiếp", "lag_seconds": "độ trễ (giây)",
        "units": "đơn vị", "people": "người", "active": "đang làm việc", "isolated": "mục bị cách ly",
        "refusal": "lý do không nhận", "held": "đang giữ lại", "held_reasons": "lý do giữ lại",
        "last_run": "lần áp dụng gần nhất", "last_run_at": "lúc", "last_run_kind": "cách", "approved_by": "người duyệt",
        "last_run_changes": "đã thay đổi", "waits": "chờ sau khi hoàn tác",
        "sign_in": "đăng nhập bằng mật khẩu thư mục",
    ]

    func run() async throws {
        try await reporting {
            let (installation, desk) = try await directory.desk()
            let status = try await desk.status()
            let (now, last) = (installation.clock.now, status.runs.first)
            let json: JSONObject = [
                "source": .string(desk.mapping.source.slug),
                "servers": .texts(desk.mapping.connection.servers.map(\.description)),
                "mode": .string(desk.mapping.mode.rawValue),
                "last_read": .string(status.state.readAt.map(HueTime.text)),
                "last_whole": .string(status.state.readWholeAt.map(HueTime.text)),
                "next_whole": .string(HueTime.text(now + desk.untilNextWhole(from: now))),
                "lag_seconds": status.state.lag.map { .number($0 / .seconds(1)) } ?? .null,
                "units": .integer(Int64(status.counts.units)), "people": .integer(Int64(status.counts.people)),
                "active": .integer(Int64(status.counts.active)), "isolated": .integer(Int64(status.state.isolated)),
                "refusal": .string(status.state.refusal), "held": .string(status.state.held?.digest),
                "held_reasons": .texts(status.state.held?.reasons.map { $0.text(by: desk.mapping.limits).both } ?? []),
                "last_run": last.map { .integer($0.number) } ?? .null,
                "last_run_at": .string(last.map { HueTime.text($0.moment) }),
                "last_run_kind": .string(last?.kind.rawValue), "approved_by": .string(last?.approvedBy),
                "last_run_changes": .texts(status.lastChanges),
                "waits": .bool(status.state.waitsSinceUndo), "sign_in": .bool(desk.mapping.allowsSignIn),
            ]
            if output.json { return printJSON(json) }
            printMembers(json, named: Self.labels)
        }
    }
}

extension JSONValue {
    fileprivate static func string(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
}

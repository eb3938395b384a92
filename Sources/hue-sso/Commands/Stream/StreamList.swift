import ArgumentParser
import Identity
import OpenIDConnect
import Operations
import Wire

struct StreamList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Liệt kê các luồng sự kiện an ninh. (List streams of security events, by client.)",
        discussion: """
            Nền tảng tự tạo luồng của mình tại /ssf/stream bằng token có scope ssf.manage; số sự kiện đã nhận và đã thôi \
            gửi là của bảy ngày qua.

            (Platforms make their streams themselves at /ssf/stream, with a token that has the scope ssf.manage; what was \
            taken and given up is that of the last seven days.)
            """)

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let streams = try await ListEventStreams(try await data.installation()).run()
            if output.json { return printJSON(streams.map(\.json)) }
            printTable(ListEventStreams.Listing.columns, streams.map(\.cells))
        }
    }
}

extension ListEventStreams.Listing {
    fileprivate static let columns = [
        "MÃ NỀN TẢNG (CLIENT ID)", "TÊN (NAME)", "CÁCH NHẬN (DELIVERY)", "TRẠNG THÁI (STATUS)", "ĐANG CHỜ (WAITING)",
        "ĐÃ NHẬN (TAKEN)", "THÔI GỬI (GIVEN UP)", "LỖI (FAILURE)",
    ]

    fileprivate var cells: [String] {
        [
            stream.client.text, clientName ?? "-", stream.contents.endpoint?.uri.text ?? fetched.both,
            status.both + (stream.reason.map { ": \($0)" } ?? ""),
            "\(waiting)\(oldest.map { " (\($0.text))" } ?? "")", "\(delivered)", "\(givenUp)", failure ?? "-",
        ]
    }

    fileprivate var json: JSONObject {
        [
            "client_id": .string(stream.client.text), "name": clientName.map(JSONValue.string) ?? .null,
            "stream_id": .string(stream.id.text),
            "endpoint": stream.contents.endpoint.map { .string($0.uri.text) } ?? .null,
            "events": .array(
                SecurityEventType.allCases.filter(stream.contents.requested.contains).map { .string($0.rawValue) }),
            "status": .string(stream.status.rawValue), "reason": stream.reason.map(JSONValue.string) ?? .null,
            "waiting": .integer(Int64(waiting)), "oldest": oldest.map { .string($0.text) } ?? .null,
            "delivered": .integer(Int64(delivered)), "given_up": .integer(Int64(givenUp)),
            "last_delivery": lastDelivery.map { .string($0.text) } ?? .null,
            "failure": failure.map(JSONValue.string) ?? .null,
        ]
    }

    private var fetched: Bilingual { Bilingual("nền tảng tự lấy", "fetched by the platform") }

    private var status: Bilingual {
        switch stream.status {
        case .enabled: Bilingual("đang báo", "enabled")
        case .paused: Bilingual("tạm dừng", "paused")
        case .disabled: Bilingual("đã tắt", "disabled")
        }
    }
}

import ArgumentParser
import Identity
import OpenIDConnect
import Operations
import Wire

/// Grades a platform as it behaves, with what to mend.
struct ClientCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: """
            Xem xét và xếp hạng một nền tảng theo cách nó đang hoạt động: A tốt, B nên sửa, C phải sửa. (Look at a platform as \
            it behaves, and grade it: A good, B better mended, C to be mended.)
            """,
        discussion: """
            Dựa trên đăng ký, 30 ngày nhật ký (đăng nhập, thời hạn token), các mã còn nhớ và các lỗi đã ghi. Nền tảng lưu khóa của ta bao lâu và có kiểm tra \
            chữ ký hay không thì từ đây không thấy được.

            (By its registration, 30 days of the audit log (sign-ins, lifetimes of tokens), the codes that are remembered and the mistakes that were noted. How \
            long the platform keeps our keys, and whether it verifies what we sign, can't be seen from here.)
            """)

    @OptionGroup var client: ClientArgument
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let installation = try await data.installation()
            let client = try await client.client(of: installation)
            let review = try await ReviewClient(installation).run(client, at: installation.clock.now)
            if output.json { return printJSON(review.json(for: client)) }
            print("\(client.id): \(review.grade.rawValue)")
            if review.findings.isEmpty { print("Không có gì phải sửa. (Nothing to mend.)") }
            for finding in review.findings {
                print("[\(finding.weight.text)] \(finding.text.vietnamese)\n    \(finding.text.english)")
                if let command = finding.command(for: client) { print("    → \(command)") }
            }
            for unseen in ClientReview.Unseen.allCases {
                print("[không thấy được/not seen] \(unseen.text.vietnamese)\n    \(unseen.text.english)")
            }
        }
    }
}

extension ClientReview {
    fileprivate func json(for client: Client) -> JSONObject {
        let findings = findings.map { finding in
            var json: JSONObject = ["weight": .string(finding.weight.text), "text": finding.text.json]
            json["command"] = finding.command(for: client).map(JSONValue.string)
            return JSONValue.object(json)
        }
        return [
            "client_id": .string(client.id.text), "grade": .string(grade.rawValue), "findings": .array(findings),
            "not_seen": .array(
                Unseen.allCases.map { JSONValue.object(["name": .string($0.rawValue), "text": $0.text.json]) }),
        ]
    }
}

extension ClientFinding.Weight {
    fileprivate var text: String {
        switch self {
        case .fault: "phải sửa/fault"
        case .advice: "nên sửa/advice"
        case .note: "lưu ý/note"
        }
    }
}

import ArgumentParser
import Identity
import Operations
import Permissions
import Wire

struct PolicyList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Các phiên bản chính sách. (The versions, and when each was in force.)")

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let versions = try await RecordedPolicies(try await data.installation()).all()
            if output.json { return printJSON(versions.map(\.json)) }
            printTable(
                ["PHIÊN BẢN (VERSION)", "TỪ (FROM)", "ĐẾN (UNTIL)", "SỐ TỆP (FILES)"],
                versions.map {
                    [
                        String($0.number), HueTime.text($0.period.from), $0.period.until.map(HueTime.text) ?? "-",
                        String($0.files.count),
                    ]
                })
        }
    }
}

extension PolicyVersion {
    var json: JSONObject {
        [
            "version": .integer(Int64(number)), "from": .string(period.from.text),
            "until": period.until.map { .string($0.text) } ?? .null, "files": .texts(files.map(\.name)),
        ]
    }
}

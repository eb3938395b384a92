import ArgumentParser
import Keys
import Wire

struct KeyList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Liệt kê khóa ký và trạng thái. (List the signing keys and their states; opens none.)")

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            showKeys(try await KeyInstallation(data).list(), output)
        }
    }
}

/// Shows keys as they are now.
func showKeys(_ keys: [KeyListing], _ output: OutputOptions) {
    if output.json { return printJSON(keys.map(\.json)) }
    printTable(
        ["KID", "ALG", "TRẠNG THÁI (STATE)", "TỪ LÚC (SINCE)", "TẠO LÚC (CREATED)"],
        keys.map { key in
            [key.id, key.algorithm.rawValue, key.stateName, key.state?.since?.text ?? "-", key.createdAt.text]
        })
}

extension KeyListing {
    fileprivate var stateName: String { state?.name.rawValue ?? "unused" }

    fileprivate var json: JSONObject {
        [
            "kid": .string(id), "alg": .string(algorithm.rawValue), "state": .string(stateName),
            "since": (state?.since?.text).map(JSONValue.string) ?? .null, "created_at": .string(createdAt.text),
        ]
    }
}

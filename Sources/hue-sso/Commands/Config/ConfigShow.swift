import ArgumentParser
import Server
import Settings
import Wire

struct ConfigShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Xem cấu hình đang dùng. (Every setting: its value and where it comes from.)")

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let configuration = try await data.configuration()
            let rows = Setting.all.map { setting in
                let value = configuration.text(setting).map { setting.isSecret ? "(secret)" : $0 }
                return (setting, value, configuration.origin(of: setting))
            }
            if output.json {
                return printJSON(
                    rows.map { setting, value, origin in
                        [
                            "key": .string(setting.key), "value": value.map(JSONValue.string) ?? .null,
                            "from": .string(origin.description), "variable": .string(setting.variable),
                            "meaning": setting.meaning.json,
                        ]
                    })
            }
            printTable(
                ["MỤC (KEY)", "GIÁ TRỊ (VALUE)", "NGUỒN (FROM)", "Ý NGHĨA (MEANING)"],
                rows.map { setting, value, origin in [setting.key, value ?? "-", origin.text, setting.meaning.both] })
        }
    }
}

extension SettingOrigin {
    /// As people read it; a variable and a place in a file are what they are.
    fileprivate var text: String {
        switch self {
        case .commandLine: "dòng lệnh (command line)"
        case .fallback: "mặc định (default)"
        case .missing: "chưa có (not set)"
        case .variable, .file: description
        }
    }
}

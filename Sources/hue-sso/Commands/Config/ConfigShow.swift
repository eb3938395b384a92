import ArgumentParser
import Identity
import Keys
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
            let configuration = await completed(try await data.configuration())
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

    /// With what the records say to all nodes, as far as that can be read: this shows also what keeps it from being.
    private func completed(_ own: ProviderConfiguration) async -> ProviderConfiguration {
        do { return try await own.completed() } catch {
            let texts: [Bilingual] =
                switch error {
                case let errors as ConfigurationErrors: errors.problems.map(\.text)
                case let error as KeyVaultError: [error.textWithHint]
                case is RecordedSettingsError: [.unreadableSettings]
                default: [Bilingual("không đọc được cơ sở dữ liệu: \(error)", "the database can't be read: \(error)")]
                }
            for text in texts { warn(text.vietnamese, english: text.english) }
            return own
        }
    }
}

extension SettingOrigin {
    /// As people read it; a variable and a place in a file are what they are.
    fileprivate var text: String {
        switch self {
        case .commandLine: "dòng lệnh (command line)"
        case .records: "cơ sở dữ liệu (database)"
        case .fallback: "mặc định (default)"
        case .missing: "chưa có (not set)"
        case .variable, .file: description
        }
    }
}

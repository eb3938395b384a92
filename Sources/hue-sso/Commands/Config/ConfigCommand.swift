import ArgumentParser
import Server
import Settings
import Wire

/// The settings.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Cấu hình. (The settings.)", subcommands: [ConfigCheck.self, ConfigShow.self])

    func run() throws { throw ValidationError.noSubcommand }
}

struct ConfigCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Kiểm tra cấu hình. (Say what is wrong, and where.)")

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let configuration = try await data.configuration()
            var problems: [ConfigurationProblem] = []
            do throws(ConfigurationErrors) { _ = try configuration.settings() } catch { problems += error.problems }
            do throws(ConfigurationErrors) { _ = try configuration.masterKey() } catch { problems += error.problems }
            if output.json {
                let list = problems.map { JSONValue.object(["place": .string($0.place), "problem": $0.text.json]) }
                printJSON(["ok": .bool(problems.isEmpty), "problems": .array(list)])
                if !problems.isEmpty { throw ExitCode(78) }
                return
            }
            guard problems.isEmpty else { throw ConfigurationErrors(problems: problems) }
            print("Cấu hình hợp lệ. (The configuration is good.)")
        }
    }
}

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

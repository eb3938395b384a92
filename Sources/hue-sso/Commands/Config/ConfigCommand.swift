import ArgumentParser
import Server
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
                let list = problems.map { JSONValue.object(["place": .string($0.place), "problem": .string($0.text)]) }
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
                return (setting, value, configuration.place(of: setting))
            }
            if output.json {
                return printJSON(
                    rows.map { setting, value, place in
                        [
                            "key": .string(setting.key), "value": value.map(JSONValue.string) ?? .null,
                            "from": .string(place), "variable": .string(setting.variable),
                            "meaning": .string(setting.meaning),
                        ]
                    })
            }
            printTable(
                ["KEY", "VALUE", "FROM", "MEANING"],
                rows.map { [$0.0.key, $0.1 ?? "-", $0.2, $0.0.meaning] })
        }
    }
}

import ArgumentParser
import Server
import Settings
import Wire

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

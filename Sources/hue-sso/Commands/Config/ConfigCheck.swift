import ArgumentParser
import Cryptography
import Foundation
import Identity
import Keys
import Operations
import Server
import Settings
import Wire

struct ConfigCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Kiểm tra mọi thứ mà 'serve' cần. (Say what 'serve' would stumble over, and where.)")

    @Flag(
        name: .long,
        help: """
            Hệ thống đang chạy và dùng các cổng của mình: không thử các cổng. \
            (The server is running and has its ports: don't try them.)
            """)
    var running = false

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let configuration = try await data.configuration()
            let settings: ProviderSettings?
            var problems: [ConfigurationProblem]
            (settings, problems) = configuration.readSettings()
            var notes: [ConfigurationProblem] = []
            if let settings {
                let check = StartupCheck(settings, configuration, isServing: running)
                problems += check.problems + check.obstacles
                notes += check.notes
            }
            do throws(ConfigurationErrors) { _ = try configuration.masterKey() } catch { problems += error.problems }
            do {
                if try !Installation.isThere(configuration.recordsLocation()) {
                    notes.append(configuration.noInstallation)
                } else if problems.isEmpty {
                    problems += try await secretsProblems(configuration)
                }
            } catch RecordsError.olderSchema {
                notes.append(configuration.olderRecords)
            } catch is ConfigurationErrors {
                // What is wrong with the settings of the database was said with the others.
            } catch let error as RecordsError where configuration.namesDatabaseServer {
                problems.append(configuration.unreachable(error))
            }
            try show(problems, notes)
        }
    }

    /// Whether the keys open, and are those of the records; nothing is written.
    private func secretsProblems(_ configuration: ProviderConfiguration) async throws -> [ConfigurationProblem] {
        let installation = try Installation(
            existingAt: configuration.recordsLocation(), upgrades: false, clock: SystemWallClock(),
            random: KernelRandomSource())
        let secrets: ProviderSecrets
        let masterKey: MasterKey
        do { masterKey = try configuration.masterKey() } catch { return error.problems }
        do {
            let vault = try KeyVault(masterKey: masterKey, random: installation.random)
            secrets = try await OpenKeys(
                installation, vault, formerly: KeyFolder(configuration.keysDirectory)
            ).look(at: installation.clock.now)
            if let file = configuration.vneidKeyFile { _ = try UpstreamKeyFile(file).open(by: secrets.sealer) }
        } catch let error as KeyVaultError {
            return [ConfigurationProblem(place: configuration.databasePlace, text: error.textWithHint)]
        }
        guard let discrepancy = try await ConfirmSecrets(installation).discrepancy(secrets.fingerprints) else {
            return []
        }
        return CommandFailure(discrepancy, configuration).texts.map {
            ConfigurationProblem(place: configuration.databasePlace, text: $0)
        }
    }

    private func show(_ problems: [ConfigurationProblem], _ notes: [ConfigurationProblem]) throws {
        if output.json {
            printJSON(["ok": .bool(problems.isEmpty), "problems": Self.list(problems), "notes": Self.list(notes)])
            if !problems.isEmpty { throw ExitCode(EX_CONFIG) }
            return
        }
        for note in notes { warn("\(note.place): \(note.text.vietnamese)", english: note.text.english) }
        guard problems.isEmpty else { throw ConfigurationErrors(problems: problems) }
        print("Cấu hình hợp lệ. (The configuration is good.)")
    }

    private static func list(_ problems: [ConfigurationProblem]) -> JSONValue {
        .array(problems.map { .object(["place": .string($0.place), "problem": $0.text.json]) })
    }
}

extension StartupCheck {
    init(_ settings: ProviderSettings, _ configuration: ProviderConfiguration, isServing: Bool = false) {
        self.init(
            settings, trustedProxies: configuration.trustedProxies, isServing: isServing,
            secretFiles: [
                configuration.masterKeyFile, configuration.databasePasswordFile, configuration.vneidKeyFile,
            ].compactMap(\.self) + settings.upstreams.map(\.secretFile),
            now: SystemWallClock().now)
    }

    /// Ends the command where a server can't begin; warns where somebody should know.
    func require() throws {
        for note in notes { warn("\(note.place): \(note.text.vietnamese)", english: note.text.english) }
        guard problems.isEmpty else { throw ConfigurationErrors(problems: problems) }
        guard obstacles.isEmpty else {
            throw CommandFailure(
                obstacles.map { Bilingual("\($0.place): \($0.text.vietnamese)", $0.text.english) }, code: EX_UNAVAILABLE
            )
        }
    }
}

extension ProviderConfiguration {
    fileprivate var noInstallation: ConfigurationProblem {
        ConfigurationProblem(
            place: databasePlace,
            text: Bilingual(
                "chưa có hệ thống nào ở đây; hue-sso init tạo ra nó",
                "there is no installation yet; hue-sso init makes it"))
    }

    fileprivate func unreachable(_ error: RecordsError) -> ConfigurationProblem {
        ConfigurationProblem(
            place: databasePlace,
            text: Bilingual(
                "không dùng được cơ sở dữ liệu: \(error)", "the database can't be used: \(error)"))
    }

    fileprivate var olderRecords: ConfigurationProblem {
        ConfigurationProblem(
            place: databasePlace,
            text: Bilingual(
                "do phiên bản cũ hơn tạo; lệnh kế tiếp khác lệnh này sẽ nâng cấp",
                "was made by an older version; the next command other than this one upgrades it"))
    }
}

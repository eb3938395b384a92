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
            let own = try await data.configuration()
            var notes: [ConfigurationProblem] = []
            var problems: [ConfigurationProblem] = []
            var failure: RecordsError?
            var configuration = own.incomplete()
            do {
                configuration = try await own.completed()
            } catch is ConfigurationErrors {
                // What is wrong with the master key and the settings of the database is said with the others.
            } catch let error as KeyVaultError {
                problems.append(ConfigurationProblem(place: own.databasePlace, text: error.textWithHint))
            } catch is RecordedSettingsError {
                problems.append(ConfigurationProblem(place: own.databasePlace, text: .unreadableSettings))
            } catch let error as RecordsError {
                failure = error
            }
            if let failure, own.namesDatabaseServer { problems.append(own.unreachable(failure)) }
            let (settings, more) = configuration.readSettings()
            problems += more
            if let settings {
                let check = StartupCheck(settings, configuration, isServing: running)
                problems += check.problems + check.obstacles
                notes += check.notes
            }
            do throws(ConfigurationErrors) { _ = try own.masterKey() } catch { problems += error.problems }
            if problems.isEmpty, let settings {
                if let failure { throw failure }
                do {
                    problems += try await secretsProblems(configuration, settings)
                } catch RecordsError.notThere {
                    notes.append(configuration.noInstallation)
                } catch RecordsError.olderSchema {
                    notes.append(configuration.olderRecords)
                }
            }
            try show(problems, notes)
        }
    }

    /// Whether the keys open, and are those of the records; nothing is written.
    private func secretsProblems(
        _ configuration: ProviderConfiguration, _ settings: ProviderSettings
    ) async throws -> [ConfigurationProblem] {
        let installation = try Installation(
            existingAt: configuration.recordsLocation(), older: .refuse, clock: SystemWallClock(),
            random: KernelRandomSource())
        let secrets: ProviderSecrets
        let masterKey: MasterKey
        do { masterKey = try configuration.masterKey() } catch { return error.problems }
        do {
            let vault = try KeyVault(masterKey: masterKey, random: installation.random)
            secrets = try await OpenKeys(
                installation, vault, formerly: KeyFolder(configuration.keysDirectory)
            ).look(at: installation.clock.now)
            if try await !hasEnvelopeKey(installation, configuration, vault), settings.vneid?.sealsEnvelopes == true {
                return [ConfigurationProblem(place: configuration.databasePlace, text: .noEnvelopeKey)]
            }
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

    /// Whether there is a key that VNeID could seal to, here or in the file of a version before; that it opens, or an error.
    private func hasEnvelopeKey(
        _ installation: Installation, _ configuration: ProviderConfiguration, _ vault: KeyVault
    ) async throws -> Bool {
        let ring = EnvelopeKeyRing()
        try await LoadEnvelopeKeys(installation, vault.sealer, ring).run()
        guard ring.current.isEmpty, let path = configuration.vneidKeyFile else { return !ring.current.isEmpty }
        _ = try EnvelopeKeyFile(path).open(by: vault.sealer)
        return true
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
            ].compactMap(\.self) + (configuration.hasRecordedUpstreams ? [] : settings.upstreams.map(\.secretFile)),
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

import ArgumentParser
import Cryptography
import Foundation
import Identity
import Keys
import Operations
import Server
import Settings

/// Which installation a command works on.
struct DataOptions: ParsableArguments {
    @Option(
        name: .long,
        help: """
            Tệp cấu hình YAML; không nêu thì dùng hue-sso.yaml cạnh dữ liệu, nếu có. \
            (The configuration file in YAML; without it hue-sso.yaml beside the data, if there is one.)
            """)
    var config: String?

    @Option(
        name: .long,
        help: """
            Thư mục cơ sở dữ liệu và khóa; thay cho mục 'data' của cấu hình. \
            (The directory of database and keys; overrides the setting 'data'.)
            """)
    var data: String?

    /// - Throws: when the file that `--config` names isn't there; what is wrong in it is said where it is used.
    func configuration() async throws(CommandFailure) -> ProviderConfiguration {
        if let config, !FileManager.default.fileExists(atPath: config) {
            throw .notFound("không có tệp cấu hình \(config)", english: "the configuration file \(config) is not there")
        }
        let beside = (data ?? ".") + "/hue-sso.yaml"
        let file = config ?? (FileManager.default.fileExists(atPath: beside) ? beside : nil)
        return await ProviderConfiguration(
            file: file, environment: ProcessInfo.processInfo.environment,
            overrides: data.map { ["data": $0] } ?? [:])
    }

    /// The configuration with what the records say to all nodes, for commands that need a setting of that kind.
    func completeConfiguration() async throws -> ProviderConfiguration { try await configuration().completed() }

    /// Opens the installation's records; where there are none, says where it looked.
    func installation() async throws -> Installation { try openInstallation(try await configuration()) }

    /// The configuration of an installation that is there, for commands that don't need its records.
    func configurationOfInstallation() async throws -> ProviderConfiguration {
        let configuration = try await configuration()
        guard try Installation.isThere(configuration.recordsLocation()) else {
            throw CommandFailure.noInstallation(configuration)
        }
        return configuration
    }
}

/// Opens the records of an installation that is there. A command in another folder would otherwise begin a second one,
/// and answer of nothing as if nobody had anything.
func openInstallation(
    _ configuration: ProviderConfiguration, clock: any WallClock = SystemWallClock()
) throws -> Installation {
    do {
        return try Installation(
            existingAt: configuration.recordsLocation(), clock: clock, random: KernelRandomSource())
    } catch RecordsError.notThere {
        throw CommandFailure.noInstallation(configuration)
    }
}

extension ProviderConfiguration {
    /// Where the records are.
    func recordsLocation() throws(ConfigurationErrors) -> RecordsLocation {
        switch try databaseSettings() {
        case .file(let path): .file(path)
        case .server(let server):
            .server(
                server.address, password: server.password, connections: server.connections,
                random: KernelRandomSource())
        }
    }
}

extension ProviderConfiguration {
    /// The same, with what the records say to all nodes. Where they do, it needs the master key. Nothing is written there, and
    /// records of an older version stay as they are.
    func completed() async throws -> ProviderConfiguration {
        let records = try recordsLocation()
        guard try Installation.isThere(records), let sealed = try await SealedSettings(of: records) else { return self }
        let vault = try KeyVault(masterKey: try masterKey(), random: KernelRandomSource())
        return completed(by: try RecordedSettings(sealed.open(by: vault.sealer)))
    }
}

extension Bilingual {
    static let unreadableSettings = Bilingual(
        "cấu hình chung trong cơ sở dữ liệu không đọc được; hãy chạy lại hue-sso config share",
        "the shared settings in the database can't be read; run hue-sso config share again")
}

extension CommandFailure {
    /// The path is said in full: who is in the wrong folder sees it.
    static func noInstallation(_ configuration: ProviderConfiguration) -> Self {
        let path =
            configuration.namesDatabaseServer
            ? configuration.databasePlace : URL(fileURLWithPath: configuration.databasePath).path
        return .notFound(
            "chưa có hệ thống nào: không có \(path); hãy nêu đúng --data hoặc --config, hoặc tạo mới bằng hue-sso init",
            english: "there is no installation: \(path) is not there; name it by --data or --config, or make a new one "
                + "with hue-sso init")
    }
}

extension Act {
    /// What an administrator does at this command line, now.
    static func byOperator(_ installation: Installation) -> Act {
        Act(actor: .administrator(NSUserName()), origin: .local, now: installation.clock.now)
    }
}

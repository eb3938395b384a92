import ArgumentParser
import Cryptography
import Foundation
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

    /// Opens the installation's records; makes them where there are none yet.
    func installation() async throws -> Installation { try openInstallation(try await configuration()) }
}

/// Opens an installation's records; makes them, and the directory that they lie in, where there are none yet.
func openInstallation(_ configuration: ProviderConfiguration) throws -> Installation {
    do {
        try FileManager.default.createDirectory(
            atPath: configuration.dataDirectory, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
    } catch {
        throw CommandFailure(
            "không tạo hoặc không dùng được thư mục dữ liệu \(configuration.dataDirectory)",
            english: "the data directory \(configuration.dataDirectory) can't be made or used", code: EX_CANTCREAT)
    }
    return try Installation(
        databasePath: configuration.databasePath, clock: SystemWallClock(), random: OpenSSLRandomSource())
}

extension Act {
    /// What an administrator does at this command line, now.
    static func byOperator(_ installation: Installation) -> Act {
        Act(actor: .administrator(NSUserName()), origin: .local, now: installation.clock.now)
    }
}

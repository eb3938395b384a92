import ArgumentParser
import Backup
import Cryptography
import Foundation
import Identity
import Keys
import Operations
import Server
import Settings
import Wire

/// Everything that an installation is, in one sealed file, also while it is served.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract:
            "Sao lưu hệ thống vào một tệp. (Back the installation up into one sealed file, also while it serves.)",
        discussion: """
            Tệp có cơ sở dữ liệu, cùng các khóa và bí mật trong đó, và tệp cấu hình, được niêm phong bằng khóa chủ hoặc \
            bằng mật khẩu. Khóa chủ không nằm trong đó: hãy giữ một bản ở nơi khác. Đừng chép hue-sso.sqlite: những gì mới \
            ghi còn nằm trong hue-sso.sqlite-wal.

            (In it are the database, with keys and secret, and the settings file, sealed under the master key or a \
            passphrase. The master key isn't in it: keep a copy elsewhere. Don't copy hue-sso.sqlite: what was written \
            last is still in hue-sso.sqlite-wal.)
            """)

    @Argument(help: "Tệp mới để sao lưu vào. (The new file.)")
    var file: String

    @OptionGroup var secret: BackupSecretOptions
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let configuration = try await data.configuration()
            let installation = try openInstallation(configuration)
            try await requireKeys(configuration, installation)
            let seal = try secret.secret(configuration, isNew: true)
            let size = try await write(configuration, installation, seal)
            if output.json {
                return printJSON([
                    "file": .string(file), "bytes": .integer(Int64(clamping: size)),
                    "created_at": .string(installation.clock.now.text),
                ])
            }
            print("Đã sao lưu vào \(file), \(size) byte. (Backed up.)")
        }
    }

    /// A backup of records whose keys are lost, or aren't theirs, would restore nothing.
    private func requireKeys(_ configuration: ProviderConfiguration, _ installation: Installation) async throws {
        let vault = try KeyVault(masterKey: try configuration.masterKey(), random: installation.random)
        let fingerprints = try await openKeys(configuration, installation, vault).fingerprints
        if let discrepancy = try await ConfirmSecrets(installation).discrepancy(fingerprints) {
            throw CommandFailure(discrepancy, configuration)
        }
    }

    /// - Returns: the backup's size in bytes.
    private func write(
        _ configuration: ProviderConfiguration, _ installation: Installation, _ seal: borrowing BackupSecret
    ) async throws -> UInt64 {
        let writer: BackupWriter
        do {
            writer = try BackupWriter(file, sealedTo: seal, at: installation.clock.now, random: installation.random)
        } catch { throw CommandFailure(error, file) }
        // The copy lies where the database does, as little others' business as that; never at the backup's place.
        let snapshot =
            configuration.dataDirectory + "/.backup-\(Base64URL.encode(installation.random.bytes(9))).sqlite"
        var isWhole = false
        defer {
            unlink(snapshot)
            if !isWhole { unlink(file) }
        }
        let name = URL(fileURLWithPath: file).lastPathComponent
        try await TakeSnapshot(installation).run(to: snapshot, named: name, .byOperator(installation))
        let size: UInt64
        do {
            try writer.add(.database, contentsOf: snapshot)
            if let settings = configuration.path { try writer.add(.settings, contentsOf: settings) }
            size = try writer.finish()
        } catch { throw CommandFailure(error, file) }
        isWhole = true
        return size
    }
}

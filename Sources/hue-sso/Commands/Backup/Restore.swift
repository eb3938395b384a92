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

/// An installation out of a backup, into an empty folder.
struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Khôi phục bản sao lưu vào thư mục trống. (Restore a backup into an empty folder.)",
        discussion: """
            Tất cả được kiểm tra trước khi có gì được đặt vào thư mục dữ liệu: tệp nguyên vẹn, cơ sở dữ liệu không hỏng, \
            các khóa đúng là của cơ sở dữ liệu. Phiên đăng nhập, tài khoản và quyền trở về như lúc sao lưu: hãy xem lại \
            những gì đã bị thu hồi từ lúc đó.

            (Everything is checked before anything is put into the data directory: the file is whole, the database not \
            broken, the keys are the database's. Sessions, accounts and grants are again what they were then: look at \
            what was taken back since.)
            """)

    @Argument(help: "Tệp sao lưu. (The backup.)")
    var file: String

    @OptionGroup var secret: BackupSecretOptions
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let configuration = try await data.configuration()
            let folder = configuration.dataDirectory
            let reader: BackupReader
            do throws(BackupError) { reader = try BackupReader(file) } catch { throw CommandFailure(error, file) }
            try Self.makeEmpty(folder)
            let seal = try secret.secret(configuration, isNew: false)
            let draft = folder + "/.restore-" + Base64URL.encode(KernelRandomSource().bytes(9))
            defer { removeDraft(draft) }
            try Self.makeFolders(draft)
            let entries: Set<BackupEntry>
            do throws(BackupError) { entries = try reader.extract(with: seal, to: draft) } catch {
                throw CommandFailure(error, file)
            }
            let areKeysOpened = try await accept(draft, configuration)
            let isOnServer = try await bringToServer(draft, configuration)
            try Self.place(draft, in: folder, entries, withRecords: !isOnServer)
            show(reader.header, configuration, areKeysOpened)
        }
    }

    private static func makeEmpty(_ folder: String) throws(CommandFailure) {
        do { try SecretFolder.ensure(folder) } catch {
            throw CommandFailure(
                "không tạo hoặc không dùng được thư mục \(folder)",
                english: "the folder \(folder) can't be made or used",
                code: EX_CANTCREAT)
        }
        // A file system's own folder is nobody's.
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder).filter { $0 != "lost+found" }
        guard names?.isEmpty == true else {
            throw .alreadyThere(
                "\(folder) không trống: chỉ khôi phục vào thư mục trống",
                english: "\(folder) is not empty: a backup is restored into an empty folder only")
        }
    }

    private static func makeFolders(_ draft: String) throws(CommandFailure) {
        do { try SecretFolder.ensure(draft + "/" + keysName) } catch {
            throw CommandFailure("không ghi được \(draft)", english: "\(draft) can't be written", code: EX_CANTCREAT)
        }
    }

    private static let keysName = "Keys"

    /// Looks whether what was restored is whole and belongs together.
    /// - Returns: whether the keys could be opened; without a master key they can't.
    private func accept(_ draft: String, _ configuration: ProviderConfiguration) async throws -> Bool {
        let installation = try Installation(
            existingAt: .file(draft + "/" + BackupEntry.databaseName), clock: SystemWallClock(),
            random: KernelRandomSource())
        let areKeysOpened = configuration.hasMasterKey
        if areKeysOpened {
            let vault = try KeyVault(masterKey: try configuration.masterKey(), random: installation.random)
            // Backups of versions before have the keys beside the records.
            let keys = OpenKeys(installation, vault, formerly: KeyFolder(draft + "/" + Self.keysName))
            let fingerprints = try await keys.look(at: installation.clock.now).fingerprints
            if let discrepancy = try await ConfirmSecrets(installation).discrepancy(fingerprints) {
                throw CommandFailure(discrepancy, configuration)
            }
        }
        let name = URL(fileURLWithPath: file).lastPathComponent
        let acceptance = AcceptRestored(installation)
        switch try await acceptance.run(from: name, .byOperator(installation)) {
        case .accepted: break
        case .broken:
            throw CommandFailure.badData(
                "cơ sở dữ liệu trong \(file) bị hỏng", english: "the database in \(file) is broken")
        }
        try acceptance.close()
        return areKeysOpened
    }

    /// Copies the records to the PostgreSQL that the settings here name, which must be without any; those that are in the
    /// backup don't count for that.
    /// - Returns: whether there is one.
    private func bringToServer(_ draft: String, _ configuration: ProviderConfiguration) async throws -> Bool {
        guard configuration.namesDatabaseServer else { return false }
        let restored = try Installation(
            existingAt: .file(draft + "/" + BackupEntry.databaseName), clock: SystemWallClock(),
            random: KernelRandomSource())
        let name = URL(fileURLWithPath: file).lastPathComponent
        let outcome = try await CopyRecords(restored).run(
            into: configuration.recordsLocation(), named: name, .byOperator(restored))
        if case .alreadyThere = outcome { throw CommandFailure.recordsThere(configuration.databasePlace) }
        return true
    }

    /// Puts what was accepted into its place, the records last: an installation is there when they are.
    private static func place(
        _ draft: String, in folder: String, _ entries: Set<BackupEntry>, withRecords: Bool
    ) throws {
        let hasKeys = entries.contains { entry in if case .key = entry { true } else { false } }
        let names =
            (hasKeys ? [keysName] : []) + (entries.contains(.settings) ? [BackupEntry.settingsName] : [])
            + (withRecords ? [BackupEntry.databaseName] : [])
        try synchronize(draft + "/" + keysName)
        for name in names {
            guard rename(draft + "/" + name, folder + "/" + name) == 0 else {
                let code = errno
                throw CommandFailure(
                    "không đặt được \(folder)/\(name) (mã lỗi \(code))",
                    english: "\(folder)/\(name) can't be put in its place (error \(code))", code: EX_IOERR)
            }
        }
        try synchronize(folder)
    }

    /// Names outlast a power failure as contents do.
    private static func synchronize(_ folder: String) throws(CommandFailure) {
        do { try SecretFolder.synchronize(folder) } catch {
            throw CommandFailure(
                "không ghi bền được \(folder)", english: "\(folder) can't be made durable", code: EX_IOERR)
        }
    }

    private func show(_ header: BackupHeader, _ configuration: ProviderConfiguration, _ areKeysOpened: Bool) {
        if !areKeysOpened {
            warn(
                "chưa có khóa chủ nên chưa mở thử các khóa; 'serve' cần khóa chủ của hệ thống đã sao lưu",
                english: "there is no master key here, and the keys weren't opened; 'serve' needs that of the backup")
        }
        if output.json {
            return printJSON([
                "data": .string(configuration.dataDirectory), "created_at": .string(header.createdAt.text),
                "keys_opened": .bool(areKeysOpened),
            ])
        }
        print(
            "Đã khôi phục vào \(configuration.dataDirectory) bản sao lưu lúc \(header.createdAt.text). (Restored.)")
    }
}

/// What remains of a restoration that wasn't finished is nobody's; that it can't be removed changes nothing.
private func removeDraft(_ draft: String) { try? FileManager.default.removeItem(atPath: draft) }

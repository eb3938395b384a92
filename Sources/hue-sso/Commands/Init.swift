import ArgumentParser
import Cryptography
import Foundation
import Identity
import Keys
import Operations
import Server
import Settings
import Wire

/// Makes an installation: the one verb, besides the demonstration, that does.
struct Init: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tạo một hệ thống mới: khóa và cơ sở dữ liệu. (Make a new installation: keys and database.)",
        discussion: """
            Chỉ lệnh này (và demo) tạo hệ thống; các lệnh khác từ chối nơi chưa có. Cần khóa chủ: HUE_SSO_MASTER_KEY, \
            hoặc tệp của master-key-file, được tạo nếu chưa có.

            (Only this, and demo, makes an installation; other commands refuse where there is none. It needs the master \
            key: HUE_SSO_MASTER_KEY, or the file of master-key-file, which is made when it isn't there.)
            """)

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let configuration = try await data.configuration()
            try configuration.checkShape()
            let fresh = try await makeInstallation(configuration)
            if output.json {
                var json: JSONObject = ["database": .string(configuration.databasePlace)]
                json["master_key_file"] = fresh.masterKeyFile.map(JSONValue.string)
                return printJSON(json)
            }
            let folder = URL(fileURLWithPath: configuration.dataDirectory).path
            print("Đã tạo hệ thống trong \(folder). (The installation is made.)")
            if let file = fresh.masterKeyFile {
                print("Đã tạo khóa chủ \(file); hãy giữ một bản ở nơi khác. (The master key; keep a copy elsewhere.)")
            }
        }
    }
}

/// What was made with an installation.
struct FreshInstallation {
    let installation: Installation
    /// The file of the master key, where that was made too.
    let masterKeyFile: String?
}

/// Makes records with keys in them where there are none, or none that were ever used: a start that was broken off has left
/// them so, and so does `database migrate`.
func makeInstallation(_ configuration: ProviderConfiguration) async throws -> FreshInstallation {
    let records = try configuration.recordsLocation()
    let alreadyThere = CommandFailure.alreadyThere(
        "\(configuration.databasePlace) đã có; không có gì thay đổi",
        english: "\(configuration.databasePlace) is there already; nothing was changed")
    if try Installation.isThere(records) {
        guard try await InstallKeys(try openInstallation(configuration)).isDue() else { throw alreadyThere }
    }
    guard try KeyFolder(configuration.keysDirectory).documents().isEmpty else {
        throw CommandFailure.alreadyThere(
            "\(configuration.keysDirectory) đã có khóa mà không có \(configuration.databasePlace): hãy khôi phục bản sao "
                + "lưu, hoặc chuyển các khóa đó đi nơi khác",
            english:
                "\(configuration.keysDirectory) has keys, but there is no \(configuration.databasePlace): restore a "
                + "backup, or move those keys away")
    }
    do { try SecretFolder.ensure(configuration.dataDirectory) } catch {
        throw CommandFailure(
            "không tạo hoặc không dùng được thư mục dữ liệu \(configuration.dataDirectory)",
            english: "the data directory \(configuration.dataDirectory) can't be made or used", code: EX_CANTCREAT)
    }
    let random = KernelRandomSource()
    let masterKeyFile = try configuration.masterKeyFile.flatMap { file throws(KeyVaultError) in
        try MasterKey.ensure(file: file, random: random) ? file : nil
    }
    let clock = SystemWallClock()
    let keys = try KeyVault(masterKey: try configuration.masterKey(), random: random).make(at: clock.now)
    let installation = try Installation(records: records, clock: clock, random: random)
    // Another node was quicker.
    guard try await InstallKeys(installation).run(keys, .byOperator(installation)) else { throw alreadyThere }
    return FreshInstallation(installation: installation, masterKeyFile: masterKeyFile)
}

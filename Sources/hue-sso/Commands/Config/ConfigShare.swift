import ArgumentParser
import Foundation
import Identity
import Keys
import Operations
import Server
import Settings
import Wire

struct ConfigShare: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "share",
        abstract: """
            Đưa cấu hình chung của mọi máy vào cơ sở dữ liệu. (Put the settings that all nodes share into the database.)
            """,
        discussion: """
            Lấy từ tệp nêu ra, hoặc tệp cấu hình của máy này, và từ biến môi trường: mọi mục trừ những mục của riêng một \
            máy (cổng, đường dẫn, database, proxies…), cùng nội dung các tệp mà chúng nêu và vneid.client-secret, niêm \
            phong bằng khóa chủ. Thay cho tất cả những gì đã đưa vào trước đó. Máy nào tự nêu một mục thì dùng mục của \
            mình. Có hiệu lực khi máy khởi động lại.

            (Taken from the file that is named, or this node's configuration file, and the environment: all but what is \
            one node's own (ports, paths, database, proxies…), with what is in the files that they name and \
            vneid.client-secret, sealed under the master key. It replaces all that was shared before. A node that says a \
            setting itself goes by its own. It counts when a node starts again.)
            """)

    @Argument(help: "Tệp YAML; không nêu thì là tệp cấu hình của máy này. (A YAML file; else this node's own.)")
    var file: String?

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let own = try await data.configuration()
            let shared = try await source(own).recordable
            guard !shared.settings.isEmpty else {
                throw CommandFailure.badData(
                    "không có mục chung nào để đưa vào", english: "there is no setting to share")
            }
            // As another node will have them, and this one.
            _ = try own.completed(by: shared).settings()
            let place = try KeyInstallation(own)
            let vault = try await place.vault()
            try await ShareSettings(place.installation, vault.sealer).run(shared.encoded, place.act)
            if output.json {
                return printJSON(["shared": .array(shared.settings.map { .string($0.key) })])
            }
            print("Đã đưa vào cơ sở dữ liệu: (In the database now:)")
            for setting in shared.settings { print("  \(setting.key)") }
            print("Hãy khởi động lại từng máy. (Start the nodes again, one after the other.)")
        }
    }

    private func source(_ own: ProviderConfiguration) async throws -> ProviderConfiguration {
        guard let file else { return own }
        let named = await ProviderConfiguration(file: file, environment: ProcessInfo.processInfo.environment)
        try named.checkShape()
        return named
    }
}

struct ConfigUnshare: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unshare",
        abstract: """
            Bỏ cấu hình chung khỏi cơ sở dữ liệu: mỗi máy dùng cấu hình của mình. \
            (Take the shared settings out of the database: each node goes by its own.)
            """)

    @OptionGroup var data: DataOptions
    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let installation = try await data.installation()
            try confirmation.confirm(
                "Máy nào không tự có đủ cấu hình sẽ không khởi động lại được.",
                english: "A node that doesn't have all settings itself won't start again.")
            guard try await UnshareSettings(installation).run(.byOperator(installation)) else {
                throw CommandFailure.notFound(
                    "không có cấu hình chung nào trong cơ sở dữ liệu", english: "no settings are in the database")
            }
            if output.json { return printJSON(["shared": .array([])]) }
            print("Đã bỏ. (They are out.)")
        }
    }
}

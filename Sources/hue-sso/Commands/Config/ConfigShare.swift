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
            Lấy từ tệp cấu hình và biến môi trường của máy này, hoặc chỉ từ tệp nêu ra: mọi mục trừ những mục của riêng một \
            máy (cổng, đường dẫn, database, proxies…), cùng nội dung các tệp mà chúng nêu và vneid.client-secret, niêm \
            phong bằng khóa chủ. Thay cho tất cả những gì đã đưa vào trước đó. Máy nào tự nêu một mục thì dùng mục của \
            mình. Có hiệu lực khi máy khởi động lại.

            (Taken from this node's configuration file and environment, or from the named file alone: all but what is one \
            node's own (ports, paths, database, proxies…), with what is in the files that they name and \
            vneid.client-secret, sealed under the master key. It replaces all that was shared before. A node that says a \
            setting itself goes by its own. It counts when a node starts again.)
            """)

    @Argument(help: "Tệp YAML; không nêu thì là tệp cấu hình của máy này. (A YAML file; else this node's own.)")
    var file: String?

    @OptionGroup var data: DataOptions
    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let own = try await data.configuration()
            let encoded = try await source(own).recordable(issuer: try? own.issuer()).encoded
            guard encoded.count <= Limits.sharedSettingsBytes else {
                throw CommandFailure.badData(
                    "các tệp mà cấu hình nêu quá lớn", english: "the files that the settings name are too large")
            }
            let shared = try RecordedSettings(encoded)
            try Self.require(shared)
            let elsewhere = own.elsewhere(by: shared)
            _ = try elsewhere.settings()
            let place = try KeyInstallation(own)
            let vault = try await place.vault()
            if elsewhere.directoryMapping != nil, let mapping = try elsewhere.mapping() {
                _ = try await readDirectoryMapping(mapping, place.installation)
            }
            try confirmLoss(of: try await present(own), by: shared)
            try await ShareSettings(place.installation, vault.sealer).run(encoded, place.act)
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
        let named = await ProviderConfiguration(file: file, environment: [:])
        try named.checkShape()
        let left = named.ofOneNode.map(\.key).joined(separator: ", ")
        if !left.isEmpty {
            warn("không đưa vào, vì là của riêng một máy: \(left)", english: "left out, as one node's own: \(left)")
        }
        return named
    }

    /// - Returns: `nil` also for what can't be read, which this mends.
    private func present(_ own: ProviderConfiguration) async throws -> RecordedSettings? {
        do { return try await own.completed().recorded } catch is RecordedSettingsError { return nil }
    }

    private static func require(_ shared: RecordedSettings) throws(CommandFailure) {
        guard !shared.settings.isEmpty else {
            throw .badData("không có mục chung nào để đưa vào", english: "there is no setting to share")
        }
        guard shared.missingFiles.isEmpty else {
            throw CommandFailure(
                shared.missingFiles.map { Bilingual("không đọc được \($0)", "\($0) can't be read") }, code: EX_NOINPUT)
        }
    }

    /// A node that has nearly nothing itself would take from all what they live by.
    private func confirmLoss(of before: RecordedSettings?, by shared: RecordedSettings) throws {
        let lost = (before?.keys ?? []).subtracting(shared.keys).sorted().joined(separator: ", ")
        guard !lost.isEmpty else { return }
        try confirmation.confirm(
            "Sẽ không còn trong cơ sở dữ liệu: \(lost).", english: "No longer in the database: \(lost).")
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

import ArgumentParser
import Cryptography
import Identity
import Operations
import Server
import Settings
import Wire

struct DatabaseStatus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Cơ sở dữ liệu ở đâu, thuộc phiên bản nào. (Where the records are, and of which version.)")

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    /// How the schema there stands to the one of this program.
    private enum Version: String {
        case current, older, newer

        var vietnamese: String {
            switch self {
            case .current: "đúng phiên bản này"
            case .older: "phiên bản cũ hơn; hue-sso database migrate nâng cấp"
            case .newer: "phiên bản mới hơn chương trình này"
            }
        }

        var english: String {
            switch self {
            case .current: "of this version"
            case .older: "of an older version; hue-sso database migrate brings it forward"
            case .newer: "of a newer version than this program"
            }
        }
    }

    func run() async throws {
        try await reporting {
            let configuration = try await data.configurationOfInstallation()
            let place = configuration.databasePlace
            let engine = configuration.namesDatabaseServer ? "PostgreSQL" : "SQLite"
            let version = try Self.version(configuration)
            if output.json {
                return printJSON([
                    "engine": .string(engine), "database": .string(place), "schema": .string(version.rawValue),
                ])
            }
            print("\(engine): \(place)")
            print("\(version.vietnamese). (\(version.english).)")
        }
    }

    private static func version(_ configuration: ProviderConfiguration) throws -> Version {
        do {
            _ = try Installation(
                existingAt: configuration.recordsLocation(), older: .refuse, clock: SystemWallClock(),
                random: KernelRandomSource())
            return .current
        } catch RecordsError.olderSchema {
            return .older
        } catch RecordsError.newerSchema {
            return .newer
        }
    }
}

struct DatabaseMigrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Nâng cấu trúc dữ liệu lên phiên bản này. (Bring the schema to this version.)",
        discussion: """
            Lệnh nào mở dữ liệu cũng làm việc này; chạy riêng trước khi khởi động các máy để biết nó mất bao lâu. Các máy \
            đang chạy phiên bản trước vẫn chạy tiếp.

            (Every command that opens the records does; run it by itself before nodes start, to see how long it takes. \
            Nodes of the version before go on.)
            """)

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let configuration = try await data.configuration()
            _ = try openInstallation(configuration)
            if output.json { return printJSON(["database": .string(configuration.databasePlace)]) }
            print("Đã ở phiên bản này: \(configuration.databasePlace). (The schema is of this version.)")
        }
    }
}

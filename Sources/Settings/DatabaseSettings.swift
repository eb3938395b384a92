import Foundation
import Identity

/// Where the records are kept.
package enum DatabaseSettings: Hashable, Sendable {
    /// SQLite's file, for one machine.
    case file(String)
    /// A PostgreSQL, which several nodes can share.
    case server(DatabaseServerSettings)

    /// How it is called where something is said of it.
    package var place: String {
        switch self {
        case .file(let path): path
        case .server(let server): server.address
        }
    }
}

package struct DatabaseServerSettings: Hashable, Sendable {
    /// `postgres://user@host/database`; never with a password, as it is shown.
    package let address: String
    package let password: String?
    /// How many connections one node has at the most.
    package let connections: Int
}

extension Setting {
    static let database = Setting(
        "database",
        "PostgreSQL dùng chung cho nhiều máy: postgres://hue_sso@may-chu/hue_sso; không có thì dùng SQLite trong 'data'",
        english:
            "a PostgreSQL that several machines share: postgres://hue_sso@host/hue_sso; without it SQLite in 'data'")
    static let databasePassword = Setting(
        "database-password", "mật khẩu của PostgreSQL", english: "the password for PostgreSQL", isSecret: true)
    static let databasePasswordFile = Setting(
        "database-password-file", "tệp chứa mật khẩu của PostgreSQL",
        english: "a file that holds the password for PostgreSQL")
    static let databaseConnections = Setting(
        "database-connections", "số kết nối nhiều nhất của một máy tới PostgreSQL",
        english: "connections of one node to PostgreSQL, at most", fallback: "8")

    static let databases = [database, databasePassword, databasePasswordFile, databaseConnections]
}

extension ProviderConfiguration {
    /// Where the records are, for commands that need no more.
    package func databaseSettings() throws(ConfigurationErrors) -> DatabaseSettings {
        var check = ConfigurationCheck(self, problems: [])
        guard let database = check.database() else { throw ConfigurationErrors(problems: check.problems) }
        return database
    }

    /// The file that the database's password is read from.
    package var databasePasswordFile: String? {
        text(.databasePassword) == nil ? text(.databasePasswordFile) : nil
    }

    /// How the database is called where something is said of it, whether it can be used or not.
    package var databasePlace: String { text(.database) ?? databasePath }

    /// Whether the records are on a PostgreSQL.
    package var namesDatabaseServer: Bool { text(.database) != nil }
}

extension ConfigurationCheck {
    mutating func database() -> DatabaseSettings? {
        guard configuration.text(.database) != nil else { return .file(configuration.databasePath) }
        let address = optional(.database, Self.databaseAddress)
        let connections = required(.databaseConnections, Self.number(1...100))
        let password: String?
        if configuration.text(.databasePassword) != nil {
            password = optional(.databasePassword) { text throws(ConfigurationRule) in text }
            if password == nil { return nil }
        } else if configuration.text(.databasePasswordFile) != nil {
            password = optional(.databasePasswordFile, Self.passwordInFile)
            if password == nil { return nil }
        } else {
            password = nil
        }
        guard let address, let connections else { return nil }
        return .server(DatabaseServerSettings(address: address, password: password, connections: connections))
    }

    private static func databaseAddress(_ text: String) throws(ConfigurationRule) -> String {
        do throws(DatabaseAddress.Fault) { return try DatabaseAddress(text).text } catch {
            switch error {
            case .notAnAddress:
                throw ConfigurationRule(
                    "phải có dạng postgres://người-dùng@máy-chủ/cơ-sở-dữ-liệu", "must be postgres://user@host/database")
            case .holdsPassword:
                throw ConfigurationRule(
                    "không được chứa mật khẩu; hãy dùng \(Setting.databasePasswordFile.key) hoặc "
                        + Setting.databasePassword.variable,
                    "must not hold the password; use \(Setting.databasePasswordFile.key) or "
                        + Setting.databasePassword.variable)
            }
        }
    }

    /// The file's first line.
    private static func passwordInFile(_ path: String) throws(ConfigurationRule) -> String {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8),
            let line = text.split(whereSeparator: \.isNewline).first
        else {
            throw ConfigurationRule(
                "không đọc được mật khẩu trong \(path)", "the password in \(path) can't be read")
        }
        return String(line)
    }
}

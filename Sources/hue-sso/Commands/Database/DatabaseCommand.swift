import ArgumentParser

/// Where the records are: a file on this machine, or a PostgreSQL that several share.
struct DatabaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "database", abstract: "Cơ sở dữ liệu. (Where the records are.)",
        discussion: """
            Không có mục 'database' thì dữ liệu nằm trong tệp SQLite của thư mục 'data'; có thì nằm trong PostgreSQL (từ \
            phiên bản 15) mà nhiều máy dùng chung. Xem Documentation/SCALING.md.

            (Without the setting 'database' the records are in SQLite's file in 'data'; with it in a PostgreSQL, 15 or \
            later, that several machines share. See Documentation/SCALING.md.)
            """,
        subcommands: [DatabaseStatus.self, DatabaseMigrate.self, DatabaseGrant.self, DatabaseCopyCommand.self])

    func run() throws { throw ValidationError.noSubcommand }
}

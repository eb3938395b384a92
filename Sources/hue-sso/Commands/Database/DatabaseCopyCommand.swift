import ArgumentParser
import Cryptography
import Foundation
import Identity
import Operations
import Settings
import Wire

/// The move from one machine to several, and back.
struct DatabaseCopyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "copy",
        abstract:
            "Chép dữ liệu sang PostgreSQL, hoặc về một tệp SQLite. (Copy the records to PostgreSQL, or to a file.)",
        discussion: """
            Dừng máy chủ trước: những gì ghi sau khi chép bắt đầu thì không sang bên kia. Số dòng và mã băm của từng bảng \
            được so ở hai bên trước khi ghi; khác nhau thì không có gì được ghi. Xong thì sửa mục 'database' rồi khởi động \
            lại. Mật khẩu của PostgreSQL đích lấy từ --password-file.

            (Stop the server first: what is written after it has begun isn't copied. Rows and digests of every table are \
            compared on both sides before anything is committed. Then change the setting 'database' and start again. The \
            password of the PostgreSQL comes from --password-file.)
            """)

    @Argument(help: "postgres://người-dùng@máy-chủ/cơ-sở-dữ-liệu, hoặc tệp mới. (An address, or a new file.)")
    var target: String

    @Option(name: .long, help: "Tệp chứa mật khẩu của nơi đến. (A file that holds the target's password.)")
    var passwordFile: String?

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    /// What looks like an address of whatever kind is none of a file.
    private var namesServer: Bool { target.contains("://") || target.contains("password=") }

    func validate() throws {
        guard namesServer else { return }
        do throws(DatabaseAddress.Fault) { _ = try DatabaseAddress(target) } catch {
            switch error {
            case .notAnAddress:
                throw ValidationError(
                    "nơi đến phải có dạng postgres://người-dùng@máy-chủ/cơ-sở-dữ-liệu, hoặc là một tệp",
                    english: "the target must be postgres://user@host/database, or a file")
            case .holdsPassword:
                throw ValidationError(
                    "địa chỉ không được chứa mật khẩu; hãy dùng --password-file",
                    english: "the address must not hold the password; use --password-file")
            }
        }
    }

    func run() async throws {
        try await reporting {
            let configuration = try await data.configuration()
            let installation = try openInstallation(configuration)
            let place = try place()
            let outcome: CopyRecords.Outcome
            do {
                outcome = try await CopyRecords(installation).run(
                    into: place, named: target, .byOperator(installation))
            } catch {
                // With tables in it, the next attempt would take our file for somebody's.
                if !namesServer { for end in ["", "-wal", "-shm"] { unlink(target + end) } }
                throw error
            }
            switch outcome {
            case .alreadyThere: throw CommandFailure.recordsThere(target)
            case .copied(let tables): show(tables)
            }
        }
    }

    private func place() throws -> RecordsLocation {
        guard namesServer else {
            // Whoever makes it has it to themselves.
            let file = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard file >= 0 else {
                if errno == EEXIST { throw CommandFailure.recordsThere(target) }
                throw CommandFailure(
                    "không tạo được \(target) (lỗi \(errno))", english: "\(target) can't be made (error \(errno))",
                    code: EX_CANTCREAT)
            }
            close(file)
            return .file(target)
        }
        let password = try passwordFile.map {
            try readText($0).split(whereSeparator: \.isNewline).first.map(String.init)
        }
        return .server(target, password: password ?? nil, connections: 2, random: KernelRandomSource())
    }

    private func show(_ tables: [CopyRecords.Table]) {
        if output.json {
            let list = tables.map { table in
                JSONValue.object([
                    "table": .string(table.name), "rows": .integer(Int64(table.content.rows)),
                    "digest": .string(table.content.description),
                ])
            }
            return printJSON(["database": .string(target), "tables": .array(list)])
        }
        for table in tables { print("\(table.name): \(table.content.rows) (\(table.content.description.prefix(16)))") }
        let rows = tables.reduce(0) { $0 + $1.content.rows }
        print("Đã chép và đối chiếu \(rows) dòng sang \(target). (Copied and compared.)")
    }
}

extension CommandFailure {
    /// Where a copy was to go, somebody is already.
    static func recordsThere(_ place: String) -> CommandFailure {
        .alreadyThere(
            "\(place) đã có dữ liệu; không có gì thay đổi",
            english: "there are records at \(place); nothing was changed")
    }
}

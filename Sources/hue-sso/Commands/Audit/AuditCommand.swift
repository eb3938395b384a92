import ArgumentParser
import Foundation
import Identity
import Operations

/// The audit log: who did what, when, from where.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Nhật ký. (The audit log: who did what, when, from where.)",
        discussion: """
            Nhật ký chỉ dài thêm. 'audit export' xuất phần chưa xuất ra một tệp và ghi nhận mã băm của tệp; 'audit \
            prune' chỉ xóa những phần đã xuất và cũ hơn mục audit.retention. Hãy giữ các tệp đã xuất ở nơi khác.

            (The log only grows. 'audit export' writes what was not exported yet to a file and records the file's \
            hash; 'audit prune' removes only what was exported and is older than the setting audit.retention. Keep \
            the exported files elsewhere.)
            """,
        subcommands: [
            AuditList.self, AuditShow.self, AuditExport.self, AuditBatches.self, AuditPrune.self, AuditVerify.self,
        ])

    func run() throws { throw ValidationError.noSubcommand }
}

/// Which events are asked for.
struct AuditFilterOptions: ParsableArguments {
    @Option(name: .long, help: "Từ thời điểm này, theo giờ Huế hoặc RFC 3339. (From this moment on.)")
    var from: String?

    @Option(name: .long, help: "Đến trước thời điểm này. (Before this moment.)")
    var until: String?

    @Option(name: .long, help: "Chỉ việc này, ví dụ sign-in. (Only this action, such as sign-in.)")
    var action: String?

    @Option(
        name: .long,
        help: """
            Chỉ việc của người này hoặc với người này: tên đăng nhập, số định danh hoặc mã. \
            (Only what this person did, or was done to them: a user name, the twelve digits, or an id.)
            """)
    var person: String?

    @Option(name: .long, help: "Chỉ việc qua nền tảng này. (Only what went through this platform.)")
    var client: String?

    var isEmpty: Bool { [from, until, action, person, client].allSatisfy { $0 == nil } }

    func query(_ installation: Installation) async throws -> AuditQuery {
        var query = AuditQuery()
        query.from = try from.map { try typedMoment($0, "--from") }
        query.until = try until.map { try typedMoment($0, "--until") }
        query.action = try action.map { text in
            try parsed(text, .auditAction) { AuditAction(rawValue: $0) }
        }
        query.client = client
        if let person {
            guard let known = try await FindPerson(installation).run(person) else {
                throw CommandFailure.noAccount(person)
            }
            query.people = try await ReadAudit(installation).names(of: known)
        }
        return query
    }
}

extension Bilingual {
    fileprivate static let auditAction = Bilingual(
        "một việc của nhật ký: " + actions, "an action of the audit log: " + actions)
    private static let actions = AuditAction.allCases.map(\.rawValue).joined(separator: ", ")
}

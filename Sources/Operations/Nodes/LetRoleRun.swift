import Database
import Identity
import Storage

/// Lets a role of PostgreSQL that doesn't own the schema run nodes: who gets hold of one can't rewrite the audit log by it.
package struct LetRoleRun: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package enum Refusal: Error, Hashable, Sendable {
        /// Only the owner can grant something.
        case notOwner
        case unknownRole
        case mayDoMore

        package var text: Bilingual {
            switch self {
            case .notOwner:
                Bilingual(
                    "hãy chạy bằng vai trò sở hữu các bảng (HUE_SSO_DATABASE)",
                    "run this as the role that owns the tables (HUE_SSO_DATABASE)")
            case .unknownRole:
                Bilingual(
                    "PostgreSQL không có vai trò này; hãy tạo bằng CREATE ROLE",
                    "PostgreSQL has no such role; CREATE ROLE makes it")
            case .mayDoMore:
                Bilingual(
                    "vai trò này vẫn sửa được nhật ký hoặc cấu trúc dữ liệu (SUPERUSER, CREATEROLE, là thành viên của vai "
                        + "trò khác, hoặc quyền cấp cho PUBLIC); hãy bỏ quyền đó hoặc dùng vai trò khác",
                    "this role could change the log or the schema all the same (SUPERUSER, CREATEROLE, a member of another "
                        + "role, or rights of PUBLIC); take that from it, or take another role")
            }
        }
    }

    /// - Parameter role: by its name, which is no secret.
    package func run(_ role: String, _ act: Act) async throws -> Result<Void, Refusal> {
        let tables = installation.database.tables
        do {
            try await installation.database.write { transaction in
                guard try transaction.databaseRoles.asOwner else { throw Refusal.notOwner }
                guard try transaction.databaseRoles.isThere(role) else { throw Refusal.unknownRole }
                try transaction.databaseRoles.letRun(role, tables: tables)
                // Nothing of it stays, where it wouldn't be all that the role may do.
                if try transaction.databaseRoles.mayDoMore(role) { throw Refusal.mayDoMore }
                try transaction.audit.append(act.event(.databaseGrant, object: role))
            }
            return .success(())
        } catch let refusal as Refusal {
            return .failure(refusal)
        }
    }
}

import Database
import Identity
import Storage

/// Lets a role of PostgreSQL that doesn't own the schema run nodes: who gets hold of one can't rewrite the audit log by it.
package struct LetRoleRun: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package enum Refusal: Error, Hashable, Sendable {
        case unknownRole
        /// It may do all that the owner may, whatever it is granted.
        case isOwner

        package var text: Bilingual {
            switch self {
            case .unknownRole:
                Bilingual(
                    "PostgreSQL không có vai trò này; hãy tạo bằng CREATE ROLE",
                    "PostgreSQL has no such role; CREATE ROLE makes it")
            case .isOwner:
                Bilingual(
                    "vai trò này làm được mọi việc của chủ sở hữu; hãy dùng vai trò khác",
                    "this role may do all that the owner may; take another")
            }
        }
    }

    /// - Parameter role: by its name, which is no secret.
    package func run(_ role: String, _ act: Act) async throws -> Result<Void, Refusal> {
        let tables = installation.database.tables
        return try await installation.database.write { transaction in
            switch try transaction.databaseRoles.find(role) {
            case .unknown: return .failure(.unknownRole)
            case .owner: return .failure(.isOwner)
            case .other: break
            }
            try transaction.databaseRoles.letRun(role, tables: tables)
            try transaction.audit.append(act.event(.databaseGrant, object: role))
            return .success(())
        }
    }
}

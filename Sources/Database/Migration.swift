/// One step of the schema. Steps are applied once, in their order, each in a transaction; a step that was released is
/// never changed. Nodes of the version before go on beside it: a step adds, and what it makes useless goes with a later
/// one.
package struct Migration: Sendable {
    package let name: String
    package let statements: [SchemaStatement]

    package init(_ name: String, _ statements: [SchemaStatement]) {
        self.name = name
        self.statements = statements
    }

    package init(_ name: String, _ statements: [String]) {
        self.init(name, statements.map(SchemaStatement.portable))
    }

    /// Where it stands what was applied.
    static let table = "schema_migrations"

    /// The tables that are there when all steps were applied, but for the one of the steps. A database may hold others too.
    static func tables(of migrations: [Migration]) -> Set<String> {
        var tables: Set<String> = []
        for case .portable(let text) in migrations.flatMap(\.statements) {
            let words = text.split(maxSplits: 6) { " \n(".contains($0) }
            guard words.count > 2, words[1] == "TABLE" else { continue }
            switch words[0] {
            case "CREATE": tables.insert(String(words[2]))
            case "DROP": tables.remove(String(words[2]))
            case "ALTER" where words.dropFirst(3).starts(with: ["RENAME", "TO"]) && words.count > 5:
                tables.remove(String(words[2]))
                tables.insert(String(words[5]))
            default: break
            }
        }
        return tables
    }

    /// What is applied but not known, or known but not applied.
    static func missing(
        _ migrations: [Migration], applied: Set<String>, upgrades: Bool
    ) throws(DatabaseError) -> [Migration] {
        if let unknown = applied.subtracting(migrations.map(\.name)).sorted().first { throw .newerSchema(unknown) }
        let missing = migrations.filter { !applied.contains($0.name) }
        if let first = missing.first, !upgrades { throw .olderSchema(first.name) }
        return missing
    }
}

/// What becomes of a database that an older version has made.
package enum OlderSchema: Sendable {
    /// It gets what is missing.
    case upgrade
    /// It is an error.
    case refuse
    /// It is opened as it is, by who knows what is in it.
    case leave
}

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

    /// What is to be applied.
    /// - Throws: `DatabaseError.newerSchema`, where something is applied that isn't known.
    static func missing(
        _ migrations: [Migration], applied: Set<String>, older: OlderSchema
    ) throws(DatabaseError) -> [Migration] {
        if let unknown = applied.subtracting(migrations.map(\.name)).sorted().first { throw .newerSchema(unknown) }
        let missing = migrations.filter { !applied.contains($0.name) }
        guard let first = missing.first else { return [] }
        switch older {
        case .upgrade: return missing
        case .refuse: throw .olderSchema(first.name)
        case .leave: return []
        }
    }
}

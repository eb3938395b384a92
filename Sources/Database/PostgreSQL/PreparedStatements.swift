import CPostgres

/// The statements that one connection has prepared, by their text. They are bounded: who was used longest ago goes, but
/// for the few that begin and end transactions.
///
/// The type of each parameter is declared, as PostgreSQL guesses `text` where it sees too little (`CASE … THEN $1`). One
/// that was nothing so far has none yet: with its first value the statement is prepared anew.
struct PreparedStatements {
    private struct Statement {
        var name: String
        var types: [Oid]
        /// Counted up; the highest there is of what is kept always.
        var lastUse: UInt64
    }

    private var statements: [StatementText: Statement] = [:]
    private var uses: UInt64 = 0
    private var names: UInt64 = 0

    enum Plan {
        case ready(name: String)
        /// To be prepared under this name with these types, after another one has been given up.
        case prepare(name: String, types: [Oid], dropping: String?)
    }

    mutating func plan(_ statement: PostgreSQLConnection.Statement) -> Plan {
        uses += 1
        let text = StatementText(statement.sql)
        let use = statement.keeping == .always ? .max : uses
        var types = statement.arguments.map(\.postgreSQLType)
        var dropping: String?
        if var statement = statements[text] {
            for (index, known) in statement.types.enumerated() where index < types.count && types[index] == 0 {
                types[index] = known
            }
            if statement.types == types {
                statement.lastUse = use
                statements[text] = statement
                return .ready(name: statement.name)
            }
            dropping = statement.name
        } else if statement.keeping != .always, statements.count >= StatementText.limit,
            let oldest = statements.min(by: { $0.value.lastUse < $1.value.lastUse })
        {
            statements[oldest.key] = nil
            dropping = oldest.value.name
        }
        names += 1
        let name = "s\(names)"
        statements[text] = Statement(name: name, types: types, lastUse: use)
        return .prepare(name: name, types: types, dropping: dropping)
    }

    /// It couldn't be prepared.
    mutating func forget(_ sql: String) { statements[StatementText(sql)] = nil }
}

extension SQLValue {
    /// `int8` or `text`, as the server numbers them; 0 where it has to find out.
    fileprivate var postgreSQLType: Oid {
        switch self {
        case .null: 0
        case .integer: 20
        case .text: 25
        }
    }
}

/// What can go wrong with the database. The texts name the rule, never a value.
package enum DatabaseError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is none at this path, and none was to be made.
    case notThere(String)
    /// Can't be opened, locked for too long, full, gone.
    case unavailable(String)
    /// Too many wait already, or somebody has waited for too long.
    case overloaded
    /// Too many change the same at once: it was run again until the time was over, or its lock didn't come.
    case contended
    /// It was written, or it wasn't: the answer of the commit is lost.
    case outcomeUnknown
    /// A text with a NUL.
    case unstorableText
    /// A statement broke a constraint of the schema.
    case constraint(String)
    /// A stored value isn't what the schema or its reader says.
    case unexpectedValue(column: Int)
    case corruptRecord(String)
    /// The database was written by a newer version of this program.
    case newerSchema(String)
    /// It was written by an older version, and was not to be changed.
    case olderSchema(String)
    /// It was written by an older version, and only the role that owns it can bring it forward.
    case ownersSchema(String)

    package var description: String {
        switch self {
        case .notThere(let path): "there is no database at \(path)"
        case .unavailable(let why): "the database is not available: \(why)"
        case .overloaded: "too many wait for the database; try again"
        case .contended: "too many change the same in the database at once; try again"
        case .outcomeUnknown: "the connection was lost while a transaction was committed; whether it was is not known"
        case .unstorableText: "a text with the character NUL can't be stored"
        case .constraint(let which): "a constraint of the database does not hold: \(which)"
        case .unexpectedValue(let column): "the database holds an unexpected value (column \(column))"
        case .corruptRecord(let what): "the database holds \(what) that can't be read"
        case .olderSchema(let name): "the database was made by an older version (without migration \(name))"
        case .ownersSchema(let name):
            "the database was made by an older version (without migration \(name)), and only the role that owns it can bring "
                + "it forward: by database migrate, and database grant then"
        case .newerSchema(let name): "the database was made by a newer version (migration \(name)); use that one"
        }
    }
}

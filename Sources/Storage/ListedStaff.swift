import Accounts
import Database
import Identity

/// A member of staff as those who keep a list of them need them.
package struct ListedPerson: Hashable, Sendable {
    package let name: String?
    package let phoneNumber: String?
    /// Whether they can sign in as staff now: neither disabled nor gone nor dormant.
    package let isActive: Bool
}

extension People {
    /// Those of some people who are in the records as themselves, and not as somebody else by now; some with each
    /// statement, however many they are.
    package func listed(_ people: [PersonID]) throws -> [PersonID: ListedPerson] {
        var listed: [PersonID: ListedPerson] = [:]
        try transaction.inPortions(of: people.map { .text($0.text) }) { places, arguments in
            let rows = try transaction.rows(
                """
                SELECT p.id, p.name, p.phone_number, p.is_enabled, s.state FROM people p
                LEFT JOIN staff_accounts s ON s.person = p.id WHERE p.merged_into IS NULL AND p.id IN (\(places))
                """, arguments: arguments)
            for row in rows {
                let state = try row.optional(4, "a staff account's state") { StaffState(rawValue: $0) }
                listed[try row.person(0)] = ListedPerson(
                    name: try row.optionalText(1), phoneNumber: try row.optionalText(2),
                    isActive: try row.flag(3) && state ?? .active == .active)
            }
        }
        return listed
    }
}

extension Subjects {
    /// Those of some names that nobody of their sector was told yet.
    package func unknown(among values: [String]) throws -> [String] {
        var known: Set<String> = []
        try transaction.inPortions(of: values.map { .text($0) }) { places, arguments in
            let rows = try transaction.rows(
                "SELECT value FROM subjects WHERE value IN (\(places))", arguments: arguments)
            for row in rows { known.insert(try row.text(0)) }
        }
        return values.filter { !known.contains($0) }
    }
}

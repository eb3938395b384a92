import Database
import Directory
import Identity
import Permissions

/// Who may use which role where, with the history. A grant keeps its number through all its versions.
extension RoleGrant: RecordedFact {
    package static let factTable = FactTable<RoleGrant>(
        name: "role_grants",
        columns: [
            "id", "effect", "subject", "role", "extent", "anchor", "granted_by", "reason", "stands_in_for",
        ],
        read: { row, period in
            RoleGrant(
                id: try row.grantID(0),
                effect: try row.required(RoleGrant.Effect(rawValue: try row.text(1)), "an effect"),
                subject: try row.required(GrantSubject(stored: try row.text(2)), "a grant's subject"),
                role: try row.required(RoleID(try row.text(3)), "a role"),
                reach: Reach(
                    try row.required(Reach.Extent(text: try row.text(4)), "an extent"),
                    of: try row.required(Reach.Anchor(text: try row.text(5)), "an anchor")),
                period: period, grantedBy: try row.optional(6, "a person's id") { PersonID($0) },
                reason: try row.text(7),
                standsInFor: try row.optionalInteger(8) == nil ? nil : try row.grantID(8))
        },
        write: { grant in
            [
                .integer(Int64(clamping: grant.id.number)), .text(grant.effect.rawValue), .text(grant.subject.stored),
                .text(grant.role.slug), .text(grant.reach.extent.text), .text(grant.reach.anchor.text),
                .text(grant.grantedBy?.text), .text(grant.reason),
                .integer(grant.standsInFor.map { Int64(clamping: $0.number) }),
            ]
        })
}

extension Transaction {
    package var roleGrants: Facts<RoleGrant, Self> { Facts(transaction: self) }
}

extension Facts where Fact == RoleGrant {
    /// The grant of a number, as the records stand; one that has ended too.
    package func find(_ id: GrantID) throws -> StoredFact<RoleGrant>? {
        try current(where: "id = $1", .integer(Int64(clamping: id.number))).first
    }
}

extension Facts where Fact == RoleGrant {
    /// The grants that somebody has in person, and those that they gave, as the records stand; also those that have
    /// ended.
    package func naming(_ person: PersonID) throws -> [StoredFact<RoleGrant>] {
        try current(
            where: "(subject = $1 OR granted_by = $2)", .text(GrantSubject.person(person).stored), .text(person.text))
    }
}

extension Facts where Fact == RoleGrant, Context == WriteTransaction {
    /// A number that no grant has, had or will have but the one that it is given to.
    package func newID(in revision: PermissionRevision) throws -> GrantID {
        let row = try transaction.row(
            "INSERT INTO role_grant_numbers (given_in) VALUES ($1) RETURNING number", .integer(revision.number))
        guard let row else { throw DatabaseError.corruptRecord("a grant's number") }
        return try row.grantID(0)
    }
}

extension Row {
    func grantID(_ column: Int) throws -> GrantID {
        GrantID(try required(UInt64(exactly: try integer(column)), "a grant's number"))
    }
}

extension GrantSubject {
    /// As in the column `subject`: the people of a grant stand there by id, everything else as it is written.
    fileprivate var stored: String {
        switch self {
        case .person(let person): "person:\(person.text)"
        case .holders, .everyone, .citizens: text ?? ""
        }
    }

    fileprivate init?(stored: String) {
        guard stored.hasPrefix("person:") else {
            self.init(text: stored)
            return
        }
        guard let person = PersonID(String(stored.dropFirst("person:".count))) else { return nil }
        self = .person(person)
    }
}

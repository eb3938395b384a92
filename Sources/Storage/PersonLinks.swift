import Database
import Directory
import Identity
import Permissions

/// Who was joined with whom, and what moved then.
package struct PersonLinks<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var personLinks: PersonLinks<Self> { PersonLinks(transaction: self) }
}

/// Two people who are one since a moment.
package struct PersonLink: Hashable, Sendable {
    package let number: Int64
    package let kept: PersonID
    /// `nil` where a number was joined with somebody that nobody else had.
    package let merged: PersonID?
    /// What was known of the one who stays, before.
    package let profile: PersonProfile
    package let linkedAt: Instant
}

/// What moved from one person to another.
package enum LinkedFact: Hashable, Sendable {
    /// A grant that the other had, and one that the other gave.
    case held(GrantID), given(GrantID)
    case post(Assignment)
}

extension PersonLinks {
    /// The last one of somebody that wasn't undone.
    package func last(of kept: PersonID) throws -> PersonLink? {
        let row = try transaction.row(
            """
            SELECT number, merged, name, birthdate, identity_level, linked_at FROM person_links
            WHERE kept = $1 AND unlinked_at IS NULL ORDER BY number DESC LIMIT 1
            """, .text(kept.text))
        return try row.map { row in
            PersonLink(
                number: try row.integer(0), kept: kept, merged: try row.optional(1, "a person's id") { PersonID($0) },
                profile: try row.profile(2), linkedAt: try row.moment(5))
        }
    }

    package func facts(of link: PersonLink) throws -> Set<LinkedFact> {
        var facts: Set<LinkedFact> = []
        let rows = try transaction.rows(
            "SELECT part, fact FROM person_link_facts WHERE link = $1", .integer(link.number))
        for row in rows {
            facts.insert(
                try row.required(
                    LinkedFact(part: try row.text(0), fact: try row.text(1), of: link.kept), "what a link moved"))
        }
        return facts
    }
}

extension PersonLinks where Context == WriteTransaction {
    package func add(
        _ kept: PersonID, _ merged: PersonID?, profile: PersonProfile, moving facts: Set<LinkedFact>, at now: Instant
    ) throws {
        let row = try transaction.row(
            """
            INSERT INTO person_links (kept, merged, name, birthdate, identity_level, linked_at)
            VALUES ($1, $2, $3, $4, $5, $6) RETURNING number
            """, .text(kept.text), .text(merged?.text), .text(profile.name), .text(profile.birthdate?.text),
            .integer(profile.identityLevel.map { Int64($0.rawValue) }), .moment(now))
        guard let row else { throw DatabaseError.corruptRecord("a link's number") }
        for fact in facts {
            try transaction.execute(
                "INSERT INTO person_link_facts (link, part, fact) VALUES ($1, $2, $3)", .integer(try row.integer(0)),
                .text(fact.part), .text(fact.text))
        }
    }

    package func end(_ link: PersonLink, at now: Instant) throws {
        try transaction.execute(
            "UPDATE person_links SET unlinked_at = $1 WHERE number = $2", .moment(now), .integer(link.number))
    }
}

extension LinkedFact {
    fileprivate var part: String {
        switch self {
        case .held: "held"
        case .given: "given"
        case .post: "post"
        }
    }

    fileprivate var text: String {
        switch self {
        case .held(let grant), .given(let grant): grant.description
        case .post(let assignment):
            [
                assignment.post.description, String(assignment.period.from.millisecondsSince1970),
                assignment.period.until.map { String($0.millisecondsSince1970) } ?? "-", assignment.origin?.slug,
            ].compactMap { $0 }.joined(separator: " ")
        }
    }

    fileprivate init?(part: String, fact: String, of person: PersonID) {
        switch part {
        case "held", "given":
            guard let grant = GrantID(fact) else { return nil }
            self = part == "held" ? .held(grant) : .given(grant)
        case "post":
            let words = fact.split(separator: " ").map(String.init)
            guard (3...4).contains(words.count), let post = Post(words[0]), let from = Int64(words[1]) else {
                return nil
            }
            let until = Int64(words[2]).map(Instant.init(millisecondsSince1970:))
            guard let period = Period(from: Instant(millisecondsSince1970: from), until: until) else { return nil }
            let origin = words.count == 4 ? SourceID(words[3]) : nil
            self = .post(Assignment(person: person, post: post, period: period, origin: origin))
        default: return nil
        }
    }
}

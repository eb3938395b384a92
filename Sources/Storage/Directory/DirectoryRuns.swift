import Accounts
import Database
import Directory
import Identity
import Permissions

/// What was applied of each source, the last of which can be taken back.
package struct DirectoryRuns<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var directoryRuns: DirectoryRuns<Self> { DirectoryRuns(transaction: self) }
}

/// One application: what came into the records of a source between two revisions, and by whose word.
package struct DirectoryRun: Hashable, Sendable {
    package let number: Int64
    package let source: SourceID
    package let kind: Kind
    package let moment: Instant
    /// Of the plan that was applied; empty for one that takes another back.
    package let digest: String
    /// Who approved a plan that was held, as the audit log calls them.
    package let approvedBy: String?
    /// The state of the records that it was planned over, and the one that it made.
    package let base, revision: PermissionRevision
    package let counts: SyncCounts
    package let undoneBy: Int64?

    /// How the source was read; or that nothing was, as the last application was taken back.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case whole, live, changes, undo
    }
}

/// How many of each kind of change a plan has.
package struct SyncCounts: Hashable, Sendable {
    package var begun = 0, changed = 0, ended = 0, merged = 0
    package var people: [SyncPlan.Kind: Int] = [:]

    package init() {}

    package init(_ plan: SyncPlan) {
        begun = plan.units.begun.count
        changed = Set((plan.units.renamed + plan.units.moved + plan.units.reordered).map(\.after.id)).count
        ended = plan.units.ended.count
        merged = plan.units.merged.count
        for kind in plan.people.flatMap(\.kinds) { people[kind, default: 0] += 1 }
    }
}

/// What one application changed of somebody: how the source told of them before.
package struct DirectoryRunEntry: Sendable {
    package let key: EntryKey
    package let person: PersonID
    package let dn: String
    package let kinds: Set<SyncPlan.Kind>
    /// `nil` where the source hadn't told of them.
    package let before: BoundStaff?

    package init(key: EntryKey, person: PersonID, dn: String, kinds: Set<SyncPlan.Kind>, before: BoundStaff?) {
        self.key = key
        self.person = person
        self.dn = dn
        self.kinds = kinds
        self.before = before
    }
}

extension DirectoryRuns {
    /// The last runs of a source, the latest first.
    package func last(_ limit: Int, of source: SourceID) throws -> [DirectoryRun] {
        try transaction.rows(
            """
            SELECT r.number, r.kind, r.moment, r.digest, r.approved_by, r.base_revision, r.revision, r.counts, r.undone_by,
                b.moment, a.moment
            FROM directory_runs r LEFT JOIN permission_revisions b ON b.number = r.base_revision
            LEFT JOIN permission_revisions a ON a.number = r.revision
            WHERE r.source = $1 ORDER BY r.number DESC LIMIT $2
            """, .text(source.slug), .integer(Int64(limit))
        ).map { row in try run(row, of: source) }
    }

    private func run(_ row: Row, of source: SourceID) throws -> DirectoryRun {
        func revision(_ number: Int, _ moment: Int) throws -> PermissionRevision {
            guard let since = try row.optionalMoment(moment) else { return .none }
            return PermissionRevision(number: try row.integer(number), moment: since)
        }
        return DirectoryRun(
            number: try row.integer(0), source: source,
            kind: try row.required(DirectoryRun.Kind(rawValue: try row.text(1)), "a kind of run"),
            moment: try row.moment(2), digest: try row.text(3), approvedBy: try row.optionalText(4),
            base: try revision(5, 9), revision: try revision(6, 10),
            counts: try row.required(SyncCounts(stored: try row.text(7)), "a run's counts"),
            undoneBy: try row.optionalInteger(8))
    }

    package func entries(of run: DirectoryRun) throws -> [DirectoryRunEntry] {
        try transaction.rows(
            """
            SELECT entry_key, person, dn, kinds, \(SQLValue.staffColumns), was_active
            FROM directory_run_entries WHERE run = $1 ORDER BY entry_key
            """, .integer(run.number)
        ).map { row in
            let person = try row.person(1)
            let wasTold = try row.optionalText(9) != nil
            return DirectoryRunEntry(
                key: try row.entryKey(0), person: person, dn: try row.text(2),
                kinds: Set(try row.text(3).split(separator: " ").compactMap { SyncPlan.Kind(rawValue: String($0)) }),
                before: wasTold
                    ? BoundStaff(person: person, details: try row.staffDetails(4), isActive: try row.flag(13)) : nil)
        }
    }

    /// How many units and people applications have taken out of a source since a moment. What was taken back counts as
    /// well: it was done.
    package func removed(from source: SourceID, since moment: Instant) throws -> (units: Int, people: Int) {
        try transaction.rows(
            "SELECT counts FROM directory_runs WHERE source = $1 AND moment > $2 AND kind <> 'undo'",
            .text(source.slug), .moment(moment)
        ).reduce(into: (units: 0, people: 0)) { sum, row in
            let counts = try row.required(SyncCounts(stored: try row.text(0)), "a run's counts")
            sum.units += counts.ended
            sum.people += counts.people[.left] ?? 0
        }
    }
}

extension DirectoryRuns where Context == WriteTransaction {
    /// - Returns: the number of the run.
    package func add(
        _ kind: DirectoryRun.Kind, of source: SourceID, digest: String, approvedBy: String?, counts: SyncCounts,
        from base: PermissionRevision, to revision: PermissionRevision, at now: Instant
    ) throws -> Int64 {
        let row = try transaction.row(
            """
            INSERT INTO directory_runs (source, kind, moment, digest, approved_by, base_revision, revision, counts)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING number
            """, .text(source.slug), .text(kind.rawValue), .moment(now), .text(digest), .text(approvedBy),
            .integer(base.number), .integer(revision.number), .text(counts.stored))
        guard let row else { throw DatabaseError.corruptRecord("a run's number") }
        return try row.integer(0)
    }

    package func add(_ entry: DirectoryRunEntry, to run: Int64) throws {
        let columns = entry.before.map { SQLValue.columns(of: $0.details) } ?? Array(repeating: .null, count: 9)
        try transaction.execute(
            """
            INSERT INTO directory_run_entries (run, entry_key, person, dn, kinds, \(SQLValue.staffColumns), was_active)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
            """,
            arguments: [
                .integer(run), .text(entry.key.description), .text(entry.person.text), .text(entry.dn),
                .text(entry.kinds.map(\.rawValue).sorted().joined(separator: " ")),
            ] + columns + [.flag(entry.before?.isActive ?? false)])
    }

    package func markUndone(_ run: DirectoryRun, by number: Int64) throws {
        try transaction.execute(
            "UPDATE directory_runs SET undone_by = $1 WHERE number = $2", .integer(number), .integer(run.number))
    }
}

extension SyncCounts {
    /// Words with their numbers: `begun 2 ended 1 joined 40`; what there is none of isn't named.
    fileprivate var stored: String {
        let units = [("begun", begun), ("changed", changed), ("ended", ended), ("merged", merged)]
        let people = SyncPlan.Kind.allCases.map { (Self.word($0), self.people[$0] ?? 0) }
        return (units + people).filter { $0.1 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: " ")
    }

    fileprivate init?(stored: String) {
        let words = stored.split(separator: " ")
        guard words.count.isMultiple(of: 2) else { return nil }
        self.init()
        for place in stride(from: 0, to: words.count, by: 2) {
            guard let number = Int(words[place + 1]) else { return nil }
            switch words[place] {
            case "begun": begun = number
            case "changed": changed = number
            case "ended": ended = number
            case "merged": merged = number
            default:
                guard let kind = SyncPlan.Kind.allCases.first(where: { Self.word($0) == words[place] }) else {
                    return nil
                }
                people[kind] = number
            }
        }
    }

    private static func word(_ kind: SyncPlan.Kind) -> String { "people-\(kind.rawValue)" }
}

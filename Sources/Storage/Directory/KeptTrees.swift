import Database
import Directory
import Identity
import Wire

/// The entries of sources as they were when their cookies were given (RFC 4533), so that a server that starts again goes on
/// from there.
package struct KeptTrees<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var keptTrees: KeptTrees<Self> { KeptTrees(transaction: self) }
}

/// What a kept tree is true of.
package struct KeptTree: Hashable, Sendable {
    /// In which form the pages are; any other is of no use.
    package let form: String
    package let cookie: [UInt8]
    /// The state of the records, and the last application of the source, when it was kept.
    package let revision: Int64
    package let lastRun: Int64?
    /// What the plan has left to the next one; `nil` where that was too much to be kept, so that everybody is compared.
    package let remains: PlanRemains?

    package init(form: String, cookie: [UInt8], revision: Int64, lastRun: Int64?, remains: PlanRemains?) {
        self.form = form
        self.cookie = cookie
        self.revision = revision
        self.lastRun = lastRun
        self.remains = remains
    }
}

extension KeptTrees {
    package func find(of source: SourceID) throws -> KeptTree? {
        let row = try transaction.row(
            "SELECT form, cookie, revision, last_run, moment, remains FROM directory_trees WHERE source = $1",
            .text(source.slug))
        return try row.map { row in
            let moment = try row.moment(4)
            return KeptTree(
                form: try row.text(0), cookie: try row.required(HexDigits.octets(try row.text(1)), "a cookie"),
                revision: try row.integer(2), lastRun: try row.optionalInteger(3),
                remains: try row.optional(5, "what a plan has left") { PlanRemains(stored: $0, moment: moment) })
        }
    }

    /// Whether a tree is still kept, be it with more that is known of it.
    package func isThere(_ kept: KeptTree, of source: SourceID) throws -> Bool {
        try transaction.row(
            "SELECT 1 FROM directory_trees WHERE source = $1 AND form = $2 AND cookie = $3", .text(source.slug),
            .text(kept.form), .text(HexDigits.text(kept.cookie))) != nil
    }

    /// Goes through the pages in their order, some at a time.
    package func forEachPage(of source: SourceID, _ body: (String) throws -> Void) throws {
        let span: Int64 = 50
        var next: Int64 = 0
        while true {
            let rows = try transaction.rows(
                """
                SELECT content FROM directory_pages WHERE source = $1 AND number >= $2 AND number < $3 ORDER BY number
                """, .text(source.slug), .integer(next), .integer(next + span))
            for row in rows { try body(try row.text(0)) }
            guard rows.count == span else { return }
            next += span
        }
    }
}

extension KeptTrees where Context == WriteTransaction {
    /// Keeps a tree, of which all pages are written that aren't kept yet as they are.
    package func keep(
        _ kept: KeptTree, _ tree: SourceTree, _ unkept: SourceTree.UnkeptPages, of source: SourceID
    ) throws {
        let pages = try find(of: source)?.form == kept.form ? unkept : .all
        // Those of a larger tree that was there.
        if pages == .all {
            try transaction.execute("DELETE FROM directory_pages WHERE source = $1", .text(source.slug))
        }
        for number in pages.numbers(of: tree) {
            try transaction.execute(
                """
                INSERT INTO directory_pages (source, number, content) VALUES ($1, $2, $3)
                ON CONFLICT (source, number) DO UPDATE SET content = excluded.content
                """, .text(source.slug), .integer(Int64(number)), .text(tree.page(number)))
        }
        try mark(kept, of: source)
    }

    /// Keeps of a tree what it's true of, where its pages are kept already.
    package func mark(_ kept: KeptTree, of source: SourceID) throws {
        let remains = kept.remains
        try transaction.execute(
            """
            INSERT INTO directory_trees (source, form, cookie, revision, last_run, moment, remains)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (source) DO UPDATE SET form = excluded.form, cookie = excluded.cookie,
                revision = excluded.revision, last_run = excluded.last_run, moment = excluded.moment,
                remains = excluded.remains
            """,
            .text(source.slug), .text(kept.form), .text(HexDigits.text(kept.cookie)), .integer(kept.revision),
            .integer(kept.lastRun), .moment(remains?.moment ?? Instant(millisecondsSince1970: 0)),
            .text(remains?.stored))
    }

    /// The tree isn't true any more, or nothing is known to go on from.
    package func forget(_ source: SourceID) throws {
        try transaction.execute("DELETE FROM directory_trees WHERE source = $1", .text(source.slug))
    }
}

extension PlanRemains {
    /// More isn't kept.
    private static var maximumCount: Int { 1_000 }

    /// A key each line; with the milliseconds since 1970 from when on to look at it, where it isn't always.
    fileprivate var stored: String? {
        guard withheld.count + due.count <= Self.maximumCount else { return nil }
        let lines =
            withheld.sorted().map(\.description)
            + due.sorted { $0.key < $1.key }.map {
                "\($0.key) \($0.value.millisecondsSince1970)"
            }
        return lines.joined(separator: "\n")
    }

    fileprivate init?(stored: String, moment: Instant) {
        var (withheld, due): (Set<EntryKey>, [EntryKey: Instant]) = ([], [:])
        for line in stored.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard let key = words.first.flatMap({ EntryKey(String($0)) }) else { return nil }
            if words.count == 1 {
                withheld.insert(key)
            } else {
                guard words.count == 2, let time = Int64(words[1]) else { return nil }
                due[key] = Instant(millisecondsSince1970: time)
            }
        }
        self.init(moment: moment, withheld: withheld, due: due)
    }
}

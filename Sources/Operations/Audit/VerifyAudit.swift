import Audit
import Database
import Identity
import Storage
import Wire

/// Compares the audit log with the order and the hashes that were written down when it was sealed: whether an event was
/// changed since, left out, or put in among those that were there. One that is put in where a number is still waited for
/// (`AuditLeaves`) can't be told from one that came late: it is sealed after those.
package struct VerifyAudit: Sendable {
    private let database: Database
    private static let page = 500

    package init(_ installation: Installation) { database = installation.database }

    package enum Outcome: Hashable, Sendable {
        /// Everything is as it was sealed.
        /// - Parameters:
        ///   - head: whoever has noted it earlier can look whether the log has gone on from there.
        ///   - removed: of how many events only the hash is left, as they were exported and their time was over.
        case whole(head: AuditHead?, removed: Int64)
        /// The first thing that isn't.
        case broken(Fault)
    }

    package enum Fault: Hashable, Sendable {
        /// The event says something else than when it was sealed.
        case changed(event: Int64, position: Int64)
        /// The event is gone, and wasn't exported and removed.
        case missing(event: Int64, position: Int64)
        /// The event is among those that were sealed, by its number, and wasn't there when they were.
        case unsealed(event: Int64)
        /// Leaves and heads contradict one another.
        case brokenChain(position: Int64)
    }

    package func run() async throws -> Outcome {
        let head = try await database.read { transaction in try transaction.auditLeaves.head() }
        guard let head else { return .whole(head: nil, removed: 0) }
        var (chain, end, removed) = (AuditChain(), Int64(0), Int64(0))
        while end < head.position {
            let page = try await page(after: end)
            guard !page.leaves.isEmpty else { return .broken(.brokenChain(position: end + 1)) }
            for leaf in page.leaves where leaf.position <= head.position {
                guard leaf.position == end + 1, let hash = try? Base64URL.decode(leaf.hash) else {
                    return .broken(.brokenChain(position: end + 1))
                }
                if let event = page.events[leaf.event] {
                    guard AuditChain.hash(event) == hash else {
                        return .broken(.changed(event: leaf.event, position: leaf.position))
                    }
                } else if page.removed.contains(where: { $0.contains(leaf.event) }) {
                    removed += 1
                } else {
                    return .broken(.missing(event: leaf.event, position: leaf.position))
                }
                chain.add(hash)
                end = leaf.position
                if let sealed = page.heads[end], sealed != chain.head { return .broken(.brokenChain(position: end)) }
            }
        }
        guard chain.head == head else { return .broken(.brokenChain(position: end)) }
        return try await unsealed().map { .broken(.unsealed(event: $0)) } ?? .whole(head: head, removed: removed)
    }

    /// The first event that has no position, though those that have one go beyond its number and nobody waits for it.
    private func unsealed() async throws -> Int64? {
        var end = Int64.min
        while true {
            let events = try await database.read { [end] transaction in
                try transaction.auditLeaves.placed(after: end, limit: Self.page)
            }
            if let unplaced = events.first(where: { !$0.isPlaced }) { return unplaced.event }
            guard let last = events.last else { return nil }
            end = last.event
        }
    }

    private struct Page {
        let leaves: [AuditLeaf]
        let events: [Int64: RecordedEvent]
        let heads: [Int64: AuditHead]
        let removed: [ClosedRange<Int64>]
    }

    private func page(after position: Int64) async throws -> Page {
        try await database.read { transaction in
            let leaves = try transaction.auditLeaves.leaves(after: position, limit: Self.page)
            let events = try leaves.compactMap { try transaction.audit.event($0.event) }
            let heads = try transaction.auditLeaves.heads(after: position, limit: Self.page)
            return Page(
                leaves: leaves, events: Dictionary(events.map { ($0.number, $0) }, uniquingKeysWith: { $1 }),
                heads: Dictionary(heads.map { ($0.position, $0) }, uniquingKeysWith: { $1 }),
                removed: try transaction.auditBatches.all().filter { $0.removedAt != nil }.map {
                    $0.batch.first...$0.batch.last
                })
        }
    }
}

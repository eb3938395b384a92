import Audit
import Cryptography
import Database
import Identity
import Storage
import Wire

/// Gives the events of the audit log their order: a position each, without a hole, and a chain of hashes that says whether
/// any was changed, left out or put in since. Every node asks for it all the time; one at a time does it, a stretch after
/// the other, and no act waits for it.
package struct SealAudit: Sendable {
    private let database: Database

    /// How many events get a position in one transaction.
    private static let stretch = 200

    package init(_ installation: Installation) { database = installation.database }

    /// Seals what is there.
    /// - Returns: how many events were sealed.
    @discardableResult
    package func run(at now: Instant) async throws -> Int {
        var sealed = 0
        // Nothing is locked where there is nothing to seal.
        while try await database.read({ transaction in try transaction.auditLeaves.isDue(at: now) }) {
            let count = try await database.upkeep(queuingFor: .auditAppender) { transaction in
                let events = try transaction.auditLeaves.next(atMost: Self.stretch, at: now)
                guard !events.isEmpty else { return 0 }
                var chain = try transaction.auditLeaves.head().map(AuditChain.init) ?? AuditChain()
                let leaves = events.map { chain.add($0) }
                try transaction.auditLeaves.append(leaves, chain.head, at: now)
                return events.count
            }
            // Another node was quicker.
            guard count > 0 else { break }
            sealed += count
        }
        return sealed
    }
}

/// The chain that events hang on: the hash of each leaf goes into the next head.
///
/// A leaf is hashed as in RFC 9162 §2.1.1, `SHA-256(0x00 ‖ event)`, with the event as a line of the export in JSON; a head
/// is `SHA-256(0x01 ‖ head before ‖ leaf)`, the first after 32 bytes of zero.
struct AuditChain {
    private static let hashLength = 32

    private var position: Int64 = 0
    private var chain = [UInt8](repeating: 0, count: hashLength)

    init() {}

    /// Goes on from a head.
    init(_ head: AuditHead) throws(DatabaseError) {
        guard let chain = try? Base64URL.decode(head.chain), chain.count == Self.hashLength else {
            throw .corruptRecord("the head of the audit log's chain")
        }
        (position, self.chain) = (head.position, chain)
    }

    var head: AuditHead { AuditHead(position: position, chain: Base64URL.encode(chain)) }

    /// Hangs an event on.
    mutating func add(_ event: RecordedEvent) -> AuditLeaf {
        let hash = Self.hash(event)
        add(hash)
        return AuditLeaf(position: position, event: event.number, hash: Base64URL.encode(hash))
    }

    /// The same with a leaf whose event isn't at hand.
    mutating func add(_ hash: [UInt8]) {
        position += 1
        chain = SHA2.sha256([1] + chain + hash)
    }

    static func hash(_ event: RecordedEvent) -> [UInt8] {
        SHA2.sha256([0] + AuditFormat.jsonLines.line(event))
    }
}

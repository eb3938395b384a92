import Audit
import Cryptography
import Database
import Identity
import Storage
import Wire

/// Where an export goes. What was written counts only once it is finished: then it outlasts a power failure.
package protocol AuditSink {
    mutating func write(_ bytes: [UInt8]) throws
    mutating func finish() throws
}

/// Exports the audit log. An export without a filter is a batch: it goes on where the last one ended, and once its file is
/// finished it is recorded with its numbers and its hash, so that its events may be removed when their time is over. One
/// with a filter is for whoever has asked for it, and makes nothing removable. Both are events themselves.
package struct ExportAudit: Sendable {
    private let database: Database

    private let limit: Int64

    /// How many events are read at a time: a reader holds the database's past while it reads.
    private static let page = 1000
    /// How many events a batch has at the most: they are counted once more in the transaction that records it.
    package static let batchLimit: Int64 = 100_000

    package init(_ installation: Installation, batchLimit: Int64 = Self.batchLimit) {
        database = installation.database
        limit = batchLimit
    }

    package enum Outcome: Sendable {
        /// - remaining: how many events are there that the next export will have.
        case exported(AuditBatch, remaining: Int64)
        case filtered(count: Int64)
        /// There is nothing since the last export.
        case nothing
        /// Somebody else has exported it meanwhile: the file is good, and counts for nothing.
        case changedMeanwhile
    }

    /// Exports what is there since the last export.
    package func batch(_ format: AuditFormat, to sink: consuming some AuditSink, _ act: Act) async throws -> Outcome {
        // Whoever has drawn a lower number has ended then: none appears behind the page that it would be on.
        let (after, end) = try await database.upkeep(queuingFor: .auditEvents) { transaction in
            (try transaction.auditBatches.lastExported(), try transaction.audit.lastNumber())
        }
        guard after < end else { return .nothing }
        let upTo = min(end, after + limit)
        var sink = sink
        let hash = RunningHash()
        func write(_ bytes: [UInt8]) throws {
            hash.update(bytes)
            try sink.write(bytes)
        }
        try write(format.head)
        var (last, count, latest) = (after, Int64(0), Instant(millisecondsSince1970: .min))
        while last < upTo {
            let events = try await page(after: last, AuditFilter()).prefix { $0.number <= upTo }
            guard let lastOfPage = events.last else { break }
            for event in events {
                try write(format.line(event))
                latest = max(latest, event.moment)
            }
            (last, count) = (lastOfPage.number, count + Int64(events.count))
        }
        try sink.finish()
        let batch = AuditBatch(
            first: after + 1, last: last, count: count, latest: latest, sha256: HexDigits.text(hash.digest()))
        return try await record(batch, act) ? .exported(batch, remaining: end - last) : .changedMeanwhile
    }

    /// Exports what a query asks for.
    package func filtered(
        _ query: AuditQuery, _ format: AuditFormat, to sink: consuming some AuditSink, _ act: Act
    ) async throws -> Outcome {
        var sink = sink
        let upTo = try await database.read { transaction in try transaction.audit.lastNumber() }
        // Written down first: who has seen what is known, wherever the file ends.
        let event = act.event(.auditExport, object: "filtered, up to \(upTo)")
        try await database.write { transaction in try transaction.audit.append(event) }
        try sink.write(format.head)
        var (last, count) = (Int64(0), Int64(0))
        while true {
            let events = try await page(after: last, query).prefix { $0.number <= upTo }
            guard let end = events.last else { break }
            for event in events { try sink.write(format.line(event)) }
            (last, count) = (end.number, count + Int64(events.count))
        }
        try sink.finish()
        return .filtered(count: count)
    }

    private func page(after number: Int64, _ query: AuditQuery) async throws -> [RecordedEvent] {
        try await database.read { transaction in
            try transaction.audit.events(after: number, query, limit: Self.page)
        }
    }

    /// - Returns: `false` when another export came before.
    private func record(_ batch: AuditBatch, _ act: Act) async throws -> Bool {
        try await database.write(queuingFor: .auditEvents) { transaction in
            guard try transaction.auditBatches.lastExported() == batch.first - 1 else { return false }
            try transaction.auditBatches.add(batch, at: act.now)
            try transaction.audit.append(act.event(.auditExport, object: batch.text))
            return true
        }
    }
}

extension AuditBatch {
    /// As an event names it.
    var text: String { "\(first)-\(last) sha256:\(sha256)" }
}

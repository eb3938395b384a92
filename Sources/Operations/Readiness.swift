import Database
import Identity
import Storage
import Synchronization

/// Whether this node can answer rightly now: the records can be written, as there is room and a small write is durable, and
/// its clock is about that of the database, which all nodes share. Asked as often as one likes, it is found out every few
/// seconds at most.
package final class Readiness: Sendable {
    private let installation: Installation
    private var database: Database { installation.database }
    private let last = Mutex<(at: Instant, answer: Answer)?>(nil)

    /// How long an answer stands.
    package static let period = Duration.seconds(2)

    package enum Answer: Hashable, Sendable {
        case ready
        /// Why not, for the log.
        case unready(String)
        /// The machine's clock is ahead of the database's by so much, or behind it. This node goes by the database's
        /// (`Installation.compareClocks`), and somebody should look at the machine.
        case clockDiffers(Duration)
    }

    package init(_ installation: Installation) {
        self.installation = installation
    }

    package func look(at now: Instant) async -> Answer {
        if let last = last.withLock({ $0 }), last.at <= now, now < last.at + Self.period { return last.answer }
        let answer = await find(at: now)
        last.withLock { $0 = (now, answer) }
        return answer
    }

    /// How much the database has to do; asked of nobody.
    package var load: RecordsLoad { database.load }

    /// Bytes that are free; `nil` where the database is looked after elsewhere.
    package func freeBytes() async throws -> Int64? {
        let room = try await database.room()
        return room == .unknown ? nil : room.free
    }

    private func find(at now: Instant) async -> Answer {
        do {
            let room = try await database.room()
            guard !room.isNearlyFull else { return .unready("the volume of the database is full: \(room.free) bytes") }
            try await database.write { transaction in try transaction.probe(at: now) }
            let lead = try await installation.compareClocks()
            return lead.magnitude > Installation.clockTolerance ? .clockDiffers(lead) : .ready
        } catch {
            return .unready("\(error)")
        }
    }
}

extension DatabaseRoom {
    /// Whether so little is left that nobody should be sent here.
    var isNearlyFull: Bool { min(free, ahead) < min(Self.reserve / 8, total / 16) }

    /// Whether what is left is kept for those who are known: for sign-ins that have begun, tokens, ends of sessions, and
    /// for what housekeeping needs to make room.
    var isScarce: Bool {
        let kept = min(Self.reserve, total / 4)
        return free < kept || ahead < kept / 2
    }

    /// In bytes; of a small volume it is a quarter.
    private static let reserve: Int64 = 64 << 20
}

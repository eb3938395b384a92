import Database
import Identity
import Storage

/// Ends sessions by an administrator's word: one, all of somebody, or everybody's. Platforms that know of them are told.
package struct EndSessions: Sendable {
    private let installation: Installation

    /// So many sessions, or people, are told of in one transaction, where it is everybody's.
    private static let batch = 200

    package init(_ installation: Installation) { self.installation = installation }

    /// - Returns: `false` when it had ended, or there is none of this id.
    package func one(_ session: SessionID, _ act: Act) async throws -> Bool {
        try await installation.database.write { transaction in
            let isDone = try transaction.sessions.end(session, at: act.now)
            try transaction.audit.append(
                act.event(
                    .sessionEnd, isDone ? .success : .refused("not-possible"), session: session.text))
            return isDone
        }
    }

    /// - Parameter offline: whether what platforms keep beyond sessions (`offline_access`) ends too.
    /// - Returns: how many sessions it were.
    package func all(of person: KnownPerson, offline: Bool, _ act: Act) async throws -> Int {
        try await installation.database.write { transaction in
            let count = try transaction.sessions.live(of: person.id, at: act.now).count
            try transaction.sessions.endAll(of: person.id, at: act.now)
            if offline { try transaction.authorizations.revokeAll(of: person.id, at: act.now) }
            try transaction.audit.append(
                act.event(.sessionEnd, object: person.auditName + (offline ? " offline" : "")))
            return count
        }
    }

    /// Nobody is in any more, on whichever node, when the first transaction is through, however many there are
    /// (`SessionEpochs`); who signs in after that stays. Platforms are told afterwards, some at a time, so that nobody waits
    /// for all of it. What of that is cut short, housekeeping does.
    /// - Parameter offline: whether what platforms keep beyond sessions (`offline_access`) ends too.
    /// - Returns: how many sessions it were.
    package func everybodys(offline: Bool, _ act: Act) async throws -> Int {
        try await begin(offline: offline, act)
        return try await settle(at: act.now)
    }

    func begin(offline: Bool, _ act: Act) async throws {
        try await installation.database.write { transaction in
            try transaction.sessionEpochs.begin(offline: offline, at: act.now)
            try transaction.audit.append(act.event(.sessionEnd, object: "everybody" + (offline ? " offline" : "")))
        }
    }

    /// Tells platforms of all that has ended with everybody's sessions.
    /// - Returns: how many sessions it were.
    @discardableResult
    func settle(at now: Instant) async throws -> Int {
        let database = installation.database
        guard let epoch = try await database.read({ transaction in try transaction.sessionEpochs.unsettled() }) else {
            return 0
        }
        var (count, start) = (0, Instant(millisecondsSince1970: 0))
        while true {
            try Task.checkCancellation()
            let some = try await database.write { [start] transaction in
                try transaction.sessions.settleSome(from: start, atMost: Self.batch, at: now)
            }
            (count, start) = (count + some.count, some.last)
            if some.count < Self.batch { break }
        }
        var done: PersonID?
        while true {
            try Task.checkCancellation()
            let some = try await database.write { [done] transaction in
                try transaction.authorizations.settleOffline(after: done, atMost: Self.batch, at: now)
            }
            done = some.last
            if some.count < Self.batch { break }
        }
        try await database.write { transaction in try transaction.sessionEpochs.settle(epoch) }
        return count
    }
}

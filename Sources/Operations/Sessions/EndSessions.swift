import Database
import Identity
import Storage

/// Ends sessions by an administrator's word: one, all of somebody, or everybody's. Platforms that know of them are told.
package struct EndSessions: Sendable {
    private let installation: Installation

    /// So many sessions at most end in one transaction, where it is everybody's.
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

    /// In several transactions, so that nobody waits for all of it; so it is written down before it begins, and one that is
    /// cut short is run again. Whoever signs in while it runs may be signed out too.
    /// - Returns: how many sessions it were.
    package func everybodys(_ act: Act) async throws -> Int {
        try await installation.database.write { transaction in
            try transaction.audit.append(act.event(.sessionEnd, object: "everybody"))
        }
        var count = 0
        while true {
            try Task.checkCancellation()
            let ended = try await installation.database.write { transaction in
                try transaction.sessions.endSome(atMost: Self.batch, at: act.now)
            }
            count += ended
            if ended < Self.batch { return count }
        }
    }
}

import Directory
import Synchronization

/// A directory as this server reads it: several servers that hold the same, of which one is asked.
///
/// Each call has a connection, and a thread, of its own, which ends with it: a handle of libldap that has failed once stays
/// dead. What is delivered is delivered on that thread, so that a slow receiver slows the reading and nothing piles up; it
/// mustn't wait for the call's own end. A task that is cancelled cuts the connection; the call then throws `.cancelled`.
package final class LDAPSource: Sendable {
    package let settings: LDAPSettings
    private let now: @Sendable () -> ContinuousClock.Instant
    private let state: Mutex<State>

    private struct State {
        var rotation: ServerRotation
        var signIns = 0
    }

    /// Sign-ins that may be under way at once: each holds two threads.
    private static let signInPlaces = 16

    package init(
        _ settings: LDAPSettings,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock().now }
    ) {
        self.settings = settings
        self.now = now
        state = Mutex(State(rotation: ServerRotation(settings.servers)))
    }

    /// Reads everything that a query asks for, page by page. Only when this returns was it whole.
    ///
    /// - Parameter attribute: by which changes are to be asked for later; a mark is then in the summary.
    package func read(
        _ query: SourceQuery, markedBy attribute: ChangeAttribute? = nil,
        deliver: @escaping @Sendable (SourcePage) -> Void
    ) async throws(LDAPError) -> ReadSummary {
        var (summary, referrals) = try await onConnection { [now] connection throws(LDAPError) in
            var marking = try attribute.map { attribute throws(LDAPError) in
                try ChangeMarking(attribute, query, connection, now)
            }
            var search = PagedSearch(marking?.query ?? query, connection)
            var summary = try search.run { page in
                marking?.take(page)
                deliver(page)
            }
            summary.mark = marking?.mark
            return (summary, search.referrals)
        }
        let (parts, unfollowed) = try await follow(referrals, of: query) { query, connection throws(LDAPError) in
            var search = PagedSearch(query, connection)
            return (try search.run(deliver), search.referrals)
        }
        for part in parts { summary.add(part) }
        summary.references = unfollowed
        return summary
    }

    /// Reads an entry and everything below it: what a move of it has moved.
    package func subtree(
        of name: DistinguishedName, _ query: SourceQuery, deliver: @escaping @Sendable (SourcePage) -> Void
    ) async throws(LDAPError) -> ReadSummary {
        try await read(query.below(name.wireText), deliver: deliver)
    }

    /// Reads what has changed since a mark. The summary has the next.
    ///
    /// - Throws: `.cookieRefused` for a mark of another server: read in full.
    package func changes(
        since mark: ChangeMark, _ query: SourceQuery, deliver: @escaping @Sendable (SourcePage) -> Void
    ) async throws(LDAPError) -> ReadSummary {
        try await onConnection { [now] connection throws(LDAPError) in
            var marking = try ChangeMarking(mark.attribute, query, connection, now)
            guard marking.origin?.utf8.elementsEqual(mark.origin.utf8) == true else {
                throw .cookieRefused(LDAPRefusal(code: ResultCode.unwillingToPerform, text: "another server's mark"))
            }
            var search = PagedSearch(marking.query.and(mark.filter), connection)
            var summary = try search.run { page in
                marking.take(page)
                deliver(page)
            }
            summary.mark = marking.mark.map { mark.advanced(to: $0) } ?? mark
            summary.references = search.referrals.count
            return summary
        }
    }

    /// Asks for entries by their keys, many at once: those that are there, and are what the query asks for.
    package func lookUp(_ keys: [EntryKey], _ query: SourceQuery) async throws(LDAPError) -> [EntryKey: SourceEntry] {
        let (found, referrals) = try await onConnection { connection throws(LDAPError) in
            try KeyLookUp(query, connection).entries(keys)
        }
        let missing = keys.filter { found[$0] == nil }
        guard !missing.isEmpty, !settings.referrals.isEmpty else { return found }
        let (parts, _) = try await follow(referrals, of: query) { query, connection throws(LDAPError) in
            try KeyLookUp(query, connection).entries(missing)
        }
        return parts.reduce(into: found) { found, part in found.merge(part) { first, _ in first } }
    }

    /// Follows a directory live (RFC 4533 refreshAndPersist) until the task is cancelled: it ends by throwing only.
    ///
    /// - Parameter cookie: of the state that the receiver has; `nil` to be told everything.
    package func follow(
        _ query: SourceQuery, from cookie: SyncCookie?, deliver: @escaping @Sendable (SyncMessage) -> Void
    ) async throws(LDAPError) -> Never {
        try await onConnection { connection throws(LDAPError) in
            deliver(.connected(connection.server))
            var sync = ContentSync(query, from: cookie, connection)
            try sync.follow(deliver)
        }
    }

    /// Refreshes once (RFC 4533 refreshOnly). The last message is `refreshDone`.
    package func refresh(
        _ query: SourceQuery, from cookie: SyncCookie?, deliver: @escaping @Sendable (SyncMessage) -> Void
    ) async throws(LDAPError) {
        try await onConnection { connection throws(LDAPError) in
            var sync = ContentSync(query, from: cookie, connection)
            try sync.refresh(deliver)
        }
    }

    /// Looks whether a user name and a password are those of one entry, by binding as it.
    package func signIn(username: String, password: [UInt8], _ query: SignInQuery) async -> SignInOutcome {
        // Refused before anything is connected to.
        guard let attempt = SignInAttempt(username: username, password: password, query) else { return .wrong }
        let hasPlace = state.withLock { state in
            guard state.signIns < Self.signInPlaces else { return false }
            state.signIns += 1
            return true
        }
        guard hasPlace else { return .unavailable(.busy) }
        defer { state.withLock { $0.signIns -= 1 } }
        do throws(LDAPError) {
            return try await onConnection { connection throws(LDAPError) in try attempt.decide(on: connection) }
        } catch {
            return .unavailable(error)
        }
    }

    /// Looks at each server, whether it is at rest or not.
    /// - Parameter kinds: filters (RFC 4515): some entries of each are looked at. In a flat directory the first ones are all of
    ///   one kind, and that there is nobody would not be seen.
    /// - Parameter changes: by which changes are to be asked for; `nil` where they aren't.
    package func probe(
        _ query: SourceQuery, kinds: [String], changes: ChangeAttribute? = nil
    ) async throws(LDAPError) -> [ServerReport] {
        var reports: [ServerReport] = []
        for server in settings.servers {
            let watchdog = Watchdog()
            let probe = LDAPProbe(
                server: server, settings: settings, query: query, kinds: kinds, changes: changes, now: now,
                watchdog: watchdog)
            reports.append(try await LDAPWorker.run(watchdog) { .success(probe.report()) }.get())
        }
        return reports
    }

    // MARK: Connections

    /// Runs `work` on a thread of its own, with a connection to the first server that answers.
    private func onConnection<Value: Sendable>(
        _ work: @escaping @Sendable (LDAPConnection) throws(LDAPError) -> Value
    ) async throws(LDAPError) -> Value {
        let watchdog = Watchdog()
        return try await LDAPWorker.run(watchdog) { [self] in
            Result { () throws(LDAPError) in
                let connection = try connect(watchdog)
                do throws(LDAPError) {
                    return try work(connection)
                } catch {
                    note(error, of: connection.server)
                    throw error
                }
            }
        }.get()
    }

    /// The same with a connection to one server, to which another has referred.
    func onConnection<Value: Sendable>(
        to server: SourceServer, _ work: @escaping @Sendable (LDAPConnection) throws(LDAPError) -> Value
    ) async throws(LDAPError) -> Value {
        let watchdog = Watchdog()
        return try await LDAPWorker.run(watchdog) { [settings] in
            Result { () throws(LDAPError) in
                let connection = try LDAPConnection(server, settings, watchdog)
                let answer = try connection.bind(settings.bind)
                guard answer.code == ResultCode.success else { throw .refused(answer.refusal) }
                return try work(connection)
            }
        }.get()
    }

    /// Goes through the servers that aren't at rest.
    private func connect(_ watchdog: Watchdog) throws(LDAPError) -> LDAPConnection {
        var last: LDAPError?
        for server in state.withLock({ $0.rotation.candidates(at: now()) }) {
            do throws(LDAPError) {
                let connection = try LDAPConnection(server, settings, watchdog)
                let answer = try connection.bind(settings.bind)
                guard answer.code == ResultCode.success else { throw .refused(answer.refusal) }
                state.withLock { $0.rotation.answered(server) }
                return connection
            } catch {
                note(error, of: server)
                // A wrong password is as wrong at the next server, and counts there towards a lock.
                guard error.isOfServer else { throw error }
                last = error
                watchdog.forgetLateness()
            }
        }
        if let last { throw last }
        throw .resting(state.withLock { $0.rotation.rest(at: now()) })
    }

    private func note(_ error: LDAPError, of server: SourceServer) {
        guard error.isOfServer else { return }
        state.withLock { state in
            var random = SystemRandomNumberGenerator()
            state.rotation.failed(server, at: now(), using: &random)
        }
    }
}

extension LDAPError {
    /// Whether another server may do better.
    fileprivate var isOfServer: Bool {
        switch self {
        case .unreachable, .untrusted, .timedOut, .malformed: true
        case .refused(let refusal):
            [ResultCode.busy, ResultCode.unavailable, ResultCode.other].contains(refusal.code)
        case .unreadableAuthorities, .resting, .busy, .cookieRefused, .unsendable, .noThread, .cancelled: false
        }
    }
}

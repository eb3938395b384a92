import Database
import Directory
import Identity
import LDAP
import Permissions
import Storage

/// What became of a reading, and the source as it then is known.
package struct SettledSource: Sendable {
    package let outcome: ApplyDirectory.Outcome
    package let source: FollowedSource
}

extension DirectoryDesk {
    /// How a source was read.
    package enum Reading: Sendable {
        /// From the first entry to the last.
        case whole
        /// By what the server tells as it happens.
        case live
        /// By what has changed since the last time.
        case changes

        fileprivate var run: DirectoryRun.Kind {
            switch self {
            case .whole: .whole
            case .live: .live
            case .changes: .changes
            }
        }
    }

    /// Brings the records to what was read. What a whole reading doesn't have any more is asked for by its key first.
    /// - Parameter from: from when on what changes is true, if not from now on.
    /// - Throws: `LDAPError`, when the server doesn't answer that; `DirectoryUndecidable`, when no policy says what may stand
    ///   where; `KeptSourceGone`, when entries are needed that were only kept, and aren't any more.
    package func settle(
        _ followed: FollowedSource, _ kind: Reading, approving digest: String? = nil, from: Instant? = nil,
        by lease: DirectoryLease? = nil, _ act: Act
    ) async throws -> SettledSource {
        if let settled = try await settleUnchanged(followed, by: lease, act) { return settled }
        var (source, tree) = try await complete(followed, kind)
        let survey = try await decidable(tree, source.unreadable)
        let (news, unkept) = source.takeNews()
        // A whole reading compares everybody, whatever we think that we know.
        let read = ApplyDirectory.Read(
            .survey(survey, since: kind == .whole ? nil : news), of: mapping.source, kind: kind.run,
            cookie: source.cookie.map(kept),
            toKeep: toKeep(source, tree, unkept),
            changedAt: source.cookie?.changedAt,
            removalSpan: mapping.limits.within, from: from, lease: lease)
        let (outcome, basis) = try await ApplyDirectory(installation).settle(
            read, approving: digest, act, planning: planning(from: from))
        source.basis = basis
        return SettledSource(outcome: outcome, source: source)
    }

    /// A cookie with what it stands for.
    func kept(_ cookie: LDAP.SyncCookie) -> KeptCookie {
        let asked = [mapping.base.text, mapping.filter.text] + mapping.attributes.map(\.text)
        return KeptCookie(octets: cookie.octets, standsFor: asked.joined(separator: " "))
    }

    /// The source with what is there after all of what a comparison has missed.
    func complete(_ followed: FollowedSource, _ kind: Reading) async throws -> (FollowedSource, SourceTree) {
        var (source, tree) = try await withTree(followed)
        guard kind == .whole else { return (source, tree) }
        let missing = try await missing(from: tree)
        if let root = try await confirmed(source, tree, without: missing.root) { (source, tree) = root }
        // What is refused anyway isn't asked for: it may be everybody.
        guard !missing.others.isEmpty, try await canBePlanned(try await decidable(tree, source.unreadable)) else {
            return (source, tree)
        }
        return try await confirmed(source, tree, without: missing.others) ?? (source, tree)
    }

    /// Entries of units that are there and of people at work which a whole reading doesn't have; that of the unit at the top
    /// apart, without which there is no plan.
    private func missing(from tree: SourceTree) async throws -> (root: [EntryKey], others: [EntryKey]) {
        let now = installation.clock.now
        return try await installation.database.read { [mapping] transaction in
            let units = try transaction.units.facts(at: try transaction.permissionRevisions.latest())
            let bindings = transaction.directoryBindings
            let keys = try bindings.activeKeys(
                of: mapping.source, at: Set(units.lazy.filter { $0.fact.period.endsAfter(now) }.map(\.fact.id))
            ) { !tree.contains($0) }
            guard !keys.isEmpty else { return ([], []) }
            let root = Set(try bindings.units(of: mapping.source).filter { $0.value == mapping.unit.root }.keys)
            return (keys.filter(root.contains), keys.filter { !root.contains($0) })
        }
    }

    private func canBePlanned(_ survey: DirectorySurvey) async throws -> Bool {
        let records = try await installation.database.read { [mapping] transaction in
            var records = SyncRecords()
            records.unitBindings = try transaction.directoryBindings.units(of: mapping.source)
            records.staff = try transaction.directoryBindings.staff(
                of: mapping.source, keys: survey.units.isolated
            ).mapValues { KnownStaff(person: $0.person, details: $0.details, isActive: $0.isActive, posts: []) }
            return records
        }
        do throws(RefusedReading) {
            try SyncPlanner.check(survey, over: records, root: mapping.unit.root)
            return true
        } catch { return false }
    }

    func decidable(_ tree: SourceTree, _ unreadable: [UnreadableEntry]) async throws -> DirectorySurvey {
        switch try await survey(tree, unreadable) {
        case .success(let survey): return survey
        case .failure(let unavailable): throw DirectoryUndecidable(reason: unavailable)
        }
    }
}

/// Before there is a policy nobody can say which kinds of units and which positions there are.
package struct DirectoryUndecidable: Error, Hashable, Sendable {
    package let reason: PermissionsUnavailable
}

extension DirectoryDesk {
    /// How the source stands, for whoever looks after it.
    package func status() async throws -> DirectoryStatus.Overview {
        try await DirectoryStatus(installation).run(mapping.source)
    }

    /// Takes back the last application.
    package func undo(_ act: Act) async throws -> UndoDirectory.Outcome {
        guard let last = try await status().runs.first else { return .nothingToUndo }
        return try await UndoDirectory(installation).run(last.number, of: mapping.source, act)
    }
}

extension DirectoryDesk {
    /// Writes down why the source couldn't be read, for `directory status`. Nothing else changes, and no event is written: a
    /// server that is away for a night would fill the log.
    package func note(failure: any Error) async throws {
        let code = Self.code(of: failure)
        try await installation.database.write { [mapping] transaction in
            var state = try transaction.directoryStates.state(of: mapping.source)
            guard state.refusal != code else { return }
            state.refusal = code
            try transaction.directoryStates.set(state, of: mapping.source)
        }
    }

    private static func code(of failure: any Error) -> String {
        switch failure {
        case let error as LDAPError: error.code
        case is DirectoryUndecidable: "no-permissions"
        case is DirectoryLeaseLost: "lease-lost"
        default: "failed"
        }
    }
}

extension LDAPError {
    /// For the log and `directory status`.
    var code: String {
        switch self {
        case .refused(let refusal): "refused-\(refusal.code)"
        case .unreachable: "unreachable"
        case .untrusted: "untrusted"
        case .unreadableAuthorities: "no-authorities"
        case .timedOut: "timed-out"
        case .resting: "resting"
        case .busy: "busy"
        case .cookieRefused: "cookie-refused"
        case .malformed: "malformed"
        case .unsendable: "unsendable"
        case .noThread: "no-thread"
        case .cancelled: "cancelled"
        }
    }
}

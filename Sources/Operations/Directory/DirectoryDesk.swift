import Database
import Directory
import Identity
import LDAP
import Permissions
import Storage

/// One source of units and staff: what its mapping says, and the way to its servers.
package struct DirectoryDesk: Sendable {
    package let mapping: DirectoryMapping
    /// The mapping as it was written.
    let text: String
    let installation: Installation
    let source: LDAPSource

    /// - Throws: `DirectoryUnusable`, where the mapping names a file that can't be read, or servers that can't be spoken to
    ///   as it says.
    /// - Parameters:
    ///   - text: the mapping as it was written.
    ///   - stopwatch: by what a server that has failed is left alone for a while.
    package init(
        _ installation: Installation, _ mapping: DirectoryMapping, text: String,
        stopwatch: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) throws {
        self.installation = installation
        self.mapping = mapping
        self.text = text
        source = LDAPSource(try LDAPSettings(mapping), now: stopwatch)
    }

    /// What a mapping and its source may name, by the policy that is in force; the units may still be to come.
    package static func rules(
        of installation: Installation
    ) async throws -> Result<DirectoryRules, PermissionsUnavailable> {
        let now = installation.clock.now
        return try await installation.database.read { [permissions = installation.permissions] transaction in
            try permissions.policy(in: transaction, at: now).map { DirectoryRules($0) }
        }
    }

    /// What the records are planned by: nothing in it knows of a database or a server.
    /// - Parameter from: from when on what changes is to be true, if not from now on. It can't be from before what has changed
    ///   in between: that would stand beside it.
    func planning(from: Instant? = nil) -> DirectoryPlanning {
        let now = installation.clock.now
        return { [mapping] ground in
            if let from, ground.records.units.contains(where: { $0.period.turns(after: from, until: now) }) {
                return .refused("units-changed-since")
            }
            do throws(RefusedReading) {
                var plan = try SyncPlanner.plan(
                    ground.reading, over: ground.records, root: mapping.unit.root, from: ground.moment)
                SyncGuard(mapping.limits).hold(
                    &plan, over: ground.records, at: ground.moment, lately: ground.removedLately,
                    administration: ground.administration)
                // What somebody has taken back may be just that some have left.
                if ground.waitsSinceUndo { plan.leavingAtOnce = [] }
                return .plan(plan, digestInput: plan.digestInput)
            } catch { return .refused(error.code) }
        }
    }

    /// Reads what was found by the policy of now. Entries that are there and that no `SourceEntry` can be made of are told
    /// among the findings, and isolated where they are known by a key.
    func survey(
        _ tree: SourceTree, _ unreadable: [UnreadableEntry]
    ) async throws -> Result<DirectorySurvey, PermissionsUnavailable> {
        let now = installation.clock.now
        return try await Self.rules(of: installation).map { rules in
            var survey = DirectoryReader(mapping, rules: rules).survey(tree, at: now)
            for entry in unreadable {
                survey.units.findings.append(SyncFinding(.unreadableKey, dn: entry.dn))
                if let key = entry.key { survey.units.isolated.insert(key) }
            }
            return survey
        }
    }

    /// How long it is until everything is read anew.
    package func untilNextWhole(from now: Instant) -> Duration { mapping.fullAt.next(after: now) - now }
}

extension DirectoryRules {
    fileprivate init(_ policy: Policy) {
        self.init(
            below: Dictionary(policy.kinds.map { ($0.kind, $0.below) }, uniquingKeysWith: { first, _ in first }),
            positions: Set(policy.positions.map(\.position)))
    }
}

extension TimeOfDay {
    /// The first moment after another at which it is this time in Huế.
    func next(after moment: Instant) -> Instant {
        let today = HueTime.midnight(before: moment) + .minutes(hour * 60 + minute)
        return today > moment ? today : today + .hours(24)
    }
}

extension RefusedReading {
    /// For the audit log and `directory status`.
    fileprivate var code: String {
        switch self {
        case .noUnits: "no-units"
        case .noPeople: "no-people"
        case .rootMissing: "root-missing"
        case .noTree: "no-tree"
        }
    }
}

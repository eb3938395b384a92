import Directory
import Identity

/// A policy as bits: which role gives which function on which kind of unit, and which roles shut each other
/// out.
///
/// Roles, functions and kinds are numbers here. The kinds have one number more than the policy names, for
/// units of a kind that it doesn't know.
struct CompiledPolicy: Sendable {
    let policy: Policy
    let graph: RoleGraph
    let functions: Numbering<FunctionID>
    let roles: Numbering<RoleID>
    let kinds: Numbering<UnitKind>
    /// By function; `nil` for a group.
    private let tiers: [CompiledTier?]
    /// Row: role and kind. Column: function.
    private let gifts: BitMatrix
    /// Row: role and kind. Column: a role that excludes it at a unit.
    private let unitConflicts: BitMatrix
    /// By role and kind: whether `unitConflicts` has anything there.
    private let hasUnitConflicts: [Bool]
    /// Row: role. Column: a role that excludes it in a session.
    private let sessionConflicts: BitMatrix
    /// By role: whether `sessionConflicts` has anything there.
    private let hasSessionConflicts: [Bool]

    init(_ policy: Policy) {
        let all = policy.allFunctions
        let functions = Numbering(all.map(\.id))
        let roles = Numbering(policy.roles.map(\.id))
        let kinds = Numbering(policy.kinds.map(\.kind))
        let graph = RoleGraph(policy.roles)
        let leaves = Dictionary(
            all.map {
                ($0.id, $0.withParts.filter(\.parts.isEmpty).compactMap { functions.number(of: $0.id) })
            },
            uniquingKeysWith: { first, _ in first }
        )

        let rows = roles.count * (kinds.count + 1)
        var gifts = BitMatrix(rows: rows, columns: functions.count)
        var unitConflicts = BitMatrix(rows: rows, columns: roles.count)
        for (number, role) in roles.names.enumerated() {
            for kind in 0...kinds.count {
                let row = number * (kinds.count + 1) + kind
                let held = graph.held(by: role, on: kind < kinds.count ? kinds.names[kind] : nil)
                for function in held.flatMap({ graph.roles[$0]?.functions ?? [] }) {
                    for leaf in leaves[function] ?? [] { gifts.set(row, leaf) }
                }
            }
        }
        for kind in 0...kinds.count {
            let held = roles.names.map {
                graph.held(by: $0, on: kind < kinds.count ? kinds.names[kind] : nil)
            }
            Self.conflicts(among: held, by: policy.exclusions, .unit) { role, other in
                unitConflicts.set(role * (kinds.count + 1) + kind, other)
            }
        }
        var sessionConflicts = BitMatrix(rows: roles.count, columns: roles.count)
        Self.conflicts(among: roles.names.map(graph.closure), by: policy.exclusions, .session) {
            sessionConflicts.set($0, $1)
        }

        self.policy = policy
        self.graph = graph
        self.functions = functions
        self.roles = roles
        self.kinds = kinds
        self.gifts = gifts
        self.unitConflicts = unitConflicts
        self.hasUnitConflicts = (0..<rows).map { !unitConflicts.isEmpty(row: $0) }
        self.sessionConflicts = sessionConflicts
        hasSessionConflicts = (0..<roles.count).map { !sessionConflicts.isEmpty(row: $0) }
        tiers = all.map { $0.parts.isEmpty ? CompiledTier($0.tier) : nil }
    }

    /// The number of a kind; that of unknown kinds where the policy doesn't name it.
    func number(ofKind kind: UnitKind) -> Int { kinds.number(of: kind) ?? kinds.count }

    /// `nil` for a group.
    func tier(of function: Int) -> CompiledTier? { tiers[function] }

    @inline(__always)
    func gives(role: Int, kind: Int, function: Int) -> Bool { gifts[row(role, kind), function] }

    /// The functions that a role gives at units of a kind.
    func functions(of role: Int, kind: Int) -> [Int] { gifts.columns(ofRow: row(role, kind)) }

    @inline(__always)
    func canMeetExcluded(role: Int, kind: Int) -> Bool { hasUnitConflicts[row(role, kind)] }

    func excludeEachOther(_ role: Int, _ other: Int, kind: Int) -> Bool {
        unitConflicts[row(role, kind), other]
    }

    func excludeEachOtherInSession(_ role: Int, _ other: Int) -> Bool { sessionConflicts[role, other] }

    @inline(__always)
    func isExclusiveInSession(_ role: Int) -> Bool { hasSessionConflicts[role] }

    @inline(__always)
    private func row(_ role: Int, _ kind: Int) -> Int { role * (kinds.count + 1) + kind }

    /// Calls back for each pair of roles that hold two different ones of an exclusion between them.
    private static func conflicts(
        among held: [Set<RoleID>],
        by exclusions: [Exclusion],
        _ extent: Exclusion.Extent,
        found: (Int, Int) -> Void
    ) {
        for exclusion in exclusions where exclusion.extent == extent {
            let parts = held.map { $0.intersection(exclusion.roles) }
            let concerned = parts.indices.filter { !parts[$0].isEmpty }
            for role in concerned {
                for other in concerned where parts[role].union(parts[other]).count > 1 { found(role, other) }
            }
        }
    }
}

/// What a function asks of a session, as plain numbers.
struct CompiledTier: Sendable {
    let identity: IdentityLevel?
    let authentication: AuthenticationLevel
    /// In milliseconds; the largest number for no bound.
    let freshness: Int64

    init(_ tier: Tier) {
        identity = tier.identity
        authentication = tier.authentication
        freshness = tier.freshness?.milliseconds ?? .max
    }

    /// What a session lacks at a moment, where `least` is the identity level that the grant asks for besides.
    @inline(__always)
    func missing(in session: SessionAssurance, at moment: Instant, least: IdentityLevel? = nil) -> StepUp? {
        let level = max(identity?.rawValue ?? 0, least?.rawValue ?? 0)
        let knownEnough = level <= session.identity?.rawValue ?? 0
        let strongEnough = authentication <= session.authentication
        let (age, overflow) = moment.millisecondsSince1970
            .subtractingReportingOverflow(session.authenticatedAt.millisecondsSince1970)
        let freshEnough = freshness == .max || (!overflow && age >= 0 && age <= freshness)
        if knownEnough, strongEnough, freshEnough { return nil }
        return StepUp(
            identity: knownEnough ? nil : IdentityLevel(rawValue: level),
            authentication: strongEnough ? nil : authentication,
            freshness: freshEnough ? nil : .milliseconds(freshness)
        )
    }
}

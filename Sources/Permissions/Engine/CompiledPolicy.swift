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
    /// By function, also for a group: whether every decision about it goes to the audit log.
    private let audited: [Bool]
    /// By function; `nil` for a group.
    private let tiers: [CompiledTier?]
    /// Row: role and kind. Column: function.
    private let given: BitMatrix
    /// By kind and function: the roles that give it.
    private let givers: [RoleMarks]
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
        // The last number is that of unknown kinds.
        let numberedKinds: [UnitKind?] = kinds.names + [nil]
        let graph = RoleGraph(policy.roles)
        let leaves = Dictionary(
            all.map {
                ($0.id, $0.withParts.filter(\.parts.isEmpty).compactMap { functions.number(of: $0.id) })
            },
            uniquingKeysWith: { first, _ in first }
        )

        let rows = roles.count * (kinds.count + 1)
        var given = BitMatrix(rows: rows, columns: functions.count)
        var givers = Array(repeating: RoleMarks(), count: (kinds.count + 1) * functions.count)
        var unitConflicts = BitMatrix(rows: rows, columns: roles.count)
        for (number, role) in roles.names.enumerated() {
            for (kind, name) in numberedKinds.enumerated() {
                let row = number * (kinds.count + 1) + kind
                let held = graph.held(by: role, on: name)
                for function in held.flatMap({ graph.roles[$0]?.functions ?? [] }) {
                    for leaf in leaves[function] ?? [] {
                        given.set(row, leaf)
                        givers[kind * functions.count + leaf].insert(number)
                    }
                }
            }
        }
        for (kind, name) in numberedKinds.enumerated() {
            let held = roles.names.map { graph.held(by: $0, on: name) }
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
        audited = all.map(\.tier.isAudited)
        self.given = given
        self.givers = givers
        self.unitConflicts = unitConflicts
        self.hasUnitConflicts = (0..<rows).map { !unitConflicts.isEmpty(row: $0) }
        self.sessionConflicts = sessionConflicts
        hasSessionConflicts = (0..<roles.count).map { !sessionConflicts.isEmpty(row: $0) }
        tiers = all.map { $0.parts.isEmpty ? CompiledTier($0.tier) : nil }
    }

    /// The kind of a number; `nil` for that of unknown kinds.
    func kind(_ number: Int) -> UnitKind? { number < kinds.count ? kinds.names[number] : nil }

    /// The number of a kind; that of unknown kinds where the policy doesn't name it.
    func number(ofKind kind: UnitKind) -> Int { kinds.number(of: kind) ?? kinds.count }

    /// `nil` for a group.
    func tier(of function: Int) -> CompiledTier? { tiers[function] }

    func isAudited(_ function: Int) -> Bool { audited[function] }

    @inline(__always)
    func gives(role: Int, kind: Int, function: Int) -> Bool { given[row(role, kind), function] }

    /// The roles that give a function at units of a kind.
    @inline(__always)
    func givers(of function: Int, kind: Int) -> RoleMarks { givers[kind * functions.count + function] }

    /// Whether a role gives a function at units of whatever kind.
    func givesSomewhere(role: Int, function: Int) -> Bool {
        (0...kinds.count).contains { gives(role: role, kind: $0, function: function) }
    }

    /// The functions that a role gives at units of a kind.
    func functions(of role: Int, kind: Int) -> [Int] { given.columns(ofRow: row(role, kind)) }

    /// The functions that a role gives, at units of whatever kind.
    func functions(of role: Int) -> Set<Int> {
        (0...kinds.count).reduce(into: []) { $0.formUnion(functions(of: role, kind: $1)) }
    }

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

    /// A function as the policy defines it; `nil` for a group, and for what the policy doesn't know.
    func definition(of id: FunctionID) -> Function? {
        let top = policy.platforms.first { $0.id == id.platform }?.functions ?? []
        return top.lazy.flatMap(\.withParts).first { $0.id == id && $0.parts.isEmpty }
    }

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

import Directory
import Identity

/// Finds everything that is wrong with a draft. Names first: what hangs together is only looked at when every
/// name means something.
struct PolicyCheck {
    private let draft: PolicyDraft

    init(_ draft: PolicyDraft) { self.draft = draft }

    func problems() -> [PolicyProblem] {
        let sizes = oversized()
        guard sizes.isEmpty else { return sizes }
        let names = definedTwice() + functionProblems() + unknownNames()
        guard names.isEmpty else { return names }
        let circles = circularRoles()
        guard circles.isEmpty else { return circles }
        return RoleGraphCheck(draft).problems()
    }

    private func oversized() -> [PolicyProblem] {
        var problems: [PolicyProblem] = []
        func check(_ count: Int, _ limit: PolicyLimit, at place: PolicyPlace?) {
            if count > limit.bound, let place { problems.append(PolicyProblem(place, .tooMany(limit))) }
        }
        let functions = draft.platforms.flatMap(\.functions).reduce(0) { $0 + Self.count($1) }
        check(functions, .functions, at: draft.platforms.last.map { .platform($0.id) })
        check(draft.kinds.count, .kinds, at: draft.kinds.last.map { .kind($0.kind) })
        check(draft.positions.count, .positions, at: draft.positions.last.map { .position($0.position) })
        check(draft.roles.count, .roles, at: draft.roles.last.map { .role($0.id) })
        check(draft.exclusions.count, .exclusions, at: draft.exclusions.last.map { .exclusion($0.id) })
        return problems
    }

    private static func count(_ function: Function) -> Int {
        function.parts.reduce(1) { $0 + count($1) }
    }

    private func definedTwice() -> [PolicyProblem] {
        func twice(_ places: [PolicyPlace]) -> [PolicyProblem] {
            var seen: Set<PolicyPlace> = []
            return places.filter { !seen.insert($0).inserted }.map { PolicyProblem($0, .definedTwice) }
        }
        return twice(draft.platforms.map { .platform($0.id) })
            + twice(draft.allFunctions.map { .function($0.id) })
            + twice(draft.kinds.map { .kind($0.kind) })
            + twice(draft.positions.map { .position($0.position) })
            + twice(draft.roles.map { .role($0.id) })
            + twice(draft.exclusions.map { .exclusion($0.id) })
    }

    private func functionProblems() -> [PolicyProblem] {
        var problems: [PolicyProblem] = []
        func check(_ function: Function, under prefix: String) {
            let place = PolicyPlace.function(function.id)
            let name = function.id.text.dropFirst(prefix.count + 1)
            if !function.id.text.hasPrefix(prefix + ".") || name.contains(".") {
                problems.append(PolicyProblem(place, .outsideOf(prefix)))
            }
            let least = Tier.leastAuthentication(for: function.tier.data)
            if function.parts.isEmpty, function.tier.authentication < least {
                problems.append(PolicyProblem(place, .tierTooLow(function.tier.data, least: least)))
            }
            if let freshness = function.tier.freshness, !(.minutes(1) ... .hours(12)).contains(freshness) {
                problems.append(PolicyProblem(place, .freshnessOutOfRange))
            }
            for part in function.parts { check(part, under: function.id.text) }
        }
        for platform in draft.platforms {
            for function in platform.functions { check(function, under: platform.id.slug) }
        }
        return problems
    }

    private func unknownNames() -> [PolicyProblem] {
        let functions = Set(draft.allFunctions.map(\.id))
        let kinds = Set(draft.kinds.map(\.kind))
        let roles = Set(draft.roles.map(\.id))
        var problems: [PolicyProblem] = []
        func need(_ named: some Sequence<UnitKind>, at place: PolicyPlace) {
            problems += named.filter { !kinds.contains($0) }.map { PolicyProblem(place, .unknownKind($0)) }
        }
        func need(_ named: some Sequence<RoleID>, at place: PolicyPlace) {
            problems += named.filter { !roles.contains($0) }.map { PolicyProblem(place, .unknownRole($0)) }
        }
        for rule in draft.kinds { need(rule.below, at: .kind(rule.kind)) }
        for role in draft.roles {
            let place = PolicyPlace.role(role.id)
            problems += role.functions.filter { !functions.contains($0) }
                .map { PolicyProblem(place, .unknownFunction($0)) }
            need(role.kinds, at: place)
            need(role.delegableAt, at: place)
            need(role.includes, at: place)
            need(role.administration?.roles ?? [], at: place)
        }
        for exclusion in draft.exclusions { need(exclusion.roles, at: .exclusion(exclusion.id)) }
        return problems
    }

    private func circularRoles() -> [PolicyProblem] {
        let roles = Dictionary(draft.roles.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return draft.roles.compactMap { role in
            Self.wayBack(to: role.id, in: roles).map { PolicyProblem(.role(role.id), .includesItself($0)) }
        }
    }

    /// The shortest way from a role by its includes to itself.
    private static func wayBack(to start: RoleID, in roles: [RoleID: Role]) -> [RoleID]? {
        var queue: [[RoleID]] = [[start]]
        var seen: Set<RoleID> = []
        var next = 0
        while next < queue.count {
            let way = queue[next]
            next += 1
            guard let last = way.last else { continue }
            for included in roles[last]?.includes ?? [] {
                if included == start { return way + [included] }
                if seen.insert(included).inserted { queue.append(way + [included]) }
            }
        }
        return nil
    }
}

extension PolicyDraft {
    var allFunctions: [Function] { platforms.flatMap(\.allFunctions) }
}

extension Platform {
    /// Every function and group, a group before its parts.
    package var allFunctions: [Function] { functions.flatMap(\.withParts) }
}

extension Function {
    /// The function and all its parts, in depth-first order.
    package var withParts: [Function] { [self] + parts.flatMap(\.withParts) }
}

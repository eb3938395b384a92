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
        func check(_ places: [PolicyPlace], _ limit: PolicyLimit) {
            guard let first = places.dropFirst(limit.bound).first else { return }
            problems.append(PolicyProblem(first, .tooMany(limit)))
        }
        check(draft.allFunctions.map { .function($0.id) }, .functions)
        check(draft.kinds.map { .kind($0.kind) }, .kinds)
        check(draft.positions.map { .position($0.position) }, .positions)
        check(draft.roles.map { .role($0.id) }, .roles)
        check(draft.exclusions.map { .exclusion($0.id) }, .exclusions)
        check(draft.services.map { .service($0.id) }, .services)
        return problems
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
            + twice(draft.services.map { .service($0.id) })
    }

    private func functionProblems() -> [PolicyProblem] {
        var problems: [PolicyProblem] = []
        func check(_ function: Function, under prefix: String, inherited: Duration?) {
            let place = PolicyPlace.function(function.id)
            let name = function.id.text.dropFirst(prefix.count + 1)
            if !function.id.text.hasPrefix(prefix + ".") || name.contains(".") {
                problems.append(PolicyProblem(place, .outsideOf(prefix)))
            }
            let least = Tier.leastAuthentication(for: function.tier.data)
            if function.parts.isEmpty, function.tier.authentication < least {
                problems.append(
                    PolicyProblem(place, part: .authentication, .tierTooLow(function.tier.data, least: least)))
            }
            // Said once, of the group that its parts have it from.
            if let freshness = function.tier.freshness, freshness != inherited,
                !(.minutes(1) ... .hours(12)).contains(freshness)
            {
                problems.append(PolicyProblem(place, part: .freshness, .freshnessOutOfRange))
            }
            for part in function.parts {
                check(part, under: function.id.text, inherited: function.tier.freshness)
            }
        }
        for platform in draft.platforms {
            for function in platform.functions { check(function, under: platform.id.slug, inherited: nil) }
        }
        return problems
    }

    private func unknownNames() -> [PolicyProblem] {
        let functions = Set(draft.allFunctions.map(\.id))
        let kinds = Set(draft.kinds.map(\.kind))
        let roles = Set(draft.roles.map(\.id))
        var problems: [PolicyProblem] = []
        func need<Name: Hashable>(
            _ named: some Sequence<Name>, in known: Set<Name>, at place: PolicyPlace,
            _ part: (Name) -> PolicyPart, _ fault: (Name) -> PolicyFault
        ) {
            for name in named where !known.contains(name) {
                problems.append(PolicyProblem(place, part: part(name), fault(name)))
            }
        }
        for rule in draft.kinds {
            need(rule.below, in: kinds, at: .kind(rule.kind), PolicyPart.kind, PolicyFault.unknownKind)
        }
        for role in draft.roles {
            let place = PolicyPlace.role(role.id)
            let administered = role.administration?.roles ?? []
            need(role.functions, in: functions, at: place, PolicyPart.function, PolicyFault.unknownFunction)
            need(role.kinds, in: kinds, at: place, PolicyPart.kind, PolicyFault.unknownKind)
            need(role.delegableAt, in: kinds, at: place, PolicyPart.delegableAt, PolicyFault.unknownKind)
            need(role.includes, in: roles, at: place, PolicyPart.included, PolicyFault.unknownRole)
            need(administered, in: roles, at: place, PolicyPart.administered, PolicyFault.unknownRole)
        }
        for rule in draft.exclusions {
            need(rule.roles, in: roles, at: .exclusion(rule.id), PolicyPart.excluded, PolicyFault.unknownRole)
        }
        for service in draft.services {
            need(service.roles, in: roles, at: .service(service.id), PolicyPart.held, PolicyFault.unknownRole)
        }
        return problems
    }

    private func circularRoles() -> [PolicyProblem] {
        let roles = Dictionary(draft.roles.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return draft.roles.compactMap { role in
            Self.wayBack(to: role.id, in: roles).map { way in
                PolicyProblem(.role(role.id), part: .included(way[1]), .includesItself(way))
            }
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

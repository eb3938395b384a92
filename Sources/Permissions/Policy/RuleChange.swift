import Directory
import Identity

/// A rule that two policies have differently, whether or not anybody has a grant that it touches. Names are no rules.
package struct RuleChange: Hashable, Sendable {
    /// What the rule is about.
    package let place: PolicyPlace
    /// `nil` where the policy before has no such place.
    package let before: Rule?
    /// What the rule says in the policy after; `nil` where that policy has no such place.
    package let after: Rule?

    package init(_ place: PolicyPlace, from before: Rule?, to after: Rule?) {
        self.place = place
        self.before = before
        self.after = after
    }

    package enum Rule: Hashable, Sendable {
        /// That there is such a function, kind or role; what it is like is told of those that both policies have.
        case isThere
        // Of a function.
        case identity(IdentityLevel?)
        case authentication(AuthenticationLevel)
        case freshness(Duration?)
        case data(DataClass)
        case audit(Bool)
        // Of a kind of units.
        case below(Set<UnitKind>)
        // Of a role.
        case functions(Set<FunctionID>)
        case includes(Set<RoleID>)
        case kinds(Set<UnitKind>)
        case delegableAt(Set<UnitKind>)
        case standInDays(Int?)
        case administers(Set<RoleID>)
        case mayDeny(Bool)
        case keptOnMove(Bool)
        // Of an exclusion, all of it.
        case exclusion(Exclusion.Extent, Set<RoleID>)
        // Of a service, all of it.
        case roles(Set<RoleID>)
    }

    /// Functions first, then kinds, roles, exclusions and services; each in the order of the policy before, then what came.
    package static func all(from old: Policy, to new: Policy) -> [RuleChange] {
        zip(old.rules, new.rules).flatMap(changes)
    }

    private typealias Rules = (place: PolicyPlace, rules: [Rule])

    /// What came or went is told by its first rule.
    private static func changes(from old: [Rules], to new: [Rules]) -> [RuleChange] {
        let after = Dictionary(uniqueKeysWithValues: new.map { ($0.place, $0.rules) })
        let known = Set(old.map(\.place))
        return old.flatMap { place, before -> [RuleChange] in
            guard let after = after[place] else { return [RuleChange(place, from: before[0], to: nil)] }
            return zip(before, after).filter { $0 != $1 }.map { RuleChange(place, from: $0, to: $1) }
        } + new.filter { !known.contains($0.place) }.map { RuleChange($0.place, from: nil, to: $0.rules[0]) }
    }
}

extension Policy {
    /// Of each sort of place, all of them, and each with its rules in the same order. A group of functions has none:
    /// its parts have what it says.
    fileprivate var rules: [[(place: PolicyPlace, rules: [RuleChange.Rule])]] {
        [
            allFunctions.filter(\.parts.isEmpty).map { (.function($0.id), $0.tier.rules) },
            kinds.map { (.kind($0.kind), [.isThere, .below($0.below)]) }, roles.map { (.role($0.id), $0.rules) },
            exclusions.map { (.exclusion($0.id), [.exclusion($0.extent, $0.roles)]) },
            services.map { (.service($0.id), [.roles(Set($0.roles))]) },
        ]
    }
}

extension Tier {
    fileprivate var rules: [RuleChange.Rule] {
        [
            .isThere, .identity(identity), .authentication(authentication), .freshness(freshness), .data(data),
            .audit(isAudited),
        ]
    }
}

extension Role {
    fileprivate var rules: [RuleChange.Rule] {
        [
            .isThere, .functions(Set(functions)), .includes(Set(includes)), .kinds(kinds), .delegableAt(delegableAt),
            .standInDays(standInDays), .administers(administration?.roles ?? []),
            .mayDeny(administration?.mayDeny ?? false), .keptOnMove(isKeptOnMove),
        ]
    }
}

import Directory
import Identity
import Permissions

/// What a decision has to be, evaluated from the definition: every grant looked at for every question, sets
/// and strings, no index, and none of the engine's code.
struct Reference {
    let policy: Policy
    let units: [Unit]
    let assignments: [Assignment]
    let grants: [RoleGrant]

    /// The outcome, with every grant that may rightly be named as its cause.
    enum Answer: Equatable {
        case permit(Set<GrantID>)
        case stepUp(StepUp)
        case deny(DenyKind, Set<GrantID>)
    }

    enum DenyKind: Equatable {
        case unknownFunction, groupOfFunctions, unknownUnit, denied, excludedAtUnit, excludedInSession
        case principalMayNot, noGrant
    }

    func answer(_ question: Question) -> Answer {
        guard let function = find(question.function) else { return .deny(.unknownFunction, []) }
        guard function.parts.isEmpty else { return .deny(.groupOfFunctions, []) }
        guard unit(question.unit, question.moment) != nil else { return .deny(.unknownUnit, []) }

        let about = grants.filter { concerns($0, question.person, question.persona, question) }
        let permits = about.filter { $0.effect == .permit }
        var usable: [RoleGrant] = []
        var refused: [(DenyKind, GrantID)] = []
        for grant in permits {
            if question.persona != .citizen, meetsExcluded(grant, of: question.person, question) {
                refused.append((.excludedAtUnit, grant.id))
            } else if isShutOut(grant, question) {
                refused.append((.excludedInSession, grant.id))
            } else if grant.standsInFor != nil, !principalMay(grant, question) {
                refused.append((.principalMayNot, grant.id))
            } else {
                usable.append(grant)
            }
        }

        let leastOfGrants = usable.compactMap(citizenLevel).min()
        let needed = [
            leastOfGrants, usable.isEmpty ? nil : function.tier.identity, question.session.identity,
        ]
        let reached = needed.compactMap { $0 }.max()
        let denials = about.filter { grant in
            guard grant.effect == .deny else { return false }
            guard let level = citizenLevel(grant) else { return true }
            return reached.map { level <= $0 } ?? false
        }
        if !denials.isEmpty { return .deny(.denied, Set(denials.map(\.id))) }
        if usable.isEmpty {
            for kind in [DenyKind.excludedAtUnit, .excludedInSession, .principalMayNot] {
                let grants = refused.filter { $0.0 == kind }.map(\.1)
                if !grants.isEmpty { return .deny(kind, Set(grants)) }
            }
            return .deny(.noGrant, [])
        }
        let identity = [leastOfGrants, function.tier.identity].compactMap { $0 }.max()
        let age = question.moment - question.session.authenticatedAt
        let step = StepUp(
            identity: identity.flatMap { wanted in
                question.session.identity.map { $0 < wanted } ?? true ? wanted : nil
            },
            authentication: question.session.authentication < function.tier.authentication
                ? function.tier.authentication : nil,
            freshness: function.tier.freshness.flatMap { age < .zero || age > $0 ? $0 : nil }
        )
        if let step { return .stepUp(step) }
        return .permit(Set(usable.filter { citizenLevel($0) == leastOfGrants }.map(\.id)))
    }

    // MARK: Whose grants

    /// Whether a grant concerns a person in a persona, the function, the unit and the moment of the question.
    private func concerns(
        _ grant: RoleGrant, _ person: PersonID, _ persona: Persona, _ question: Question
    )
        -> Bool
    {
        guard inForce(grant, question.moment) else { return false }
        // What few grants do is asked first: no index makes this quick.
        let reaches = owners(grant, person, persona, question.moment).contains {
            covers(grant.reach, own: $0, question.unit, question.moment)
        }
        return reaches && gives(grant.role, question.function, kind(question.unit, question.moment))
    }

    /// The own units with which a grant counts for a person: none when it does not; `nil` for one that has no
    /// own unit.
    private func owners(
        _ grant: RoleGrant, _ person: PersonID, _ persona: Persona, _ moment: Instant
    )
        -> [UnitID?]
    {
        switch grant.subject {
        case .person(let named):
            guard named == person else { return [] }
            return grant.effect == .deny || !posts(of: person, as: persona, moment).isEmpty ? [nil] : []
        case .holders(let post):
            return posts(of: person, as: persona, moment).contains(post) ? [nil] : []
        case .everyone(let kind):
            return posts(of: person, as: persona, moment).map(\.unit).filter { self.kind($0, moment) == kind }
        case .citizens:
            return persona == .citizen ? [nil] : []
        }
    }

    /// Those in which a person acts in a persona: as a citizen in none.
    private func posts(of person: PersonID, as persona: Persona, _ moment: Instant) -> [Post] {
        switch persona {
        case .citizen: []
        case .staff: posts(of: person, moment)
        case .post(let post): posts(of: person, moment).filter { $0 == post }
        }
    }

    /// In a post is who was put into it, while its unit is there.
    private func posts(of person: PersonID, _ moment: Instant) -> [Post] {
        assignments.filter {
            $0.person == person && $0.period.contains(moment) && unit($0.post.unit, moment) != nil
        }.map(\.post)
    }

    private func citizenLevel(_ grant: RoleGrant) -> IdentityLevel? {
        if case .citizens(let level) = grant.subject { level } else { nil }
    }

    /// In its period, and for a stand-in in that of what it stands in for.
    private func inForce(_ grant: RoleGrant, _ moment: Instant) -> Bool {
        guard grant.period.contains(moment) else { return false }
        guard grant.standsInFor != nil else { return true }
        return basis(of: grant).map { $0.period.contains(moment) } ?? false
    }

    // MARK: Standing in

    /// What a stand-in stands in for: a grant in its own right, to the principal or to a post that the
    /// principal ever has, of the same role and reach.
    private func basis(of grant: RoleGrant) -> RoleGrant? {
        guard case .person(let deputy) = grant.subject, deputy != grant.grantedBy, grant.effect == .permit,
            grant.period.until != nil
        else { return nil }
        return grants.first { basis in
            guard basis.id == grant.standsInFor, basis.standsInFor == nil, basis.effect == .permit,
                basis.role == grant.role, basis.reach == grant.reach
            else { return false }
            switch basis.subject {
            case .person(let person): return person == grant.grantedBy
            case .holders(let post):
                return assignments.contains { $0.person == grant.grantedBy && $0.post == post }
            case .everyone, .citizens: return false
            }
        }
    }

    private func principalHolds(_ grant: RoleGrant, _ moment: Instant) -> Bool {
        guard let principal = grant.grantedBy, let basis = basis(of: grant) else { return false }
        let posts = posts(of: principal, moment)
        guard case .holders(let post) = basis.subject else { return !posts.isEmpty }
        return posts.contains(post)
    }

    private func principalMay(_ grant: RoleGrant, _ question: Question) -> Bool {
        guard let principal = grant.grantedBy else { return false }
        return principalHolds(grant, question.moment) && !meetsExcluded(grant, of: principal, question)
            && !grants.contains { $0.effect == .deny && concerns($0, principal, .staff, question) }
    }

    // MARK: Roles

    private func role(_ id: RoleID) -> Role? { policy.roles.first { $0.id == id } }

    /// The role and what it includes, where all of them on the way make sense on the kind.
    private func held(_ id: RoleID, _ kind: UnitKind?) -> Set<RoleID> {
        guard let role = role(id), role.kinds.isEmpty || kind.map(role.kinds.contains) == true else {
            return []
        }
        return role.includes.reduce([id]) { $0.union(held($1, kind)) }
    }

    private func closure(_ id: RoleID) -> Set<RoleID> {
        (role(id)?.includes ?? []).reduce([id]) { $0.union(closure($1)) }
    }

    private func gives(_ id: RoleID, _ function: FunctionID, _ kind: UnitKind?) -> Bool {
        held(id, kind).contains { held in
            role(held)?.functions.contains {
                function == $0 || function.text.hasPrefix($0.text + ".")
            } == true
        }
    }

    private func meetsExcluded(_ grant: RoleGrant, of person: PersonID, _ question: Question) -> Bool {
        let kind = kind(question.unit, question.moment)
        let others = grants.filter { other in
            other.effect == .permit && inForce(other, question.moment)
                && (other.standsInFor == nil || principalHolds(other, question.moment))
                && owners(other, person, .staff, question.moment).contains {
                    covers(other.reach, own: $0, question.unit, question.moment)
                }
        }
        return others.contains { other in
            exclude(held(grant.role, kind), held(other.role, kind), .unit)
        }
    }

    private func isShutOut(_ grant: RoleGrant, _ question: Question) -> Bool {
        question.exercised.contains { exclude(closure(grant.role), closure($0), .session) }
    }

    private func exclude(_ left: Set<RoleID>, _ right: Set<RoleID>, _ extent: Exclusion.Extent) -> Bool {
        policy.exclusions.contains { rule in
            rule.extent == extent
                && left.intersection(rule.roles).contains { one in
                    right.intersection(rule.roles).contains { $0 != one }
                }
        }
    }

    // MARK: Units and functions

    private func unit(_ id: UnitID, _ moment: Instant) -> Unit? {
        units.first { $0.id == id && $0.period.contains(moment) }
    }

    /// `nil` also for a kind that the policy doesn't know.
    private func kind(_ id: UnitID, _ moment: Instant) -> UnitKind? {
        unit(id, moment).map(\.kind).flatMap { kind in policy.kinds.contains { $0.kind == kind } ? kind : nil
        }
    }

    private func covers(_ reach: Reach, own: UnitID?, _ id: UnitID, _ moment: Instant) -> Bool {
        let anchor: UnitID?
        switch reach.anchor {
        case .unit(let unit): anchor = unit
        case .ownUnit: anchor = own
        }
        guard let anchor, unit(anchor, moment) != nil else { return false }
        var isUnder = false
        var current: UnitID? = id
        while let here = current {
            if here == anchor { isUnder = true }
            current = unit(here, moment)?.parent
        }
        switch reach.extent {
        case .unit: return id == anchor
        case .subtree: return isUnder
        case .kind(let wanted): return isUnder && kind(id, moment) == wanted
        }
    }

    private func find(_ id: FunctionID) -> Function? {
        func search(_ functions: [Function]) -> Function? {
            for function in functions {
                if function.id == id { return function }
                if let found = search(function.parts) { return found }
            }
            return nil
        }
        return search(policy.platforms.flatMap(\.functions))
    }
}

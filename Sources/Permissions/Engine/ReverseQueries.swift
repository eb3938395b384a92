import Directory
import Identity

/// Who may use a function at a unit.
package struct WhoCan: Hashable, Sendable {
    /// Members of staff in the order of their ids, each with a right by which they may.
    package let staff: [Holder]
    /// The least identity level from which every citizen may; `nil` when citizens may not.
    package let citizens: IdentityLevel?

    package struct Holder: Hashable, Sendable {
        package let person: PersonID
        package let permit: Permit
    }
}

/// Units of the tree, told shortly.
package enum UnitSpan: Hashable, Sendable {
    case unit(UnitID)
    /// The unit and everything under it, as the tree stands.
    case subtree(UnitID)
}

// The same snapshot asked from the other side. Candidates come from the grants that are anchored at the unit
// or above it, not from trying everyone; each is then decided on like any question, so that denials and
// exclusions count.

extension Snapshot {
    /// Who may use a function at a unit in a moment, given a session that is good enough.
    package func whoCan(_ function: FunctionID, at unit: UnitID, moment: Instant) -> WhoCan {
        guard let aim = aim(function, unit, moment) else { return WhoCan(staff: [], citizens: nil) }
        var staff: [WhoCan.Holder] = []
        for person in candidates(aim) {
            let question = Question(
                person: person,
                function: function,
                unit: unit,
                moment: moment,
                session: .best(at: moment)
            )
            if case .permit(let permit) = decide(question) {
                staff.append(WhoCan.Holder(person: person, permit: permit))
            }
        }
        staff.sort { $0.person < $1.person }
        return WhoCan(staff: staff, citizens: leastCitizen(aim))
    }

    /// The least identity level at which citizens may, as far as they aren't denied in person.
    private func leastCitizen(_ aim: Aim) -> IdentityLevel? {
        guard let tier = policy.tier(of: aim.function) else { return nil }
        return IdentityLevel.allCases.first { level in
            let session = SessionAssurance(
                identity: level,
                authentication: .four,
                authenticatedAt: aim.instant
            )
            return citizenOutcome(aim, tier, session, at: aim.instant, exercised: []).isPermit
        }
    }

    /// The functions of a platform, or of all, that a person may use at a unit, in the order of the policy.
    package func functions(permittedBy question: Question, of platform: PlatformID? = nil) -> [FunctionID] {
        guard let unit = units.number(of: question.unit), labels[unit].isPresent else { return [] }
        let kind = Int(labels[unit].kind)
        var given: Set<Int> = []
        for role in roles(heldBy: question) { given.formUnion(policy.functions(of: role, kind: kind)) }
        var question = question
        return given.sorted().map { policy.functions.names[$0] }
            .filter { platform == nil || $0.platform == platform }
            .filter {
                question.function = $0
                return decide(question).isPermit
            }
    }

    /// The units at which a person may use the function of the question, in the order of the tree.
    package func units(permittedBy question: Question) -> [UnitID] {
        places(permittedBy: question).map { units.names[Int(order[$0])] }
    }

    /// Everything that a person may do and where, the order that of the policy.
    package func rights(
        permittedBy question: Question,
        of platform: PlatformID? = nil
    ) -> [(function: FunctionID, units: [UnitSpan])] {
        var given: Set<Int> = []
        for role in roles(heldBy: question) {
            for kind in 0...policy.kinds.count { given.formUnion(policy.functions(of: role, kind: kind)) }
        }
        var question = question
        return given.sorted().compactMap { number in
            question.function = policy.functions.names[number]
            guard platform == nil || question.function.platform == platform else { return nil }
            let units = spans(of: places(permittedBy: question))
            return units.isEmpty ? nil : (question.function, units)
        }
    }

    private func aim(_ function: FunctionID, _ unit: UnitID, _ moment: Instant) -> Aim? {
        guard let function = policy.functions.number(of: function), policy.tier(of: function) != nil,
            let unit = units.number(of: unit), labels[unit].isPresent
        else { return nil }
        return Aim(
            function: function,
            unit: UInt32(clamping: unit),
            label: labels[unit],
            moment: moment.millisecondsSince1970
        )
    }

    /// Everybody who has a grant that would permit, from the unit up to the root.
    private func candidates(_ aim: Aim) -> Set<PersonID> {
        var people: Set<PersonID> = []
        var everyoneAt: Set<Int> = []
        for unit in sequence(first: aim.unit, next: { above($0) }) {
            for grant in desks[Int(unit)].anchored where concerns(grant.entry, aim, own: GrantEntry.ownUnit) {
                switch grant.subject {
                case .person(let person): people.insert(person)
                case .holders(let position, let unit):
                    for member in desks[Int(unit)].members
                    where member.assignment.position == position && holds(member.assignment, at: aim.moment) {
                        people.insert(member.person)
                    }
                case .everyone(let kind): everyoneAt.insert(Int(kind))
                case .citizens: break
                }
            }
            let kind = Int(labels[Int(unit)].kind)
            if kind < kindGrants.count,
                kindGrants[kind].entries.contains(where: {
                    !$0.isDenial && $0.anchor == GrantEntry.ownUnit && concerns($0, aim, own: unit)
                })
            {
                insertMembers(of: unit, aim, into: &people)
            }
        }
        if !everyoneAt.isEmpty {
            for unit in order where everyoneAt.contains(Int(labels[Int(unit)].kind)) {
                insertMembers(of: unit, aim, into: &people)
            }
        }
        return people
    }

    private func above(_ unit: UInt32) -> UInt32? {
        let parent = labels[Int(unit)].parent
        return parent == UnitLabel.none ? nil : parent
    }

    private func insertMembers(of unit: UInt32, _ aim: Aim, into people: inout Set<PersonID>) {
        for member in desks[Int(unit)].members where holds(member.assignment, at: aim.moment) {
            people.insert(member.person)
        }
    }

    private func grants(for question: Question) -> [HeldGrant] {
        let moment = question.moment.millisecondsSince1970
        let all = question.persona == .citizen ? citizensGrants() : staffGrants(of: question.person)
        return all.filter { !$0.entry.isDenial && $0.holds(at: moment) && $0.through.counts(in: question) }
    }

    func roles(heldBy question: Question) -> Set<Int> {
        Set(grants(for: question).map { Int($0.entry.role) })
    }

    /// The places in the tree, in its order, at which a question is permitted.
    private func places(permittedBy question: Question) -> [Int] {
        guard let function = policy.functions.number(of: question.function) else { return [] }
        var reached = Array(repeating: false, count: order.count)
        for held in grants(for: question) {
            let anchor = Int(held.entry.anchor == GrantEntry.ownUnit ? held.own : held.entry.anchor)
            guard anchor < labels.count, labels[anchor].isPresent else { continue }
            let first = Int(labels[anchor].first)
            let end = held.entry.extent == .unit ? first + 1 : Int(labels[anchor].end)
            for place in first..<end {
                let kind = labels[Int(order[place])].kind
                if held.entry.extent == .kind, kind != held.entry.kind { continue }
                if policy.gives(role: Int(held.entry.role), kind: Int(kind), function: function) {
                    reached[place] = true
                }
            }
        }
        var question = question
        return reached.indices.filter { place in
            guard reached[place] else { return false }
            question.unit = units.names[Int(order[place])]
            return decide(question).isPermit
        }
    }

    /// The fewest spans that hold just these places.
    private func spans(of places: [Int]) -> [UnitSpan] {
        var spans: [UnitSpan] = []
        var next = 0
        while next < places.count {
            let place = places[next]
            let unit = units.names[Int(order[place])]
            let size = Int(labels[Int(order[place])].end) - place
            // The places are sorted and all different: the subtree is whole when its last place is where it
            // would be.
            if size > 1, next + size <= places.count, places[next + size - 1] == place + size - 1 {
                spans.append(.subtree(unit))
                next += size
            } else {
                spans.append(.unit(unit))
                next += 1
            }
        }
        return spans
    }
}

extension Standing {
    /// Whether what comes so is there for somebody who acts as the question says: in one post, not what another
    /// brings; as a citizen, not what a better identity would.
    fileprivate func counts(in question: Question) -> Bool {
        switch self {
        case .person, .standIn: true
        case .holder(let post), .everyone(_, let post): question.persona == .staff || question.persona == .post(post)
        case .citizen(let level): level.rawValue <= question.session.identity?.rawValue ?? 0
        }
    }
}

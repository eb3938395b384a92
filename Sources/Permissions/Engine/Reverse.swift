import Directory
import Identity

// The questions from the other side: who, what, where. Candidates come from the grants that are anchored at the unit
// or above it, not from trying everyone; each is then decided on like any question, so that denials and
// exclusions count.

extension Snapshot {
    // MARK: Who

    /// Who may use a function at a unit in a moment, given a session that is good enough.
    package func whoCan(_ function: FunctionID, at unit: UnitID, moment: Instant) -> WhoCan {
        guard let target = target(function, at: unit, moment: moment) else { return WhoCan(staff: [], citizens: nil) }
        var staff: [WhoCan.Holder] = []
        for person in candidates(target) {
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
        return WhoCan(staff: staff, citizens: leastCitizen(target))
    }

    /// The least identity level at which citizens may, as far as they aren't denied in person.
    private func leastCitizen(_ target: DecisionTarget) -> IdentityLevel? {
        guard let tier = policy.tier(of: target.function) else { return nil }
        return IdentityLevel.allCases.first { level in
            let session = SessionAssurance(
                identity: level,
                authentication: .four,
                authenticatedAt: target.instant
            )
            return citizenOutcome(target, tier, session, at: target.instant, exercised: []).isPermit
        }
    }

    /// Everybody who has a grant that would permit, from the unit up to the root.
    private func candidates(_ target: DecisionTarget) -> Set<PersonID> {
        var people: Set<PersonID> = []
        var everyoneAt: Set<Int> = []
        func insertMembers(of unit: UInt32) {
            for member in facts.members(of: unit, at: target.moment) { people.insert(member.person) }
        }
        for unit in facts.upwards(from: target.unit) {
            for grant in facts.grants(anchoredAt: unit)
            where concerns(grant.entry, target, own: GrantEntry.ownUnit) {
                switch grant.subject {
                case .person(let person): people.insert(person)
                case .holders(let position, let unit):
                    for member in facts.members(of: unit, at: target.moment)
                    where member.assignment.position == position {
                        people.insert(member.person)
                    }
                case .everyone(let kind): everyoneAt.insert(Int(kind))
                case .citizens: break
                }
            }
            // A grant to everyone at their own units has no anchor: it is found by the kind of the unit.
            let ofKind = facts.grants(toEveryoneAt: Int(facts.label(of: unit).kind)).entries
            let isOpen = ofKind.contains {
                !$0.isDenial && $0.anchor == GrantEntry.ownUnit && concerns($0, target, own: unit)
            }
            if isOpen { insertMembers(of: unit) }
        }
        if !everyoneAt.isEmpty {
            for unit in facts.order where everyoneAt.contains(Int(facts.label(of: unit).kind)) {
                insertMembers(of: unit)
            }
        }
        return people
    }

    // MARK: What

    /// The functions of a platform, or of all, that a person may use at a unit, in the order of the policy.
    package func functions(permittedBy question: Question, of platform: PlatformID? = nil) -> [FunctionID] {
        guard let unit = facts.unit(question.unit) else { return [] }
        let kind = Int(facts.label(of: unit).kind)
        var given: Set<Int> = []
        for role in roleNumbers(heldBy: question) { given.formUnion(policy.functions(of: role, kind: kind)) }
        var question = question
        return given.sorted().map { policy.functions.names[$0] }
            .filter { platform == nil || $0.platform == platform }
            .filter {
                question.function = $0
                return decide(question).isPermit
            }
    }

    /// Everything that a person may do and where, the order that of the policy.
    package func rights(
        permittedBy question: Question,
        of platform: PlatformID? = nil
    ) -> [(function: FunctionID, units: [UnitSpan])] {
        var given: Set<Int> = []
        for role in roleNumbers(heldBy: question) { given.formUnion(policy.functions(of: role)) }
        var question = question
        return given.sorted().compactMap { number in
            question.function = policy.functions.names[number]
            guard platform == nil || question.function.platform == platform else { return nil }
            let units = spans(of: places(permittedBy: question))
            return units.isEmpty ? nil : (question.function, units)
        }
    }

    /// The roles that somebody holds who acts so, as far as they give anything on a platform, and what they give there.
    func roles(
        heldBy question: Question, on platform: PlatformID
    ) -> [(role: RoleID, functions: Set<FunctionID>)] {
        roleNumbers(heldBy: question).sorted().compactMap { role in
            let given = policy.functions(of: role).map { policy.functions.names[$0] }
            let functions = Set(given.filter { $0.platform == platform })
            return functions.isEmpty ? nil : (policy.roles.names[role], functions)
        }
    }

    private func roleNumbers(heldBy question: Question) -> Set<Int> {
        Set(grants(for: question).map { Int($0.entry.role) })
    }

    /// The permitting grants that count for somebody who acts as the question says.
    private func grants(for question: Question) -> [HeldGrant] {
        let moment = question.moment.millisecondsSince1970
        let all = question.persona == .citizen ? citizensGrants() : staffGrants(of: question.person)
        return all.filter {
            !$0.entry.isDenial && $0.holds(at: moment) && $0.through.belongs(to: question.persona)
                && Int($0.entry.level) <= question.session.identity?.rawValue ?? 0
        }
    }

    // MARK: Where

    /// The units at which a person may use the function of the question, in the order of the tree.
    package func units(permittedBy question: Question) -> [UnitID] {
        places(permittedBy: question).map { facts.id(of: facts.order[$0]) }
    }

    /// The places in the tree, in its order, at which a question is permitted.
    private func places(permittedBy question: Question) -> [Int] {
        guard let function = policy.functions.number(of: question.function) else { return [] }
        var reached = Array(repeating: false, count: facts.order.count)
        for held in grants(for: question) {
            let (entry, anchor) = (held.entry, held.anchor)
            guard anchor != GrantEntry.ownUnit, facts.isPresent(anchor) else { continue }
            for unit in entry.extent == .unit ? [anchor] : facts.subtree(of: anchor) {
                let label = facts.label(of: unit)
                if entry.extent == .kind, label.kind != entry.kind { continue }
                if policy.gives(role: Int(entry.role), kind: Int(label.kind), function: function) {
                    reached[Int(label.first)] = true
                }
            }
        }
        var question = question
        return reached.indices.filter { place in
            guard reached[place] else { return false }
            question.unit = facts.id(of: facts.order[place])
            return decide(question).isPermit
        }
    }

    /// The fewest spans that hold just these places.
    private func spans(of places: [Int]) -> [UnitSpan] {
        var spans: [UnitSpan] = []
        var next = 0
        while next < places.count {
            let place = places[next]
            let unit = facts.order[place]
            let size = Int(facts.label(of: unit).end) - place
            // The places are sorted and all different: the subtree is whole when its last place is where it
            // would be.
            if size > 1, next + size <= places.count, places[next + size - 1] == place + size - 1 {
                spans.append(.subtree(facts.id(of: unit)))
                next += size
            } else {
                spans.append(.unit(facts.id(of: unit)))
                next += 1
            }
        }
        return spans
    }
}

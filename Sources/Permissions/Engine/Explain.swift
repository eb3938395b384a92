import Directory
import Identity

extension Snapshot {
    /// Answers a question as `decide` does, and says why. Much slower: for people to read.
    package func explain(_ question: Question) -> Explanation {
        let decision = decide(question)
        guard let target = target(question.function, at: question.unit, moment: question.moment) else {
            return Explanation(question: question, decision: decision, chain: nil, nearest: nil)
        }
        let (grant, isMissing) = decidingGrant(decision, question)
        let held = staffGrants(of: question.person) + citizensGrants()
        // One grant can come by several posts: the one by which it counts here explains it.
        let ways = held.filter { $0.receipt.grant == grant && $0.holds(at: target.moment) }
        let counting = ways.first {
            $0.through.belongs(to: question.persona) && concerns($0.entry, target, own: $0.own)
        }
        let chain = (counting ?? ways.first).map { self.chain($0, target) }
        return Explanation(
            question: question,
            decision: decision,
            chain: chain,
            nearest: isMissing ? nearest(held, question, target) : nil
        )
    }

    /// The grant that a decision rests on, and whether it rests on there being none.
    private func decidingGrant(_ decision: Decision, _ question: Question) -> (GrantID?, isMissing: Bool) {
        switch decision {
        case .permit(let permit):
            return (permit.grant, false)
        case .stepUp:
            var better = question
            better.session = .best(at: question.moment)
            guard case .permit(let permit) = decide(better) else { return (nil, false) }
            return (permit.grant, false)
        case .deny(.denied(let grant)), .deny(.excludedAtUnit(let grant)),
            .deny(.excludedInSession(let grant)), .deny(.principalMayNot(let grant)):
            return (grant, false)
        case .deny(.noGrant):
            return (nil, true)
        case .deny(.outsideOfSnapshot), .deny(.unknownFunction), .deny(.groupOfFunctions),
            .deny(.unknownUnit):
            return (nil, false)
        }
    }

    private func chain(_ held: HeldGrant, _ target: DecisionTarget) -> GrantChain {
        let (roles, functions) = way(from: policy.roles.names[Int(held.entry.role)], target)
        var units: [UnitID] = []
        for unit in facts.upwards(from: target.unit) {
            units.append(facts.id(of: unit))
            if unit == held.anchor { break }
        }
        return GrantChain(
            grant: held.receipt.grant,
            grantedBy: held.receipt.grantedBy,
            period: held.entry.period,
            through: held.through,
            roles: roles,
            functions: functions,
            units: units.reversed()
        )
    }

    /// The shortest way from a role to one that names the function or a group around it, and from that name
    /// down.
    private func way(from role: RoleID, _ target: DecisionTarget) -> (roles: [RoleID], functions: [FunctionID]) {
        let function = policy.functions.names[target.function]
        let names = Array(sequence(first: function, next: \.group))
        let held = policy.graph.held(by: role, on: policy.kind(target.kind))
        var ways = [[role]]
        var next = 0
        var seen: Set<RoleID> = [role]
        while next < ways.count {
            let way = ways[next]
            next += 1
            guard let last = way.last, let definition = policy.graph.roles[last] else { continue }
            if let place = names.firstIndex(where: definition.functions.contains) {
                return (way, names[...place].reversed())
            }
            for included in definition.includes
            where held.contains(included) && seen.insert(included).inserted {
                ways.append(way + [included])
            }
        }
        return ([role], [function])
    }

    private func nearest(_ held: [HeldGrant], _ question: Question, _ target: DecisionTarget) -> NearMiss {
        let misses = held.filter { !$0.entry.isDenial }.compactMap { miss($0, question, target) }
        if let nearest = misses.min(by: { $0.rank < $1.rank }) { return nearest }
        let giving = policy.roles.names.indices.filter {
            policy.gives(role: $0, kind: target.kind, function: target.function)
        }
        return .needsRole(giving.map { policy.roles.names[$0] })
    }

    /// What one grant lacks to permit; `nil` when it has nothing to do with the function.
    private func miss(_ held: HeldGrant, _ question: Question, _ target: DecisionTarget) -> NearMiss? {
        let entry = held.entry
        let role = Int(entry.role)
        let grant = held.receipt.grant
        let isHere = facts.reaches(entry, target, own: held.own)
        let givesHere = policy.gives(role: role, kind: target.kind, function: target.function)
        let belongs = held.through.belongs(to: question.persona)
        switch (belongs, isHere, givesHere, held.holds(at: target.moment)) {
        case (true, true, true, false):
            let both = Period(
                milliseconds: max(entry.from, held.assigned.from),
                min(entry.until, held.assigned.until)
            )
            return .notAtThisTime(grant, period: both ?? entry.period)
        case (true, true, true, true):
            // It would have permitted, were the person in a post.
            return question.persona == .citizen ? nil : .inNoPost(grant)
        case (false, true, true, true):
            // As staff they couldn't act either, who are in no post.
            let isInPerson = held.through.persona == .staff
            if isInPerson, posts(of: question.person, at: question.moment).isEmpty { return .inNoPost(grant) }
            return .otherPersona(held.through.persona, grant)
        case (true, false, _, true):
            // A grant that wants the unit of a post, and comes through none, has no anchor.
            guard policy.givesSomewhere(role: role, function: target.function), held.anchor != GrantEntry.ownUnit,
                facts.isPresent(held.anchor)
            else { return nil }
            return .elsewhere(grant, anchor: facts.id(of: held.anchor), steps: steps(held.anchor, target.unit))
        case (true, true, false, true):
            guard policy.givesSomewhere(role: role, function: target.function) else { return nil }
            return .notOnThisKind(grant, role: policy.roles.names[role], kind: policy.kind(target.kind))
        default:
            return nil
        }
    }

    /// How many steps up and down the tree lie between two units.
    private func steps(_ left: UInt32, _ right: UInt32) -> Int {
        let (one, other) = (Array(facts.upwards(from: left)), Array(facts.upwards(from: right)))
        let shared = zip(one.reversed(), other.reversed()).prefix { $0 == $1 }.count
        return one.count + other.count - 2 * shared
    }
}

extension NearMiss {
    fileprivate var rank: Int {
        switch self {
        case .notAtThisTime: 0
        case .inNoPost, .otherPersona: 1
        case .elsewhere(_, _, let steps): 2 + min(steps, 1000)
        case .notOnThisKind: 2000
        case .needsRole: 3000
        }
    }
}

extension GrantEntry {
    /// Never empty, because no grant was when it was compiled.
    var period: Period { Period(milliseconds: from, until) ?? .always }
}

extension Period {
    /// From numbers in which the largest stands for no end.
    init?(milliseconds from: Int64, _ until: Int64) {
        self.init(
            from: Instant(millisecondsSince1970: from),
            until: until == .max ? nil : Instant(millisecondsSince1970: until)
        )
    }
}

import Directory
import Identity

extension Snapshot {
    /// Answers a question as `decide` does, and says why. Much slower: for people to read.
    package func explain(_ question: Question) -> Explanation {
        let decision = decide(question)
        guard let function = policy.functions.number(of: question.function),
            policy.tier(of: function) != nil,
            let unit = units.number(of: question.unit), labels[unit].isPresent
        else { return Explanation(question: question, decision: decision, chain: nil, nearest: nil) }
        let aim = Aim(
            function: function,
            unit: UInt32(clamping: unit),
            label: labels[unit],
            moment: question.moment.millisecondsSince1970
        )
        let (grant, isMissing) = decidingGrant(decision, question)
        let held = staffGrants(of: question.person) + citizensGrants()
        // One grant can come by several posts: the one by which it counts here explains it.
        let ways = held.filter { $0.receipt.grant == grant && $0.holds(at: aim.moment) }
        let counting = ways.first {
            belongs($0.through, to: question.persona) && concerns($0.entry, aim, own: $0.own)
        }
        let chain = (counting ?? ways.first).map { self.chain($0, aim) }
        return Explanation(
            question: question,
            decision: decision,
            chain: chain,
            nearest: isMissing ? nearest(held, question, aim) : nil
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

    private func chain(_ held: HeldGrant, _ aim: Aim) -> GrantChain {
        let (roles, functions) = way(from: policy.roles.names[Int(held.entry.role)], aim)
        let anchor = held.entry.anchor == GrantEntry.ownUnit ? held.own : held.entry.anchor
        var units: [UnitID] = []
        var current = aim.unit
        while current != UnitLabel.none {
            units.append(self.units.names[Int(current)])
            if current == anchor { break }
            current = labels[Int(current)].parent
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
    private func way(from role: RoleID, _ aim: Aim) -> (roles: [RoleID], functions: [FunctionID]) {
        let function = policy.functions.names[aim.function]
        let names = Array(sequence(first: function, next: \.group))
        let kind = aim.kind < policy.kinds.count ? policy.kinds.names[aim.kind] : nil
        let held = policy.graph.held(by: role, on: kind)
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

    private func nearest(_ held: [HeldGrant], _ question: Question, _ aim: Aim) -> NearMiss {
        let misses = held.filter { !$0.entry.isDenial }.compactMap { miss($0, question, aim) }
        if let nearest = misses.min(by: { $0.rank < $1.rank }) { return nearest }
        let giving = policy.roles.names.indices.filter {
            policy.gives(role: $0, kind: aim.kind, function: aim.function)
        }
        return .needsRole(giving.map { policy.roles.names[$0] })
    }

    /// What one grant lacks to permit; `nil` when it has nothing to do with the function.
    private func miss(_ held: HeldGrant, _ question: Question, _ aim: Aim) -> NearMiss? {
        let entry = held.entry
        let role = Int(entry.role)
        let grant = held.receipt.grant
        let isHere = reaches(entry, aim, own: held.own)
        let givesHere = policy.gives(role: role, kind: aim.kind, function: aim.function)
        let belongs = belongs(held.through, to: question.persona)
        switch (belongs, isHere, givesHere, held.holds(at: aim.moment)) {
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
            let isInPerson = persona(for: held.through) == .staff
            if isInPerson, posts(of: question.person, at: question.moment).isEmpty { return .inNoPost(grant) }
            return .otherPersona(persona(for: held.through), grant)
        case (true, false, _, true):
            let gives = (0...policy.kinds.count).contains {
                policy.gives(role: role, kind: $0, function: aim.function)
            }
            let anchor = entry.anchor == GrantEntry.ownUnit ? held.own : entry.anchor
            guard gives, Int(anchor) < labels.count, labels[Int(anchor)].isPresent else { return nil }
            return .elsewhere(grant, anchor: units.names[Int(anchor)], steps: steps(anchor, aim.unit))
        case (true, true, false, true):
            let gives = (0...policy.kinds.count).contains {
                policy.gives(role: role, kind: $0, function: aim.function)
            }
            guard gives else { return nil }
            let kind = aim.kind < policy.kinds.count ? policy.kinds.names[aim.kind] : nil
            return .notOnThisKind(grant, role: policy.roles.names[role], kind: kind)
        default:
            return nil
        }
    }

    private func belongs(_ standing: Standing, to persona: Persona) -> Bool {
        switch (standing, persona) {
        case (.citizen, .citizen): true
        case (.citizen, _), (_, .citizen): false
        case (_, .staff), (.person, .post), (.standIn, .post): true
        case (.holder(let post), .post(let acting)), (.everyone(_, let post), .post(let acting)):
            post == acting
        }
    }

    private func persona(for standing: Standing) -> Persona {
        switch standing {
        case .citizen: .citizen
        case .person, .standIn: .staff
        case .holder(let post), .everyone(_, let post): .post(post)
        }
    }

    /// How many steps up and down the tree lie between two units.
    private func steps(_ left: UInt32, _ right: UInt32) -> Int {
        func above(_ unit: UInt32) -> [UInt32] {
            Array(
                sequence(first: unit) {
                    labels[Int($0)].parent == UnitLabel.none ? nil : labels[Int($0)].parent
                }
            )
        }
        let (one, other) = (above(left), above(right))
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

import Directory
import Identity

extension Snapshot {
    /// Answers a question. Nothing is permitted but by a grant; a denial wins over every grant; and what is
    /// permitted still needs a session that is good enough. In this order:
    ///
    /// 1. Moment, function and unit have to be ones that can be decided on.
    /// 2. A denial that is about function and unit denies (`Restrictions`).
    /// 3. The first grant permits that is about function and unit, is of a role that no other excludes, and stands in
    ///    for nobody who may not.
    /// 4. The session has to be as good as the function asks: otherwise it's a step up.
    ///
    /// On the way to a permit nothing is allocated.
    package func decide(_ question: Question) -> Decision {
        let opened = facts.open(question.person)
        guard holds(at: question.moment.millisecondsSince1970) else { return .deny(.outsideOfSnapshot) }
        guard let function = policy.functions.number(of: question.function) else {
            return .deny(.unknownFunction)
        }
        guard let tier = policy.tier(of: function) else { return .deny(.groupOfFunctions) }
        guard let (unit, label) = facts.find(question.unit) else { return .deny(.unknownUnit) }
        let target = DecisionTarget(
            function: function, unit: unit, label: label, moment: question.moment.millisecondsSince1970,
            givers: policy.givers(of: function, kind: Int(label.kind)))
        let person = facts.person(question.person, in: opened)
        return switch question.persona {
        case .citizen: decideForCitizen(question, person, target, tier)
        case .post, .staff: decideForStaff(question, person, target, tier)
        }
    }

    // MARK: Staff

    /// The side of staff: grants to holders of the person's posts, to everyone at units of their kinds, and in person.
    @inline(__always)
    private func decideForStaff(
        _ question: Question,
        _ person: Facts.Person?,
        _ target: DecisionTarget,
        _ tier: CompiledTier
    ) -> Decision {
        guard let person else { return .deny(.noGrant) }
        if let grant = staffDenial(person, question.persona, target) { return .deny(.denied(by: grant)) }

        var refusals = Refusals()
        var holdsPost = false
        for assignment in person.assignments {
            guard facts.holds(assignment, at: target.moment), facts.admits(question.persona, assignment) else {
                continue
            }
            holdsPost = true
            let unit = assignment.unit
            let ofPost = facts.grants(toHoldersBy: assignment, of: target.givers)
            if let permit = permit(ofPost, person, question, target, own: unit, &refusals) {
                return settled(permit, tier, question)
            }
            let ofKind = facts.grants(toEveryoneBy: assignment)
            if let permit = permit(ofKind, person, question, target, own: unit, &refusals) {
                return settled(permit, tier, question)
            }
        }
        if holdsPost {
            let inPerson = person.grants(of: target.givers)
            if let permit = permit(inPerson, person, question, target, own: GrantEntry.ownUnit, &refusals) {
                return settled(permit, tier, question)
            }
        }
        return refusals.lastResort.map { settled($0, tier, question) } ?? .deny(refusals.reason)
    }

    /// The first of these grants that permits. Most often there are none, for which nothing has to be called.
    @inline(__always)
    private func permit(
        _ grants: Facts.Grants,
        _ person: Facts.Person,
        _ question: Question,
        _ target: DecisionTarget,
        own: UInt32,
        _ refusals: inout Refusals
    ) -> Permit? {
        grants.count == 0 ? nil : firstPermit(of: grants, person, question, target, own: own, &refusals)
    }

    @inline(never)
    private func firstPermit(
        of grants: Facts.Grants,
        _ person: Facts.Person,
        _ question: Question,
        _ target: DecisionTarget,
        own: UInt32,
        _ refusals: inout Refusals
    ) -> Permit? {
        for grant in grants {
            let entry = grant.entry
            guard !entry.isDenial, concerns(entry, target, own: own) else { continue }
            if let permit = usable(entry, grant.id, person, question, target, &refusals) { return permit }
        }
        return nil
    }

    /// The permit of a grant that is about the target, unless roles exclude each other or the one who is stood in for
    /// may not. One by a role that would shut others out of the session is kept for when nothing else permits.
    @inline(__always)
    private func usable(
        _ entry: GrantEntry,
        _ grant: GrantID,
        _ person: Facts.Person,
        _ question: Question,
        _ target: DecisionTarget,
        _ refusals: inout Refusals
    ) -> Permit? {
        let role = Int(entry.role)
        if policy.canMeetExcluded(role: role, kind: target.kind), meetsExcluded(role, person, target) {
            refusals.add(.excludedAtUnit(grant: grant), rank: 0)
            return nil
        }
        if !question.exercised.isEmpty, isShutOut(role, by: question.exercised) {
            refusals.add(.excludedInSession(grant: grant), rank: 1)
            return nil
        }
        if entry.isStandIn, !principalMay(grant, target) {
            refusals.add(.principalMayNot(grant: grant), rank: 2)
            return nil
        }
        let permit = Permit(grant: grant, role: policy.roles.names[role])
        if policy.isExclusiveInSession(role), !question.exercised.contains(permit.role) {
            refusals.keep(permit)
            return nil
        }
        return permit
    }

    /// What is found permitted, once the session is looked at too.
    private func settled(_ permit: Permit, _ tier: CompiledTier, _ question: Question) -> Decision {
        tier.missing(in: question.session, at: question.moment).map(Decision.stepUp) ?? .permit(permit)
    }

    // MARK: Citizens

    /// The citizen's side: grants to citizens of a level. What a better identity would permit is a step up.
    private func decideForCitizen(
        _ question: Question,
        _ person: Facts.Person?,
        _ target: DecisionTarget,
        _ tier: CompiledTier
    ) -> Decision {
        if let person, let grant = denial(in: person.grants(of: target.givers), target, own: GrantEntry.ownUnit) {
            return .deny(.denied(by: grant))
        }
        return citizenOutcome(target, tier, question.session, at: question.moment, exercised: question.exercised)
    }

    /// What citizens may, apart from what one of them is denied in person.
    func citizenOutcome(
        _ target: DecisionTarget,
        _ tier: CompiledTier,
        _ session: SessionAssurance,
        at moment: Instant,
        exercised: [RoleID]
    ) -> Decision {
        let grants = facts.citizenGrants
        var refusals = Refusals()
        var found: (permit: Permit, level: UInt8)?
        for place in grants.entries.indices {
            let entry = grants.entries[place]
            guard !entry.isDenial, concerns(entry, target, own: GrantEntry.ownUnit) else { continue }
            let grant = grants.receipts[place].grant
            if isShutOut(Int(entry.role), by: exercised) {
                refusals.add(.excludedInSession(grant: grant), rank: 1)
            } else if entry.level < found?.level ?? .max {
                found = (Permit(grant: grant, role: policy.roles.names[Int(entry.role)]), entry.level)
            }
        }
        let least = found.flatMap { IdentityLevel(rawValue: Int($0.level)) }
        let levels = [least, found == nil ? nil : tier.identity, session.identity]
        let reached = levels.compactMap { $0?.rawValue }.max() ?? 0
        for place in grants.entries.indices {
            let entry = grants.entries[place]
            guard entry.isDenial else { break }
            if entry.level <= reached, concerns(entry, target, own: GrantEntry.ownUnit) {
                return .deny(.denied(by: grants.receipts[place].grant))
            }
        }
        guard let found else { return .deny(refusals.reason) }
        return tier.missing(in: session, at: moment, least: least).map(Decision.stepUp)
            ?? .permit(found.permit)
    }
}

/// Why grants that would permit can't be used: the weightiest reason, and of those the first; and a permit that is used
/// only when there is no other.
private struct Refusals {
    private var weightiest: (reason: DenyReason, rank: Int)?
    private(set) var lastResort: Permit?

    var reason: DenyReason { weightiest?.reason ?? .noGrant }

    mutating func add(_ reason: DenyReason, rank: Int) {
        if rank < weightiest?.rank ?? .max { weightiest = (reason, rank) }
    }

    mutating func keep(_ permit: Permit) { lastResort = lastResort ?? permit }
}

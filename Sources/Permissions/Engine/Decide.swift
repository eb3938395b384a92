import Directory
import Identity

extension Snapshot {
    /// Answers a question. Nothing is permitted but by a grant; a denial wins over every grant; and what is
    /// permitted still needs a session that is good enough.
    ///
    /// On the way to a permit nothing is allocated.
    package func decide(_ question: Question) -> Decision {
        let opened = pages.open(question.person)
        guard period.contains(question.moment) else { return .deny(.outsideOfSnapshot) }
        guard let function = policy.functions.number(of: question.function) else {
            return .deny(.unknownFunction)
        }
        guard let tier = policy.tier(of: function) else { return .deny(.groupOfFunctions) }
        guard let unit = units.number(of: question.unit), labels[unit].isPresent else {
            return .deny(.unknownUnit)
        }
        let aim = Aim(
            function: function,
            unit: UInt32(truncatingIfNeeded: unit),
            label: labels[unit],
            moment: question.moment.millisecondsSince1970
        )
        let person = pages.find(question.person, in: opened)
        return switch question.persona {
        case .citizen: decideForCitizen(question, person, aim, tier)
        case .post, .staff: decideForStaff(question, person, aim, tier)
        }
    }

    @inline(__always)
    private func decideForStaff(
        _ question: Question,
        _ person: PersonPages.Place?,
        _ aim: Aim,
        _ tier: CompiledTier
    ) -> Decision {
        guard let person else { return .deny(.noGrant) }
        if let grant = staffDenial(person, question.persona, aim) { return .deny(.denied(by: grant)) }

        var refusals = Refusals()
        var holdsPost = false
        for place in person.assignments {
            let assignment = person.assignment(place)
            guard holds(assignment, at: aim.moment), admits(question.persona, assignment) else { continue }
            holdsPost = true
            let ofPost = posts.grants(unit: Int(assignment.unit), position: assignment.position)
            if let permit = permit(ofPost, person, question, aim, own: assignment.unit, &refusals) {
                return settled(permit, tier, question)
            }
            let ofKind = posts.grants(label: labels[Int(assignment.unit)])
            if let permit = permit(ofKind, person, question, aim, own: assignment.unit, &refusals) {
                return settled(permit, tier, question)
            }
        }
        if holdsPost,
            let permit = permit(person.grants, person, question, aim, own: GrantEntry.ownUnit, &refusals)
        {
            return settled(permit, tier, question)
        }
        return refusals.lastResort.map { settled($0, tier, question) } ?? .deny(refusals.reason)
    }

    /// The first of these grants that permits.
    @inline(__always)
    private func permit(
        _ grants: PackedGrants,
        _ person: PersonPages.Place,
        _ question: Question,
        _ aim: Aim,
        own: UInt32,
        _ refusals: inout Refusals
    ) -> Permit? {
        for place in grants.indices {
            let entry = grants[place]
            guard !entry.isDenial, concerns(entry, aim, own: own) else { continue }
            if let permit = usable(entry, grants.grant(place), person, question, aim, &refusals) {
                return permit
            }
        }
        return nil
    }

    /// The permit of a grant that is about the aim, unless roles exclude each other or nobody is stood in
    /// for. One by a role that would shut others out of the session is kept for when nothing else permits.
    @inline(__always)
    private func usable(
        _ entry: GrantEntry,
        _ grant: GrantID,
        _ person: PersonPages.Place,
        _ question: Question,
        _ aim: Aim,
        _ refusals: inout Refusals
    ) -> Permit? {
        let role = Int(entry.role)
        if policy.canMeetExcluded(role: role, kind: aim.kind), meetsExcluded(role, person, aim) {
            refusals.add(.excludedAtUnit(grant: grant), rank: 0)
            return nil
        }
        if !question.exercised.isEmpty, isShutOut(role, by: question.exercised) {
            refusals.add(.excludedInSession(grant: grant), rank: 1)
            return nil
        }
        if entry.isStandIn, !principalMay(grant, aim) {
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

    private func settled(_ permit: Permit, _ tier: CompiledTier, _ question: Question) -> Decision {
        tier.missing(in: question.session, at: question.moment).map(Decision.stepUp) ?? .permit(permit)
    }

    /// The citizen's side: grants to citizens of a level. What a better identity would permit is a step up.
    private func decideForCitizen(
        _ question: Question,
        _ person: PersonPages.Place?,
        _ aim: Aim,
        _ tier: CompiledTier
    ) -> Decision {
        if let grant = person.flatMap({ denial(in: $0.grants, aim, own: GrantEntry.ownUnit) }) {
            return .deny(.denied(by: grant))
        }
        return citizenOutcome(aim, tier, question.session, at: question.moment, exercised: question.exercised)
    }

    /// What citizens may, apart from what one of them is denied in person.
    func citizenOutcome(
        _ aim: Aim,
        _ tier: CompiledTier,
        _ session: SessionAssurance,
        at moment: Instant,
        exercised: [RoleID]
    ) -> Decision {
        var refusals = Refusals()
        var found: (permit: Permit, level: UInt8)?
        for place in citizenGrants.entries.indices {
            let entry = citizenGrants.entries[place]
            guard !entry.isDenial, concerns(entry, aim, own: GrantEntry.ownUnit) else { continue }
            let grant = citizenGrants.receipts[place].grant
            if isShutOut(Int(entry.role), by: exercised) {
                refusals.add(.excludedInSession(grant: grant), rank: 1)
            } else if entry.level < found?.level ?? .max {
                found = (Permit(grant: grant, role: policy.roles.names[Int(entry.role)]), entry.level)
            }
        }
        let least = found.flatMap { IdentityLevel(rawValue: Int($0.level)) }
        let levels = [least, found == nil ? nil : tier.identity, session.identity]
        let reached = levels.compactMap { $0?.rawValue }.max() ?? 0
        for place in citizenGrants.entries.indices {
            let entry = citizenGrants.entries[place]
            guard entry.isDenial else { break }
            if entry.level <= reached, concerns(entry, aim, own: GrantEntry.ownUnit) {
                return .deny(.denied(by: citizenGrants.receipts[place].grant))
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

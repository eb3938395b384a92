import Database
import Directory
import Identity
import Permissions
import Storage

/// Why two people in the records can't become one.
package enum JoinRefusal: Sendable {
    case samePerson
    /// Nobody's account comes back by being joined with one that is enabled.
    case disabled(PersonID)
    case differentBirthdates(Birthdate, Birthdate)
    /// Both have an account of the city's.
    case twoAccounts
    /// Both have a number of the state's.
    case twoNumbers
    /// Others were joined with the one who would go.
    case joinedBefore
    /// The one gave it to the other, or lets the other stand in by it: it would be the person's own gift to themselves.
    case selfGiven(GrantID)
    /// Together they would hold what excludes each other.
    case excluded(DelegationRefusal, PermissionState)
}

extension JoinRefusal {
    /// For the audit log.
    var code: String {
        switch self {
        case .samePerson: "same-person"
        case .disabled: "account-disabled"
        case .differentBirthdates: "different-birthdates"
        case .twoAccounts: "two-accounts"
        case .twoNumbers: "two-numbers"
        case .joinedBefore: "joined-before"
        case .selfGiven: "self-given"
        case .excluded(let refusal, _): refusal.code
        }
    }
}

/// Two people who are to be one.
struct Joining {
    /// Who stays.
    let person: PersonID
    /// Who goes: their numbers, grants, posts and consents become the other's.
    let other: PersonID
    /// Whether the state has put the other's number in the place of the person's.
    let replacesNumber: Bool
    /// Whether somebody has looked at why their dates of birth differ.
    let acceptsDifferentBirthdates: Bool
}

extension WriteTransaction {
    /// Makes two people one. What is decided on and what changes is this one transaction.
    /// - Returns: `nil` when it is done; a refusal has changed nothing.
    func join(_ joining: Joining, _ permissions: CurrentPermissions, at now: Instant) throws -> JoinRefusal? {
        if let refusal = try refusal(of: joining) { return refusal }
        let moved = try movedFacts(of: joining)
        if let refusal = try refusal(of: joining, moved, permissions, at: now) { return refusal }
        guard let profile = try people.profile(of: joining.person), let other = try people.profile(of: joining.other)
        else { return .samePerson }
        try personLinks.add(joining.person, joining.other, profile: profile, moving: moved.facts, at: now)
        try record(moved, at: now)
        try moveNumbers(of: joining, at: now)
        // The state's word goes before the city's.
        if other.identityLevel != nil {
            try people.set(
                PersonProfile(
                    name: other.name ?? profile.name, birthdate: other.birthdate ?? profile.birthdate,
                    identityLevel: other.identityLevel),
                of: joining.person, at: now)
        }
        try consents.adopt(of: joining.other, by: joining.person)
        try directoryBindings.move(from: joining.other, to: joining.person, at: now)
        try begunSignIns.endAll(of: joining.other)
        try people.merge(joining.other, into: joining.person, at: now)
        return nil
    }

    // MARK: Who they are

    private func refusal(of joining: Joining) throws -> JoinRefusal? {
        let (person, other) = (joining.person, joining.other)
        guard person != other else { return .samePerson }
        for one in [person, other] where try !people.isEnabled(one) { return .disabled(one) }
        if try localAccounts.find(of: other) != nil { return .twoAccounts }
        if try people.hasMerged(into: other) { return .joinedBefore }
        let numbers = try people.identifiers(of: person)
        if !joining.replacesNumber, !numbers.isEmpty, try !people.identifiers(of: other).isEmpty { return .twoNumbers }
        if !joining.acceptsDifferentBirthdates, let one = try people.profile(of: person)?.birthdate,
            let another = try people.profile(of: other)?.birthdate, !one.agrees(with: another)
        {
            return .differentBirthdates(one, another)
        }
        return nil
    }

    private func moveNumbers(of joining: Joining, at now: Instant) throws {
        let numbers = try people.identifiers(of: joining.other)
        if joining.replacesNumber {
            for number in try people.identifiers(of: joining.person) where numbers.contains(ofKind: number.kind) {
                try people.end(number, of: joining.person, at: now)
            }
        }
        for number in numbers {
            try people.end(number, of: joining.other, at: now)
            try people.begin(number, of: joining.person, at: now)
        }
    }

    // MARK: What they may

    private func refusal(
        of joining: Joining, _ moved: MovedFacts, _ permissions: CurrentPermissions, at now: Instant
    ) throws -> JoinRefusal? {
        let own = try roleGrants.naming(joining.person).map(\.fact)
        let all = own + moved.grants.map(\.after)
        for grant in all where grant.period.endsAfter(now) {
            if grant.isSelfGiven { return .selfGiven(grant.id) }
            // Nor does what somebody gave come back to them by standing in.
            guard let basis = grant.standsInFor, case .person(let deputy) = grant.subject else { continue }
            let giver = try all.first { $0.id == basis }?.grantedBy ?? roleGrants.find(basis)?.fact.grantedBy
            if giver == deputy { return .selfGiven(grant.id) }
        }
        // Before there is a policy, nothing excludes anything.
        guard case .success(let state) = try permissions.state(in: self, at: now) else { return nil }
        do throws(DelegationRefusal) {
            try Delegation(state.snapshot, at: now).refuseExcluded(joining: joining.person, moved.changes)
            return nil
        } catch { return .excluded(error, state) }
    }

    private func movedFacts(of joining: Joining) throws -> MovedFacts {
        let posts = try assignments.facts(of: joining.other).map { stored in
            (
                stored,
                Assignment(
                    person: joining.person, post: stored.fact.post, period: stored.fact.period,
                    origin: stored.fact.origin)
            )
        }
        let grants = try roleGrants.naming(joining.other).map { stored in
            (stored, stored.fact.naming(joining.person, insteadOf: joining.other))
        }
        return MovedFacts(grants: grants, posts: posts)
    }

    /// Writes the facts down as they are now, in one revision; what was known before stays on record.
    func record(_ moved: MovedFacts, at now: Instant) throws {
        guard !moved.isEmpty else { return }
        let revision = try permissionRevisions.begin(at: now)
        for (before, after) in moved.grants {
            _ = try roleGrants.remove(before, in: revision)
            try roleGrants.add(after, in: revision)
        }
        for (before, after) in moved.posts {
            _ = try assignments.remove(before, in: revision)
            try assignments.add(after, in: revision)
        }
    }
}

/// Facts in which one person comes into the place of another: as the records have them, and as they will.
struct MovedFacts {
    let grants: [(before: StoredFact<RoleGrant>, after: RoleGrant)]
    let posts: [(before: StoredFact<Assignment>, after: Assignment)]

    var isEmpty: Bool { grants.isEmpty && posts.isEmpty }

    var changes: [SnapshotChange] {
        grants.map { .grantRemoved($0.before.fact) } + posts.map { .assignmentRemoved($0.before.fact) }
            + posts.map { .assignmentAdded($0.after) } + grants.map { .grantAdded($0.after) }
    }

    /// What has to go back if it is undone.
    var facts: Set<LinkedFact> {
        var facts: Set<LinkedFact> = []
        for (before, after) in grants {
            if before.fact.subject != after.subject { facts.insert(.held(after.id)) }
            if before.fact.grantedBy != after.grantedBy { facts.insert(.given(after.id)) }
        }
        for (_, after) in posts { facts.insert(.post(after)) }
        return facts
    }
}

extension [PersonIdentifier] {
    fileprivate func contains(ofKind kind: String) -> Bool { contains { $0.kind == kind } }
}

import Directory
import Identity

// How one grant and one assignment get into the facts and out of them, for the compiler and for changes alike.

extension Snapshot {
    /// The assignment as the engine reads it.
    mutating func row(of assignment: Assignment) -> AssignmentRow {
        AssignmentRow(
            person: assignment.person,
            entry: AssignmentEntry(
                from: assignment.period.from.millisecondsSince1970,
                until: assignment.period.endMilliseconds,
                unit: UInt32(clamping: facts.number(naming: assignment.post.unit)),
                position: UInt16(clamping: facts.positions.number(naming: assignment.post.position))
            )
        )
    }

    /// The grant as the engine reads it. Names units and positions that were never named before.
    mutating func entry(of grant: RoleGrant) throws(GrantProblem.Fault) -> GrantEntry {
        guard let role = policy.roles.number(of: grant.role) else { throw .unknownRole(grant.role) }
        if case .everyone(let kind) = grant.subject, policy.kinds.number(of: kind) == nil {
            throw .unknownKind(kind)
        }
        let anchor: UInt32
        switch (grant.reach.anchor, grant.subject) {
        case (.unit(let unit), _): anchor = UInt32(clamping: facts.number(naming: unit))
        case (.ownUnit, .everyone): anchor = GrantEntry.ownUnit
        case (.ownUnit, .person), (.ownUnit, .holders), (.ownUnit, .citizens): throw .noOwnUnit
        }
        let extent: GrantEntry.Extent
        var kind = 0
        switch grant.reach.extent {
        case .unit: extent = .unit
        case .subtree: extent = .subtree
        case .kind(let named):
            guard let number = policy.kinds.number(of: named) else { throw .unknownKind(named) }
            extent = .kind
            kind = number
        }
        var level = 0
        if case .citizens(let least) = grant.subject { level = least.rawValue }
        return GrantEntry(
            from: grant.period.from.millisecondsSince1970,
            until: grant.period.endMilliseconds,
            anchor: anchor,
            role: UInt16(clamping: role),
            kind: UInt16(clamping: kind),
            extent: extent,
            isDenial: grant.effect == .deny,
            isStandIn: grant.standsInFor != nil,
            level: UInt8(clamping: level)
        )
    }

    /// Puts a grant where decisions find it.
    mutating func insert(_ entry: GrantEntry, _ receipt: GrantReceipt, for subject: GrantSubject) {
        switch subject {
        case .person(let person):
            facts.changeShard(of: person) { grants, _ in
                grants.append(GrantRow(person: person, entry: entry, receipt: receipt))
            }
        case .holders(let post):
            let position = UInt16(clamping: facts.positions.number(naming: post.position))
            facts.atUnits[facts.number(naming: post.unit)].insert(entry, receipt, forHoldersOf: position)
        case .everyone(let kind):
            guard let number = policy.kinds.number(of: kind) else { return }
            facts.kindGrants[number].insert(entry, receipt)
        case .citizens:
            facts.citizenGrants.insert(entry, receipt)
        }
    }

    /// Puts a permitting grant where reverse queries find it. One for each holder's own unit has no anchor:
    /// it is found by the kind that it is for.
    mutating func anchor(_ entry: GrantEntry, _ grant: RoleGrant) {
        guard !entry.isDenial, entry.anchor != GrantEntry.ownUnit else { return }
        let subject: AnchoredGrant.Subject
        switch grant.subject {
        case .person(let person): subject = .person(person)
        case .holders(let post):
            subject = .holders(
                position: UInt16(clamping: facts.positions.number(naming: post.position)),
                unit: UInt32(clamping: facts.number(naming: post.unit))
            )
        case .everyone(let kind): subject = .everyone(kind: UInt16(clamping: policy.number(ofKind: kind)))
        case .citizens: subject = .citizens
        }
        facts.atUnits[Int(entry.anchor)].insert(AnchoredGrant(entry: entry, grant: grant.id, subject: subject))
    }

    /// Takes a grant out again, wherever `insert` and `anchor` put it; nothing happens when it isn't there.
    mutating func remove(_ grant: RoleGrant) {
        switch grant.subject {
        case .person(let person):
            facts.changeShard(of: person) { grants, _ in grants.removeAll { $0.receipt.grant == grant.id } }
        case .holders(let post):
            guard let numbers = facts.numbers(of: post) else { break }
            facts.atUnits[Int(numbers.unit)].remove(grant.id, forHoldersOf: numbers.position)
        case .everyone(let kind):
            guard let number = policy.kinds.number(of: kind) else { break }
            facts.kindGrants[number].remove(grant.id)
        case .citizens:
            facts.citizenGrants.remove(grant.id)
        }
        if case .unit(let unit) = grant.reach.anchor, let number = facts.units.number(of: unit) {
            facts.atUnits[number].remove(anchored: grant.id)
        }
    }
}

extension Facts {
    /// The number of a unit that is or was named, which it is given if need be.
    mutating func number(naming unit: UnitID) -> Int {
        let number = units.number(naming: unit)
        if number == labels.count {
            labels.append(.absent)
            atUnits.append(UnitFacts())
        }
        return number
    }

    /// Makes the shard of a person anew, in the rows and in the index.
    mutating func changeShard(
        of person: PersonID,
        _ change: (inout [GrantRow], inout [AssignmentRow]) -> Void
    ) {
        let number = shardNumber(of: person)
        var grants = shards[number].grantRows
        var assignments = shards[number].assignmentRows
        change(&grants, &assignments)
        write(PersonShard(grants: grants, assignments: assignments), number: number)
    }

    mutating func write(_ shard: PersonShard, number: Int) {
        shards[number] = shard
        people.write(shard, number: number)
    }
}

extension Period {
    /// The first millisecond that is no longer inside; the largest number when there is no end.
    var endMilliseconds: Int64 { until?.millisecondsSince1970 ?? .max }
}

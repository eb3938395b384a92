import Cryptography
import Directory
import Identity
import Permissions

/// What decisions would rest on if a plan were applied: made in memory, and never written.
struct PlannedFacts {
    private(set) var units: Set<Unit>
    private(set) var assignments: Set<Assignment>
    private(set) var grants: [RoleGrant]
    /// By whom newcomers are stood for: no id that is made at random is one of these.
    private(set) var newcomers: [EntryKey: PersonID] = [:]
    private(set) var ended: [RoleGrant] = []
    private(set) var endedInPerson: [RoleGrant] = []
    private(set) var moved: [RoleGrant] = []

    init(units: Set<Unit>, assignments: Set<Assignment>, grants: [RoleGrant]) {
        self.units = units
        self.assignments = assignments
        self.grants = grants
    }

    /// People in the records for whom something may change: those whom the plan names, and whoever has a post or a grant at
    /// a unit that changes, or at one below it.
    func touched(by plan: SyncPlan, in tree: UnitTree, at moment: Instant) -> Set<PersonID> {
        var people = Set(plan.people.compactMap(\.person))
        let changed =
            plan.units.ended.map(\.id) + plan.units.merged.flatMap { [$0.unit.id, $0.into] }
            + plan.units.moved.map(\.before.id) + plan.units.renamed.map(\.before.id)
        let places = Set(changed.flatMap { tree.subtree(of: $0).map(\.id) })
        guard !places.isEmpty else { return people }
        for assignment in assignments
        where places.contains(assignment.post.unit) && assignment.period.contains(moment) {
            people.insert(assignment.person)
        }
        for grant in grants where grant.period.contains(moment) {
            guard case .unit(let unit) = grant.reach.anchor, places.contains(unit) else { continue }
            if case .person(let person) = grant.subject { people.insert(person) }
        }
        return people
    }

    /// How many people work at each unit that moves, or below it, and do so afterwards.
    func companions(of plan: SyncPlan, in tree: UnitTree, at moment: Instant) -> [UnitID: Int] {
        guard !plan.units.moved.isEmpty else { return [:] }
        let ended = Set(plan.people.flatMap(\.ended))
        var people: [UnitID: Set<PersonID>] = [:]
        for assignment in assignments where assignment.period.contains(moment) && !ended.contains(assignment) {
            people[assignment.post.unit, default: []].insert(assignment.person)
        }
        var counts: [UnitID: Int] = [:]
        for move in plan.units.moved {
            let companions = tree.subtree(of: move.before.id).reduce(into: Set<PersonID>()) { all, unit in
                all.formUnion(people[unit.id] ?? [])
            }
            counts[move.after.id] = companions.count
        }
        return counts
    }

    /// - Parameter kept: the roles that somebody keeps who was given them in person, and moves.
    mutating func apply(_ plan: SyncPlan, of source: SourceID, keeping kept: Set<RoleID>, at moment: Instant) {
        let people = Set(plan.people.compactMap(\.person))
        let places = places(of: people, at: moment)
        units.subtract(plan.units.removedVersions)
        units.formUnion(plan.units.addedVersions)
        for change in plan.people {
            for post in change.ended {
                assignments.remove(post)
                guard let rest = Period(from: post.period.from, until: moment) else { continue }
                assignments.insert(Assignment(person: post.person, post: post.post, period: rest, origin: post.origin))
            }
            guard !change.begun.isEmpty, let person = change.person ?? newcomer(change.key) else { continue }
            for post in change.begun {
                guard let period = post.period(learned: moment) else { continue }
                assignments.insert(Assignment(person: person, post: post.post, period: period, origin: source))
            }
        }
        moveGrants(by: plan.units.successors, at: moment)
        endGrantsInPerson(by: plan, from: places, to: self.places(of: people, at: moment), keeping: kept, at: moment)
    }

    private func places(of people: Set<PersonID>, at moment: Instant) -> [PersonID: Set<UnitID>] {
        var places: [PersonID: Set<UnitID>] = [:]
        for assignment in assignments where people.contains(assignment.person) && assignment.period.endsAfter(moment) {
            places[assignment.person, default: []].insert(assignment.post.unit)
        }
        return places
    }

    private mutating func endGrantsInPerson(
        by plan: SyncPlan, from before: [PersonID: Set<UnitID>], to after: [PersonID: Set<UnitID>],
        keeping kept: Set<RoleID>, at moment: Instant
    ) {
        let successors = plan.units.successors
        var gone: Set<PersonID> = []
        for change in plan.people {
            guard let person = change.person else { continue }
            let move = Relocation(from: before[person] ?? [], to: after[person] ?? [], successors: successors)
            // Who has posts by another source hasn't left the city.
            if move.isMove || change.kinds.contains(.left) && move.after.isEmpty { gone.insert(person) }
        }
        endedInPerson += grants.filter { $0.goes(withOneOf: gone, keeping: kept, at: moment) }
        grants.removeAll { $0.goes(withOneOf: gone, keeping: kept, at: moment) }
    }

    private mutating func moveGrants(by successors: [UnitID: UnitID?], at moment: Instant) {
        guard !successors.isEmpty else { return }
        grants = grants.compactMap { grant in
            guard grant.period.endsAfter(moment), grant.hangs(on: successors) else { return grant }
            // For the moment that is asked about, a grant that goes with its unit can keep its number.
            guard let after = grant.moved(by: successors, as: grant.id, standsInFor: grant.standsInFor, from: moment)
            else {
                ended.append(grant)
                return nil
            }
            moved.append(grant)
            return after
        }
    }

    private mutating func newcomer(_ key: EntryKey) -> PersonID? {
        if let known = newcomers[key] { return known }
        let person = PersonID(random: Array(SHA2.sha256(key.octets).prefix(16)))
        newcomers[key] = person
        return person
    }
}

extension RoleGrant {
    fileprivate func goes(withOneOf people: Set<PersonID>, keeping kept: Set<RoleID>, at moment: Instant) -> Bool {
        guard case .person(let person) = subject, people.contains(person) else { return false }
        return goes(with: person, keeping: kept, at: moment)
    }
}

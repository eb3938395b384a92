import Directory
import Identity

/// What another policy would change for people with the grants as they are, and which of its rules are others: found
/// before it is applied.
package struct PolicyDiff: Hashable, Sendable {
    /// Citizens first, then people by id; for each in the order of the functions' names.
    package let changes: [Change]
    /// What no list of who may what shows: how people must sign in, what is kept apart, who hands out what.
    package let rules: [RuleChange]

    package var isEmpty: Bool { changes.isEmpty && rules.isEmpty }

    /// A function that somebody gains or loses, and at which units.
    package struct Change: Hashable, Sendable {
        package let who: Who
        package let function: FunctionID
        package let gained: Set<UnitID>
        package let lost: Set<UnitID>
    }

    package enum Who: Hashable, Sendable {
        /// As a member of staff.
        case person(PersonID)
        /// Every citizen of just this level.
        case citizens(IdentityLevel)
    }

    /// Compares the policies alone, where there is no unit at which anybody could gain or lose anything.
    package init(from old: Policy, to new: Policy) {
        changes = []
        rules = RuleChange.all(from: old, to: new)
    }

    /// Compares two policies over the same records, for citizens and for everybody who is in a post or has a grant.
    package init(
        from old: Policy, to new: Policy, over tree: UnitTree, assignments: [Assignment], grants: [RoleGrant],
        at moment: Instant
    ) {
        var people = Set(assignments.map(\.person))
        for case .person(let person) in grants.map(\.subject) { people.insert(person) }
        func snapshot(_ policy: Policy) -> Snapshot {
            SnapshotCompiler.compile(policy: policy, tree: tree, assignments: assignments, grants: grants).snapshot
        }
        self.init(from: snapshot(old), to: snapshot(new), people: people, at: moment)
    }

    /// Compares two snapshots of the same records, for citizens and for these people as members of staff, in sessions
    /// that are good enough.
    package init(from old: Snapshot, to new: Snapshot, people: some Sequence<PersonID>, at moment: Instant) {
        rules = RuleChange.all(from: old.definition, to: new.definition)
        let staff = people.sorted().map(Who.person)
        changes = (IdentityLevel.allCases.map(Who.citizens) + staff).flatMap { who -> [Change] in
            let before = old.unitsByFunction(of: who, at: moment)
            let after = new.unitsByFunction(of: who, at: moment)
            return Set(before.keys).union(after.keys).sorted { $0.text < $1.text }.compactMap { function in
                let (had, has) = (before[function] ?? [], after[function] ?? [])
                return had == has
                    ? nil
                    : Change(
                        who: who,
                        function: function,
                        gained: has.subtracting(had),
                        lost: had.subtracting(has)
                    )
            }
        }
    }
}

extension Snapshot {
    /// Where somebody may use each function, in a session that is good enough.
    fileprivate func unitsByFunction(of who: PolicyDiff.Who, at moment: Instant) -> [FunctionID: Set<UnitID>] {
        guard let root, let any = policy.functions.names.first, let nobody = PersonID.nobody else { return [:] }
        var question = Question(
            person: nobody,
            function: any,
            unit: root,
            moment: moment,
            session: .best(at: moment)
        )
        switch who {
        case .person(let person): question.person = person
        case .citizens(let level):
            question.persona = .citizen
            question.session.identity = level
        }
        return rights(permittedBy: question).reduce(into: [:]) { sum, right in
            for span in right.units {
                switch span {
                case .unit(let unit): sum[right.function, default: []].insert(unit)
                case .subtree(let unit): sum[right.function, default: []].formUnion(subtree(of: unit))
                }
            }
        }
    }

    private func subtree(of unit: UnitID) -> [UnitID] {
        facts.unit(unit).map { facts.subtree(of: $0).map(facts.id) } ?? []
    }
}

extension PersonID {
    /// In the place of a citizen about whom nothing is recorded: no id that is made at random is this one.
    fileprivate static let nobody = PersonID(random: Array(repeating: 0, count: 16))
}

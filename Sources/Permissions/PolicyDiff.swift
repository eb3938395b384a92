import Directory
import Identity

/// What another policy would change for people with the grants as they are: found before it is applied.
package struct PolicyDiff: Hashable, Sendable {
    /// By person, then in the order of the functions' names.
    package let changes: [Change]

    /// A function that somebody gains or loses, and at which units.
    package struct Change: Hashable, Sendable {
        package let person: PersonID
        package let function: FunctionID
        package let gained: Set<UnitID>
        package let lost: Set<UnitID>
    }

    /// Compares two snapshots of the same records, for these people as members of staff, in sessions that are
    /// good enough.
    package init(from old: Snapshot, to new: Snapshot, people: some Sequence<PersonID>, at moment: Instant) {
        changes = people.sorted { $0.text < $1.text }.flatMap { person -> [Change] in
            let before = old.unitsByFunction(of: person, at: moment)
            let after = new.unitsByFunction(of: person, at: moment)
            return Set(before.keys).union(after.keys).sorted { $0.text < $1.text }.compactMap { function in
                let (had, has) = (before[function] ?? [], after[function] ?? [])
                return had == has
                    ? nil
                    : Change(
                        person: person,
                        function: function,
                        gained: has.subtracting(had),
                        lost: had.subtracting(has)
                    )
            }
        }
    }
}

extension Snapshot {
    /// Where somebody may use each function, as a member of staff in a session that is good enough.
    fileprivate func unitsByFunction(of person: PersonID, at moment: Instant) -> [FunctionID: Set<UnitID>] {
        guard let root, let any = policy.functions.names.first else { return [:] }
        let question = Question(
            person: person,
            function: any,
            unit: root,
            moment: moment,
            session: .best(at: moment)
        )
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
        guard let number = units.number(of: unit), labels[number].isPresent else { return [] }
        return order[Int(labels[number].first)..<Int(labels[number].end)].map { units.names[Int($0)] }
    }
}

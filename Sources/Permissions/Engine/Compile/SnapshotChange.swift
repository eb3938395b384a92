import Directory
import Identity

/// Something that happened to the records since a snapshot was made. A grant or assignment that changed is
/// removed as it was and added as it is. Another policy needs another compilation.
package enum SnapshotChange: Sendable {
    case grantAdded(RoleGrant)
    case grantRemoved(RoleGrant)
    case assignmentAdded(Assignment)
    case assignmentRemoved(Assignment)
    /// Units began, ended, moved or changed their kind.
    case treeReplaced(UnitTree)
}

extension SnapshotChange {
    /// Whose grants came or went.
    fileprivate var subject: GrantSubject? {
        switch self {
        case .grantAdded(let grant), .grantRemoved(let grant): grant.subject
        case .assignmentAdded, .assignmentRemoved, .treeReplaced: nil
        }
    }
}

extension Snapshot {
    /// The next snapshot. This one stays as it is, for those who read it.
    package func applying(_ changes: [SnapshotChange]) -> SnapshotCompiler.Compiled {
        var next = self
        let problems = changes.flatMap { next.apply($0) }
        next.facts.rewritePosts(of: changes.compactMap(\.subject))
        return SnapshotCompiler.Compiled(snapshot: next, problems: problems)
    }

    private mutating func apply(_ change: SnapshotChange) -> [GrantProblem] {
        switch change {
        case .grantAdded(let grant):
            return add(grant)
        case .grantRemoved(let grant):
            remove(grant)
            facts.standIns[grant.id] = nil
            return settleStandIns { $0.standsInFor == grant.id }
        case .assignmentAdded(let assignment):
            let row = row(of: assignment)
            facts.changeShard(of: assignment.person) { _, assignments in assignments.append(row) }
            facts.atUnits[Int(row.entry.unit)].insert(UnitFacts.Member(person: row.person, assignment: row.entry))
            return settleStandIns { $0.grantedBy == assignment.person }
        case .assignmentRemoved(let assignment):
            let row = row(of: assignment)
            facts.changeShard(of: assignment.person) { _, assignments in
                let place = assignments.firstIndex { $0.person == row.person && $0.entry == row.entry }
                if let place { assignments.remove(at: place) }
            }
            facts.atUnits[Int(row.entry.unit)].remove(row.person, row.entry)
            return settleStandIns { $0.grantedBy == assignment.person }
        case .treeReplaced(let tree):
            facts.order = tree.units.map { UInt32(clamping: facts.number(naming: $0.id)) }
            facts.labels = UnitLabel.labels(of: tree, units: facts.units, policy: policy)
            period = tree.period
            return []
        }
    }

    private mutating func add(_ grant: RoleGrant) -> [GrantProblem] {
        guard grant.standsInFor == nil else {
            return insert(standIn: grant).map { [GrantProblem(grant.id, $0)] } ?? []
        }
        do throws(GrantProblem.Fault) {
            let entry = try entry(of: grant)
            insert(entry, GrantReceipt(grant: grant.id, grantedBy: grant.grantedBy), for: grant.subject)
            anchor(entry, grant)
        } catch {
            return [GrantProblem(grant.id, error)]
        }
        return settleStandIns { $0.standsInFor == grant.id }
    }
}

extension Facts {
    /// Writes the grants to these subjects into the index that decisions read.
    fileprivate mutating func rewritePosts(of subjects: [GrantSubject]) {
        var changed: [Int] = []
        var kindsChanged = false
        for subject in subjects {
            switch subject {
            case .holders(let post): if let unit = units.number(of: post.unit) { changed.append(unit) }
            case .everyone: kindsChanged = true
            case .person, .citizens: break
            }
        }
        posts.write(units: changed, of: atUnits)
        if kindsChanged { posts.write(kinds: kindGrants) }
    }
}

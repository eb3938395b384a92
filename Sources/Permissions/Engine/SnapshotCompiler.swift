import Directory
import Identity

/// Makes a snapshot out of records.
package enum SnapshotCompiler {
    /// A snapshot, and which grants it could make nothing of.
    package struct Compiled: Sendable {
        package let snapshot: Snapshot
        package let problems: [GrantProblem]
    }

    /// Compiles what is known about the city into one snapshot that answers for the period of the tree.
    package static func compile(
        policy: Policy,
        tree: UnitTree,
        assignments: some Collection<Assignment>,
        grants: some Collection<RoleGrant>
    ) -> Compiled {
        var snapshot = Snapshot(policy: policy, tree: tree, people: max(grants.count / 2, assignments.count))
        var problems: [GrantProblem] = []
        var names = NameCache()

        var assignmentRows = Array(repeating: [AssignmentRow](), count: snapshot.shards.count)
        for assignment in assignments {
            let row = snapshot.row(of: assignment, person: names.shared(assignment.person))
            assignmentRows[snapshot.shardNumber(of: PersonKey(row.person).hash)].append(row)
            snapshot.desks[Int(row.entry.unit)]
                .insert(UnitDesk.Member(person: row.person, assignment: row.entry))
        }
        var grantRows = Array(repeating: [GrantRow](), count: snapshot.shards.count)
        var standIns: [RoleGrant] = []
        for grant in grants {
            guard grant.standsInFor == nil else {
                standIns.append(grant)
                continue
            }
            do throws(GrantProblem.Fault) {
                let entry = try snapshot.entry(of: grant)
                let receipt = GrantReceipt(grant: grant.id, grantedBy: grant.grantedBy.map { names.shared($0) })
                if case .person(let person) = grant.subject {
                    let row = GrantRow(person: names.shared(person), entry: entry, receipt: receipt)
                    grantRows[snapshot.shardNumber(of: PersonKey(person).hash)].append(row)
                } else {
                    snapshot.insert(entry, receipt, for: grant.subject)
                }
                snapshot.anchor(entry, grant)
            } catch {
                problems.append(GrantProblem(grant.id, error))
            }
        }
        for number in snapshot.shards.indices {
            let shard = PeopleShard(grants: grantRows[number], assignments: assignmentRows[number])
            snapshot.shards[number] = shard
            snapshot.pages.write(shard, number: number)
        }
        for grant in standIns {
            if let fault = snapshot.insert(standIn: grant) { problems.append(GrantProblem(grant.id, fault)) }
        }
        snapshot.posts.write(units: snapshot.desks.indices, of: snapshot.desks)
        snapshot.posts.write(kinds: snapshot.kindGrants)
        snapshot.pages.gather()
        snapshot.posts.gather()
        return Compiled(snapshot: snapshot, problems: problems)
    }
}

/// Keeps one copy of each id, however often the records repeat it.
private struct NameCache {
    private var known: Set<PersonID> = []

    mutating func shared(_ id: PersonID) -> PersonID { known.insert(id).memberAfterInsert }
}

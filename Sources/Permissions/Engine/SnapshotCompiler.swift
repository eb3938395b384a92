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

        var assignmentRows = Array(repeating: [AssignmentRow](), count: snapshot.shards.count)
        for assignment in assignments {
            let row = snapshot.row(of: assignment)
            assignmentRows[snapshot.shardNumber(of: row.person.place)].append(row)
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
                let receipt = GrantReceipt(grant: grant.id, grantedBy: grant.grantedBy)
                if case .person(let person) = grant.subject {
                    let row = GrantRow(person: person, entry: entry, receipt: receipt)
                    grantRows[snapshot.shardNumber(of: person.place)].append(row)
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

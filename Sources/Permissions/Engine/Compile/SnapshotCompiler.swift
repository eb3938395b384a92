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

        var assignmentRows = Array(repeating: [AssignmentRow](), count: snapshot.facts.shards.count)
        for assignment in assignments {
            let row = snapshot.row(of: assignment)
            assignmentRows[snapshot.facts.shardNumber(of: row.person)].append(row)
            snapshot.facts.atUnits[Int(row.entry.unit)]
                .insert(UnitFacts.Member(person: row.person, assignment: row.entry))
        }
        var grantRows = Array(repeating: [GrantRow](), count: snapshot.facts.shards.count)
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
                    grantRows[snapshot.facts.shardNumber(of: person)].append(row)
                } else {
                    snapshot.insert(entry, receipt, for: grant.subject)
                }
                snapshot.anchor(entry, grant)
            } catch {
                problems.append(GrantProblem(grant.id, error))
            }
        }
        for number in snapshot.facts.shards.indices {
            let shard = PersonShard(grants: grantRows[number], assignments: assignmentRows[number])
            snapshot.facts.write(shard, number: number)
        }
        for grant in standIns {
            if let fault = snapshot.insert(standIn: grant) { problems.append(GrantProblem(grant.id, fault)) }
        }
        snapshot.facts.finishIndexes()
        return Compiled(snapshot: snapshot, problems: problems)
    }
}

extension Snapshot {
    /// A snapshot of policy and tree alone, with room for so many people.
    fileprivate init(policy: Policy, tree: UnitTree, people: Int) {
        let compiled = CompiledPolicy(policy)
        self.init(period: tree.period, policy: compiled, facts: Facts(tree: tree, policy: compiled, people: people))
    }
}

extension Facts {
    /// The facts about a tree alone, with room for so many people.
    fileprivate init(tree: UnitTree, policy: CompiledPolicy, people: Int) {
        // About 96 people to a shard.
        var shardCount = 1
        while shardCount * 96 < people, shardCount < 1 << 16 { shardCount *= 2 }
        let units = Numbering(tree.units.map(\.id))
        self.init(
            units: units, positions: Numbering(),
            labels: UnitLabel.labels(of: tree, units: units, policy: policy),
            order: units.names.indices.map { UInt32(clamping: $0) },
            atUnits: ChunkedArray(repeating: UnitFacts(), count: units.count),
            shards: ChunkedArray(repeating: .empty, count: shardCount),
            kindGrants: Array(repeating: .empty, count: policy.kinds.count), citizenGrants: .empty, standIns: [:],
            people: PersonIndex(shards: shardCount),
            posts: PostIndex(units: units.count, kinds: policy.kinds.count))
    }

    /// Packs what is known of posts, and moves all that is packed together.
    fileprivate mutating func finishIndexes() {
        posts.write(units: atUnits.indices, of: atUnits)
        posts.write(kinds: kindGrants)
        people.gather()
        posts.gather()
    }
}

extension UnitLabel {
    /// The labels of all numbered units.
    static func labels(of tree: UnitTree, units: Numbering<UnitID>, policy: CompiledPolicy) -> [UnitLabel] {
        var labels = Array(repeating: absent, count: units.count)
        for (place, unit) in tree.units.enumerated() {
            guard let number = units.number(of: unit.id) else { continue }
            let parent = tree.parents[place].flatMap { units.number(of: tree.units[$0].id) }
            labels[number] = UnitLabel(
                first: UInt32(clamping: place),
                end: UInt32(clamping: tree.ends[place]),
                parent: parent.map { UInt32(clamping: $0) } ?? none,
                kind: UInt16(clamping: policy.number(ofKind: unit.kind))
            )
        }
        return labels
    }
}

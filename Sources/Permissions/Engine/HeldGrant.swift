import Directory
import Identity

/// A grant that concerns a person, and how it comes to them: the slow and complete view, for explaining,
/// delegating and searching.
struct HeldGrant {
    let entry: GrantEntry
    let receipt: GrantReceipt
    let through: Standing
    /// The unit of the post through which it comes; `GrantEntry.ownUnit` without one.
    let own: UInt32
    /// When the assignment through which it comes holds; all of time without one.
    let assigned: (from: Int64, until: Int64)

    /// Whether grant and assignment both hold.
    func holds(at moment: Int64) -> Bool {
        entry.holds(at: moment) && assigned.from <= moment && moment < assigned.until
    }
}

/// How a grant comes to a person.
package enum Standing: Hashable, Sendable {
    /// It was given to them in person.
    case person
    /// They stand in for somebody, by that one's grant.
    case standIn(for: PersonID, grant: GrantID)
    case holder(of: Post)
    /// They are in a post at a unit of the kind.
    case everyone(at: UnitKind, post: Post)
    case citizen(IdentityLevel)
}

extension Snapshot {
    /// Every grant, permitting or denying, that ever concerns a person as a member of staff.
    func staffGrants(of id: PersonID) -> [HeldGrant] {
        let (shard, record) = person(id)
        guard let record else { return [] }
        var held = record.grants.map { place in
            let receipt = shard.receipts[place]
            let standIn = standIns[receipt.grant]
            return HeldGrant(
                entry: shard.entries[place],
                receipt: receipt,
                through: standIn.map { .standIn(for: $0.principal, grant: $0.basisID) } ?? .person,
                own: GrantEntry.ownUnit,
                assigned: (.min, .max)
            )
        }
        for assignment in shard.assignments[record.assignments] where labels[Int(assignment.unit)].isPresent {
            let post = post(unit: assignment.unit, position: assignment.position)
            let desk = desks[Int(assignment.unit)]
            if let place = desk.place(ofPosition: assignment.position) {
                held += grants(desk.posts[place].grants, assignment) { _ in .holder(of: post) }
            }
            let label = labels[Int(assignment.unit)]
            if Int(label.kind) < kindGrants.count {
                let kind = policy.kinds.names[Int(label.kind)]
                held += grants(kindGrants[Int(label.kind)], assignment) { _ in .everyone(at: kind, post: post)
                }
            }
        }
        return held
    }

    /// Every grant, permitting or denying, that concerns citizens.
    func citizensGrants() -> [HeldGrant] {
        grants(citizenGrants, nil) { .citizen($0.level == 2 ? .two : .one) }
    }

    private func grants(
        _ list: GrantList,
        _ assignment: AssignmentEntry?,
        through: (GrantEntry) -> Standing
    ) -> [HeldGrant] {
        zip(list.entries, list.receipts).map { entry, receipt in
            HeldGrant(
                entry: entry,
                receipt: receipt,
                through: through(entry),
                own: assignment?.unit ?? GrantEntry.ownUnit,
                assigned: (assignment?.from ?? .min, assignment?.until ?? .max)
            )
        }
    }
}

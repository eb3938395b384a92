import Directory
import Identity

/// A grant that concerns a person, and how it comes to them: the slow and complete view, for explaining,
/// delegating and searching.
struct HeldGrant {
    let entry: GrantEntry
    let receipt: GrantReceipt
    let through: HowHeld
    /// The unit of the post through which it comes; `GrantEntry.ownUnit` without one.
    let own: UInt32
    /// When the assignment through which it comes holds; all of time without one.
    let assigned: (from: Int64, until: Int64)

    /// The unit from which it reaches.
    var anchor: UInt32 { entry.anchor(own: own) }

    /// Whether grant and assignment both hold.
    func holds(at moment: Int64) -> Bool {
        entry.holds(at: moment) && assigned.from <= moment && moment < assigned.until
    }
}

extension Snapshot {
    /// Every grant, permitting or denying, that ever concerns a person as a member of staff.
    func staffGrants(of id: PersonID) -> [HeldGrant] {
        var held = grants(facts.grants(inPersonTo: id), nil) { receipt in
            facts.standIns[receipt.grant].map { .standIn(for: $0.principal, grant: $0.basisID) } ?? .person
        }
        for assignment in facts.assignments(of: id) where facts.isPresent(assignment.unit) {
            let post = facts.post(of: assignment)
            let ofPost = facts.grants(toHoldersAt: assignment.unit, position: assignment.position)
            held += grants(ofPost, assignment) { _ in .holder(of: post) }
            let number = Int(facts.label(of: assignment.unit).kind)
            if let kind = policy.kind(number) {
                held += grants(facts.grants(toEveryoneAt: number), assignment) { _ in .everyone(at: kind, post: post) }
            }
        }
        return held
    }

    /// Every grant, permitting or denying, that concerns citizens.
    func citizensGrants() -> [HeldGrant] {
        zip(facts.citizenGrants.entries, facts.citizenGrants.receipts).map { entry, receipt in
            held(entry, receipt, by: nil, through: .citizen(entry.level == 2 ? .two : .one))
        }
    }

    private func grants(
        _ list: GrantList, _ assignment: AssignmentEntry?, through: (GrantReceipt) -> HowHeld
    ) -> [HeldGrant] {
        zip(list.entries, list.receipts).map { held($0, $1, by: assignment, through: through($1)) }
    }

    private func held(
        _ entry: GrantEntry, _ receipt: GrantReceipt, by assignment: AssignmentEntry?, through: HowHeld
    ) -> HeldGrant {
        HeldGrant(
            entry: entry,
            receipt: receipt,
            through: through,
            own: assignment?.unit ?? GrantEntry.ownUnit,
            assigned: (assignment?.from ?? .min, assignment?.until ?? .max)
        )
    }
}

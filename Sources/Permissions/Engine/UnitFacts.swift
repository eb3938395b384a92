import Identity

/// What is known at one unit: the grants to holders of its posts, who holds them, and the grants that are
/// anchored here.
///
/// Decisions read the grants to holders from `PostIndex`. Members and anchored grants are the facts seen from the other
/// side, for the reverse questions. The value of a snapshot never changes: a change makes a new one.
struct UnitFacts: Sendable {
    private(set) var posts: [Holders] = []
    private(set) var members: [Member] = []
    private(set) var anchored: [AnchoredGrant] = []

    /// The grants to whoever is in one position at the unit.
    struct Holders: Sendable {
        let position: UInt16
        var grants: GrantList
    }

    struct Member: Sendable {
        let person: PersonID
        let assignment: AssignmentEntry
    }

    func grants(toHoldersOf position: UInt16) -> GrantList {
        place(of: position).map { posts[$0].grants } ?? .empty
    }

    mutating func insert(_ entry: GrantEntry, _ receipt: GrantReceipt, forHoldersOf position: UInt16) {
        let place = place(of: position) ?? posts.endIndex
        if place == posts.endIndex { posts.append(Holders(position: position, grants: .empty)) }
        posts[place].grants.insert(entry, receipt)
    }

    mutating func remove(_ grant: GrantID, forHoldersOf position: UInt16) {
        guard let place = place(of: position) else { return }
        posts[place].grants.remove(grant)
    }

    mutating func insert(_ member: Member) { members.append(member) }

    mutating func remove(_ person: PersonID, _ assignment: AssignmentEntry) {
        guard let place = members.firstIndex(where: { $0.person == person && $0.assignment == assignment })
        else { return }
        members.remove(at: place)
    }

    mutating func insert(_ grant: AnchoredGrant) { anchored.append(grant) }

    mutating func remove(anchored grant: GrantID) {
        guard let place = anchored.firstIndex(where: { $0.grant == grant }) else { return }
        anchored.remove(at: place)
    }

    private func place(of position: UInt16) -> Int? { posts.firstIndex { $0.position == position } }
}

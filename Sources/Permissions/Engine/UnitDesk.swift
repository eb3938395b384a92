import Identity

/// What lies at one unit: the grants to holders of its posts, who holds them, and the grants that are
/// anchored here.
///
/// The first is read for every decision, the others are the same grants seen from the other side, for the
/// reverse queries. A desk never changes: a change makes a new one.
struct UnitDesk: Sendable {
    /// By position: the grants to its holders.
    private(set) var posts: [(position: UInt16, grants: GrantList)] = []
    private(set) var members: [Member] = []
    private(set) var anchored: [AnchoredGrant] = []

    struct Member: Sendable {
        let person: PersonID
        let assignment: AssignmentEntry
    }

    @inline(__always)
    func place(ofPosition position: UInt16) -> Int? {
        for place in posts.indices where posts[place].position == position { return place }
        return nil
    }

    mutating func insert(_ entry: GrantEntry, _ receipt: GrantReceipt, forHoldersOf position: UInt16) {
        let place = place(ofPosition: position) ?? posts.endIndex
        if place == posts.endIndex { posts.append((position, .empty)) }
        posts[place].grants.insert(entry, receipt)
    }

    mutating func remove(_ grant: GrantID, forHoldersOf position: UInt16) {
        guard let place = place(ofPosition: position) else { return }
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
}

/// A permitting grant as seen from its anchor.
struct AnchoredGrant: Sendable {
    let entry: GrantEntry
    let grant: GrantID
    let subject: Subject

    enum Subject: Sendable {
        case person(PersonID)
        case holders(position: UInt16, unit: UInt32)
        case everyone(kind: UInt16)
        case citizens
    }
}

import Directory
import Identity

/// What the engine knows of the city: its units, who is in which post, and what was granted to whom. Units and positions
/// are numbers here, and moments milliseconds since 1970.
///
/// Deciding, explaining, delegating and searching read facts through the functions of this file alone. Each fact is kept
/// twice: in rows (by unit and by shard of people), which changes rewrite and which answer slow questions; and packed, in
/// the two indexes that decisions read. How they are packed is the business of `Index/`; that rows and indexes say the
/// same is that of `Compile/`.
struct Facts: Sendable {
    // Names, and the tree.
    var units: Numbering<UnitID>
    var positions: Numbering<Position>
    /// By unit: also units that have left the tree, whose label is `UnitLabel.absent`.
    var labels: [UnitLabel]
    /// The units of the tree in depth-first order, so that a unit stands at the place that its label calls `first`.
    var order: [UInt32]

    // Rows.
    /// By unit.
    var atUnits: ChunkedArray<UnitFacts>
    /// By the highest bits of a person's hash; a power of two of them.
    var shards: ChunkedArray<PersonShard>
    /// By kind of unit: the grants to everyone in a post at a unit of that kind.
    var kindGrants: [GrantList]
    var citizenGrants: GrantList
    /// Every stand-in, also one that found nothing to stand in for.
    var standIns: [GrantID: StandIn]

    // Packed.
    var people: PersonIndex
    var posts: PostIndex
}

// MARK: Units

extension Facts {
    /// A unit of the tree; `nil` for one that isn't in it, though it may have been.
    @inline(__always)
    func find(_ id: UnitID) -> (unit: UInt32, label: UnitLabel)? {
        guard let number = units.number(of: id) else { return nil }
        let label = labels[number]
        return label.isPresent ? (UInt32(truncatingIfNeeded: number), label) : nil
    }

    /// The number of a unit of the tree; `nil` for one that isn't in it, though it may have been.
    func unit(_ id: UnitID) -> UInt32? { find(id)?.unit }

    @inline(__always)
    func id(of unit: UInt32) -> UnitID { units.names[Int(unit)] }

    @inline(__always)
    func label(of unit: UInt32) -> UnitLabel { labels[Int(unit)] }

    @inline(__always)
    func isPresent(_ unit: UInt32) -> Bool { label(of: unit).isPresent }

    var root: UInt32? { order.first }

    /// The unit above; `nil` for the root.
    func above(_ unit: UInt32) -> UInt32? {
        let parent = label(of: unit).parent
        return parent == UnitLabel.none ? nil : parent
    }

    /// From a unit up to the root, the unit itself first.
    func upwards(from unit: UInt32) -> UnfoldFirstSequence<UInt32> { sequence(first: unit, next: above) }

    /// A unit of the tree and everything under it, in the order of the tree.
    func subtree(of unit: UInt32) -> ArraySlice<UInt32> {
        let label = label(of: unit)
        return order[Int(label.first)..<Int(label.end)]
    }
}

// MARK: Posts

extension Facts {
    /// Somebody's assignments and grants as decisions read them.
    typealias Person = PersonIndex.Person
    /// What is known about a person, on its way from memory.
    typealias OpenedPerson = PersonIndex.Opened

    /// Begins to read about a person who may not be in the processor's cache: what is done between this and
    /// `person(_:in:)` is done while memory answers.
    @inline(__always)
    func open(_ id: PersonID) -> OpenedPerson { people.open(id) }

    /// `nil` for a person without assignments and grants.
    @inline(__always)
    func person(_ id: PersonID, in opened: OpenedPerson) -> Person? { people.find(id, in: opened) }

    func person(_ id: PersonID) -> Person? { person(id, in: open(id)) }

    /// Every assignment that a person has at some time.
    func assignments(of id: PersonID) -> ArraySlice<AssignmentEntry> { shard(of: id).assignments(of: id) }

    /// Whether an assignment puts somebody into a post: it holds, and the unit is there.
    @inline(__always)
    func holds(_ assignment: AssignmentEntry, at moment: Int64) -> Bool {
        assignment.holds(at: moment) && isPresent(assignment.unit)
    }

    /// Whether somebody who acts so acts in the post of this assignment too.
    @inline(__always)
    func admits(_ persona: Persona, _ assignment: AssignmentEntry) -> Bool {
        switch persona {
        case .staff: true
        case .citizen: false
        case .post(let post):
            id(of: assignment.unit) == post.unit && positions.names[Int(assignment.position)] == post.position
        }
    }

    func post(of assignment: AssignmentEntry) -> Post {
        Post(positions.names[Int(assignment.position)], at: id(of: assignment.unit))
    }

    /// A post in numbers; `nil` for one whose unit or position nothing ever named.
    func numbers(of post: Post) -> (unit: UInt32, position: UInt16)? {
        guard let unit = units.number(of: post.unit), let position = positions.number(of: post.position)
        else { return nil }
        return (UInt32(clamping: unit), UInt16(clamping: position))
    }

    /// Everybody who is in a post at a unit at some time.
    func members(of unit: UInt32) -> [UnitFacts.Member] { atUnits[Int(unit)].members }

    /// Everybody who is in a post at a unit at a moment.
    func members(of unit: UInt32, at moment: Int64) -> some Sequence<UnitFacts.Member> {
        members(of: unit).lazy.filter { holds($0.assignment, at: moment) }
    }
}

// MARK: Grants

extension Facts {
    /// Grants of one subject as decisions read them, denials first.
    typealias Grants = PackedGrants

    /// The grants to holders of the post of an assignment.
    @inline(__always)
    func grants(toHoldersBy assignment: AssignmentEntry) -> Grants {
        posts.grants(unit: Int(assignment.unit), position: assignment.position)
    }

    /// The same, or none where none of them can be of one of these roles: they aren't read then.
    @inline(__always)
    func grants(toHoldersBy assignment: AssignmentEntry, of roles: RoleMarks) -> Grants {
        posts.grants(unit: Int(assignment.unit), position: assignment.position, of: roles)
    }

    /// The grants to everyone in a post at a unit of the kind of which the unit of an assignment is.
    @inline(__always)
    func grants(toEveryoneBy assignment: AssignmentEntry) -> Grants {
        posts.grants(label: label(of: assignment.unit))
    }

    /// Every grant in person, whenever it holds.
    func grants(inPersonTo id: PersonID) -> GrantList { shard(of: id).grants(of: id) }

    /// Every grant to holders of a post, whenever it holds.
    func grants(toHoldersAt unit: UInt32, position: UInt16) -> GrantList {
        atUnits[Int(unit)].grants(toHoldersOf: position)
    }

    /// Every grant to everyone at units of a kind, whenever it holds; none for a kind that the policy doesn't know.
    func grants(toEveryoneAt kind: Int) -> GrantList { kind < kindGrants.count ? kindGrants[kind] : .empty }

    /// Every permitting grant with this anchor, whoever has it.
    func grants(anchoredAt unit: UInt32) -> [AnchoredGrant] { atUnits[Int(unit)].anchored }

    /// Whether the reach of a grant holds a unit, where `own` is the unit of the post through which the grant comes.
    @inline(__always)
    func reaches(_ entry: GrantEntry, _ target: DecisionTarget, own: UInt32) -> Bool {
        let anchor = entry.anchor(own: own)
        switch entry.extent {
        case .unit: return anchor == target.unit
        case .subtree: return label(of: anchor).holds(target.label)
        case .kind: return entry.kind == target.label.kind && label(of: anchor).holds(target.label)
        }
    }

    /// Whether the one for whom somebody stands in still is in the post through which the right came; for a right that
    /// was given in person, in any post: a person who has left every post keeps nothing to be stood in for.
    func principalHolds(_ standIn: GrantID, at moment: Int64) -> Bool {
        guard let standIn = standIns[standIn], let basis = standIn.basis else { return false }
        return assignments(of: standIn.principal).contains { assignment in
            holds(assignment, at: moment)
                && basis.post.map { assignment.unit == $0.unit && assignment.position == $0.position } ?? true
        }
    }

    /// The shard in which a person lies who has a grant or an assignment.
    func shard(of id: PersonID) -> PersonShard { shards[shardNumber(of: id)] }

    func shardNumber(of id: PersonID) -> Int {
        // A shift by the whole width, where there is one shard, gives 0.
        Int(truncatingIfNeeded: id.hash >> UInt64(64 - shards.count.trailingZeroBitCount))
    }
}

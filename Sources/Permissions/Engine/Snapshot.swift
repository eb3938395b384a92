import Directory
import Identity

/// Policy, tree, posts and grants, compiled for questions: what every request reads.
///
/// It is a value. Readers keep the one that they have while the next is made, and the next shares with it all
/// that didn't change. The times of grants and assignments are inside, so it serves every moment of its
/// `period`, in which neither tree nor policy change; a question about any other moment is refused.
package struct Snapshot: Sendable {
    /// The moments that it can answer for.
    package internal(set) var period: Period
    let policy: CompiledPolicy
    var units: Numbering<UnitID>
    var positions: Numbering<Position>
    /// By unit.
    var labels: [UnitLabel]
    /// The numbers of the units of the tree in depth-first order: by `UnitLabel.first`.
    var order: [UInt32]
    /// By unit.
    var desks: Pieces<UnitDesk>
    /// Chosen by the high bits of a person's hash; a power of two of them.
    var shards: Pieces<PeopleShard>
    /// What the shards say, for decisions.
    var pages: PersonPages
    /// Grants to everyone at a kind of unit: by kind.
    var kindGrants: [GrantList]
    /// What the desks and `kindGrants` say, for decisions.
    var posts: PostTable
    var citizenGrants: GrantList
    /// Every stand-in, also those that found nobody to stand in for.
    var standIns: [GrantID: StandIn]

    /// One of nothing, with room for so many people.
    init(policy: Policy, tree: UnitTree, people: Int) {
        let compiled = CompiledPolicy(policy)
        let units = Numbering(tree.units.map(\.id))
        period = tree.period
        self.policy = compiled
        self.units = units
        positions = Numbering()
        labels = UnitLabel.labels(of: tree, units: units, policy: compiled)
        order = units.names.indices.map { UInt32(clamping: $0) }
        desks = Pieces(repeating: UnitDesk(), count: units.count)
        var shardCount = 1
        while shardCount * 96 < people, shardCount < 1 << 16 { shardCount *= 2 }
        shards = Pieces(repeating: .empty, count: shardCount)
        pages = PersonPages(shards: shardCount)
        kindGrants = Array(repeating: .empty, count: compiled.kinds.count)
        posts = PostTable(units: units.count, kinds: compiled.kinds.count)
        citizenGrants = .empty
        standIns = [:]
    }

    @inline(__always)
    func shardNumber(of hash: UInt64) -> Int {
        // A shift by the whole width, for one shard, gives 0.
        Int(truncatingIfNeeded: hash >> UInt64(64 - shards.count.trailingZeroBitCount))
    }

    /// The number of a unit that is or was named, which it is given if need be.
    mutating func number(naming unit: UnitID) -> Int {
        let number = units.number(naming: unit)
        if number == labels.count {
            labels.append(.absent)
            desks.append(UnitDesk())
        }
        return number
    }

    /// Where a post's unit and position are numbered, if anything ever named them.
    func numbers(of post: Post) -> (unit: UInt32, position: UInt16)? {
        guard let unit = units.number(of: post.unit), let position = positions.number(of: post.position)
        else {
            return nil
        }
        return (UInt32(clamping: unit), UInt16(clamping: position))
    }

    func post(unit: UInt32, position: UInt16) -> Post {
        Post(positions.names[Int(position)], at: units.names[Int(unit)])
    }
}

/// A stand-in as the slow path reads it.
struct StandIn: Sendable {
    let grant: RoleGrant
    /// The one who gave it, and is stood in for.
    let principal: PersonID
    /// The grant that it names.
    let basisID: GrantID
    /// What it stands in for; `nil` when that couldn't be found.
    let basis: Basis?

    struct Basis: Sendable {
        let entry: GrantEntry
        /// The post through which the principal holds it; `nil` when it was given in person.
        let post: (unit: UInt32, position: UInt16)?
    }
}

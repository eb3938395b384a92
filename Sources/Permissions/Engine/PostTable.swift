/// The grants to holders of posts and to everyone at a kind of unit, in one piece of memory, as decisions
/// read them.
///
/// It says the same as the desks and `kindGrants`, from which it is made anew when they change.
struct PostTable: Sendable {
    /// By unit, and one more: where its posts begin in `posts`.
    private let units: [UInt32]
    private let posts: [Post]
    private let kinds: [Span]
    let entries: [GrantEntry]
    /// As in `entries`.
    let receipts: [GrantReceipt]

    private struct Span: Sendable {
        let first, end: UInt32

        @inline(__always) var range: Range<Int> { Int(first)..<Int(end) }
    }

    private struct Post: Sendable {
        let position: UInt16
        let grants: Span
    }

    init(desks: [UnitDesk] = [], kindGrants: [GrantList] = []) {
        var entries: [GrantEntry] = []
        var receipts: [GrantReceipt] = []
        func span(of list: GrantList) -> Span {
            let first = entries.count
            entries += list.entries
            receipts += list.receipts
            return Span(first: UInt32(clamping: first), end: UInt32(clamping: entries.count))
        }
        kinds = kindGrants.map(span)
        var units: [UInt32] = []
        var posts: [Post] = []
        units.reserveCapacity(desks.count + 1)
        for desk in desks {
            units.append(UInt32(clamping: posts.count))
            for (position, grants) in desk.posts {
                posts.append(Post(position: position, grants: span(of: grants)))
            }
        }
        units.append(UInt32(clamping: posts.count))
        self.units = units
        self.posts = posts
        self.entries = entries
        self.receipts = receipts
    }

    /// Where the grants to holders of a post lie in `entries`, denials first.
    @inline(__always)
    func grants(unit: Int, position: UInt16) -> Range<Int> {
        for post in Int(units[unit])..<Int(units[unit + 1]) where posts[post].position == position {
            return posts[post].grants.range
        }
        return 0..<0
    }

    /// Where the grants to everyone at a kind of unit lie in `entries`, denials first; nowhere for units that
    /// aren't in the tree, and for kinds that the policy doesn't know.
    @inline(__always)
    func grants(label: UnitLabel) -> Range<Int> {
        label.isPresent && Int(label.kind) < kinds.count ? kinds[Int(label.kind)].range : 0..<0
    }
}

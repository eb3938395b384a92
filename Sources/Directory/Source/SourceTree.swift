/// The entries of a source as far as they are known, by key, each with the entry above it: where an entry stands is derived.
///
/// A server tells of a unit that moves, and of nothing below it; here its subtree moves with it. What no message can tell
/// (what came along with a unit that moved in, what is left of one that moved out) is in ``unread``.
package struct SourceTree: Sendable {
    let mapping: DirectoryMapping
    let table: AttributeTable
    /// The first stands above everything and is no entry.
    var nodes: [Node]
    var places: [Place: Int32] = [:]
    var byKey: [EntryKey: Int32] = [:]
    var free: [Int32] = []
    var unreadNodes: Set<Int32> = []
    var news = News.everything
    var unkept = UnkeptPages.all

    package init(_ mapping: DirectoryMapping) {
        self.mapping = mapping
        table = AttributeTable(mapping)
        nodes = [Node(part: "", foldedPart: "", parent: Node.nowhere)]
    }

    /// How many entries there are.
    package var count: Int { byKey.count }

    package var keys: Dictionary<EntryKey, Int32>.Keys { byKey.keys }

    package func contains(_ key: EntryKey) -> Bool { byKey[key] != nil }

    /// Where an entry stands now; `nil` for one that isn't there, and for one whose place another has taken.
    package func name(of key: EntryKey) -> DistinguishedName? {
        byKey[key].flatMap { text(of: $0) }.flatMap(DistinguishedName.init)
    }

    /// The subtrees that have to be read again, the topmost only, in the order of their names.
    package var unread: [DistinguishedName] {
        unreadNodes.filter { !ancestors(of: $0).contains(where: unreadNodes.contains) }
            .compactMap { text(of: $0) }.sorted().compactMap(DistinguishedName.init)
    }

    /// One entry, or the place of one that we can't see.
    struct Node: Sendable {
        /// `nil` of what is only known by what stands below it.
        var key: EntryKey?
        /// The entry's own part of its name, as RFC 4514 writes it, and as it's compared.
        var part: String
        var foldedPart: String
        var parent: Int32
        var childCount: Int32 = 0
        var role = Role.other
        var values: PackedValues?

        static let nowhere: Int32 = -1
        static let top: Int32 = 0

        /// Whether both say the same, wherever they stand.
        func isSame(as other: Node) -> Bool {
            key == other.key && role == other.role && values == other.values
                && part.utf8.elementsEqual(other.part.utf8)
        }
    }

    enum Role: UInt8, Sendable {
        case unit, person, group, other
    }

    struct Place: Hashable, Sendable {
        let parent: Int32
        let foldedPart: String
    }

    /// How many entries are people.
    var peopleCount: Int { nodes.count { $0.role == .person } }

    /// The entries above one, the nearest first.
    func ancestors(of node: Int32) -> some Sequence<Int32> {
        sequence(first: nodes[Int(node)].parent) { nodes[Int($0)].parent }.lazy.prefix { $0 > Node.top }
    }

    /// The name of what stands there; `nil` where its place has been taken.
    func text(of node: Int32) -> String? {
        var (length, current) = (nodes[Int(node)].part.utf8.count, nodes[Int(node)].parent)
        while current > Node.top {
            length += 1 + nodes[Int(current)].part.utf8.count
            current = nodes[Int(current)].parent
        }
        guard current == Node.top else { return nil }
        var text = ""
        text.reserveCapacity(length)
        text += nodes[Int(node)].part
        for above in ancestors(of: node) {
            text += ","
            text += nodes[Int(above)].part
        }
        return text
    }

    /// What stands at a name.
    func node(at name: DistinguishedName) -> Int32? { node(at: name.parts) }

    /// - Parameter parts: of a name, the nearest first.
    func node(at parts: [DistinguishedName.Part]) -> Int32? {
        var current = Node.top
        for part in parts.reversed() {
            guard let next = places[Place(parent: current, foldedPart: part.folded.text)] else { return nil }
            current = next
        }
        return current
    }
}

extension SourceTree: Equatable {
    /// Whether both have the same entries at the same places, whichever way they came to know it.
    package static func == (left: SourceTree, right: SourceTree) -> Bool {
        left.mapping == right.mapping && left.count == right.count
            && left.byKey.allSatisfy { key, node in
                guard let other = right.byKey[key] else { return false }
                let (one, two) = (left.nodes[Int(node)], right.nodes[Int(other)])
                return one.role == two.role && one.values == two.values && left.text(of: node) == right.text(of: other)
            }
    }
}

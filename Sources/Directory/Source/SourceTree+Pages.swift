// A tree as text, some entries a page, so that it can be kept, and what changes of it with it.
extension SourceTree {
    /// Few enough for one change to write little, and enough for a hundred thousand entries to be some thousand rows.
    static let nodesOfPage = 64

    /// Which pages aren't kept as they are now.
    package enum UnkeptPages: Hashable, Sendable {
        case all
        case these(Set<Int>)

        package func numbers(of tree: SourceTree) -> [Int] {
            let count = (tree.nodes.count + SourceTree.nodesOfPage - 1) / SourceTree.nodesOfPage
            return switch self {
            case .all: Array(0..<count)
            case .these(let pages): pages.sorted()
            }
        }
    }

    /// What has to be kept, which then is.
    package mutating func takeUnkept() -> UnkeptPages {
        defer { unkept = .these([]) }
        return unkept
    }

    /// A node says something else: what is kept of it isn't true any more.
    mutating func touch(_ node: Int32) {
        guard case .these(var pages) = unkept else { return }
        unkept = .these([])
        pages.insert(Int(node) / Self.nodesOfPage)
        unkept = .these(pages)
    }

    /// One page as it is now.
    package func page(_ number: Int) -> String {
        var text: [UInt8] = []
        let first = number * Self.nodesOfPage
        for node in nodes[first..<min(first + Self.nodesOfPage, nodes.count)] { node.append(to: &text) }
        return String(decoding: text, as: UTF8.self)
    }

    /// Puts a tree together of its pages, in their order.
    package struct Binder: Sendable {
        private var tree: SourceTree
        private var isWhole = true

        package init(_ mapping: DirectoryMapping) {
            tree = SourceTree(mapping)
            tree.nodes = []
        }

        package mutating func add(_ page: String) {
            var reader = PackedReader(Array(page.utf8))
            while !reader.isAtEnd, isWhole {
                if let node = Node(&reader) { tree.nodes.append(node) } else { isWhole = false }
            }
        }

        /// - Returns: the tree, in which nothing is new; `nil` where the pages are none.
        package mutating func bound() -> SourceTree? {
            guard isWhole, let top = tree.nodes.first, top.parent == Node.nowhere, tree.hangTogether() else {
                return nil
            }
            _ = (tree.takeNews(), tree.takeUnkept())
            return tree
        }
    }

    /// In which form pages are, and of what: whatever of a mapping or of us decides what stands in them. What was kept in
    /// another form is read anew.
    package static func form(of mapping: DirectoryMapping) -> String {
        let groups = mapping.person.groups.map { "\($0.dn.folded.text) \($0.member)" }
        let parts =
            ["1", mapping.base.folded.text, "\(mapping.key)", mapping.filter.text, mapping.unit.filter.text]
            + [mapping.person.filter.text, mapping.unit.code.text] + groups + AttributeTable(mapping).names.map(\.text)
        return parts.joined(separator: "\n")
    }

    /// Finds places, keys and what is free again; whether every entry is below another that is there.
    private mutating func hangTogether() -> Bool {
        byKey.reserveCapacity(nodes.count)
        places.reserveCapacity(nodes.count)
        for place in nodes.indices.dropFirst() {
            let (number, node) = (Int32(place), nodes[place])
            if let key = node.key, byKey.updateValue(number, forKey: key) != nil { return false }
            guard node.parent != Node.nowhere else {
                if node.key == nil { free.append(number) }
                continue
            }
            guard nodes.indices.contains(Int(node.parent)) else { return false }
            nodes[Int(node.parent)].childCount += 1
            let stands = Place(parent: node.parent, foldedPart: node.foldedPart)
            guard places.updateValue(number, forKey: stands) == nil else { return false }
        }
        return nodes.indices.allSatisfy { endsSomewhere(Int32($0)) }
    }

    /// Whether the way up ends: what stands on a circle would be looked for without end.
    private func endsSomewhere(_ node: Int32) -> Bool {
        var (current, steps) = (nodes[Int(node)].parent, 0)
        while current > Node.top, steps <= nodes.count { (current, steps) = (nodes[Int(current)].parent, steps + 1) }
        return current <= Node.top
    }
}

extension SourceTree.Node {
    private enum Sign {
        static let key = UInt8(ascii: "k"), noKey = UInt8(ascii: "-")
        static let same = UInt8(ascii: "="), other = UInt8(ascii: "~")
    }

    fileprivate func append(to text: inout [UInt8]) {
        text.append(key == nil ? Sign.noKey : Sign.key)
        if let key { Self.append(key.description, to: &text) }
        PackedNumber.append(Int(parent) + 1, .whole, to: &text)
        PackedNumber.append(Int(role.rawValue), .short, to: &text)
        Self.append(part, to: &text)
        let isSame = part.utf8.elementsEqual(foldedPart.utf8)
        text.append(isSame ? Sign.same : Sign.other)
        if !isSame { Self.append(foldedPart, to: &text) }
        PackedNumber.append(values?.text.count ?? 0, .whole, to: &text)
        if let values { text += values.text }
    }

    private static func append(_ string: String, to text: inout [UInt8]) {
        PackedNumber.append(string.utf8.count, .whole, to: &text)
        text += string.utf8
    }

    fileprivate init?(_ reader: inout PackedReader) {
        var key: EntryKey?
        switch reader.octet() {
        case Sign.noKey: break
        case Sign.key:
            guard let read = reader.string().flatMap({ EntryKey($0) }) else { return nil }
            key = read
        default: return nil
        }
        guard let above = reader.number(.whole), let parent = Int32(exactly: above - 1),
            let role = reader.number(.short).flatMap(UInt8.init(exactly:)).flatMap(SourceTree.Role.init),
            let part = reader.string(), let sign = reader.octet(),
            let foldedPart = sign == Sign.same ? part : reader.string(),
            let count = reader.number(.whole), let values = reader.octets(count)
        else { return nil }
        self.init(key: key, part: part, foldedPart: foldedPart, parent: parent, role: role)
        self.values = key == nil ? nil : PackedValues(text: Array(values))
    }
}

extension SourceTree {
    /// Where the entries above others stand, by the names that were sent, for as long as nothing moves: most entries share
    /// theirs, and folding every part of every name is most of the work of a whole reading.
    package struct Superiors: Sendable {
        fileprivate var nodes: [DistinguishedName.Superior: Int32] = [:]

        package init() {}
    }

    /// Takes an entry that was added, changed, renamed or moved.
    package mutating func apply(_ entry: SourceEntry) {
        var superiors = Superiors()
        put(entry, isWhole: false, &superiors)
    }

    /// Takes a part of a whole reading: what is below its entries is in the same reading.
    /// - Parameter superiors: handed from one part to the next; what else changes the tree in between makes them wrong.
    package mutating func add(_ entries: some Sequence<SourceEntry>, _ superiors: inout Superiors) {
        for entry in entries { put(entry, isWhole: true, &superiors) }
    }

    /// Takes what is whole by itself.
    package mutating func add(_ entries: some Sequence<SourceEntry>) {
        var superiors = Superiors()
        add(entries, &superiors)
    }

    /// Takes an entry away. What stood below it and wasn't taken away is ``unread``.
    package mutating func remove(_ key: EntryKey) {
        guard let node = byKey.removeValue(forKey: key) else { return }
        note(node)
        nodes[Int(node)].key = nil
        nodes[Int(node)].values = nil
        nodes[Int(node)].role = .other
        touch(node)
        unreadNodes.insert(node)
        release(node)
    }

    /// Takes everything away that a server doesn't name (the present phase of RFC 4533 §3.3.2).
    package mutating func retain(_ keys: Set<EntryKey>) {
        for key in Array(byKey.keys) where !keys.contains(key) { remove(key) }
    }

    /// Forgets what was known for a whole reading.
    package mutating func replaceAll(with entries: some Sequence<SourceEntry>) {
        self = SourceTree(mapping)
        add(entries)
    }

    /// Takes a whole reading of a subtree, its topmost entry included.
    /// - Parameters:
    ///   - known: what was known there when the reading began, and is gone where it wasn't found; what is there now, if it
    ///     isn't said.
    ///   - told: of which there was word since the reading began. That is newer than what was read.
    package mutating func replaceSubtree(
        at name: DistinguishedName, with entries: some Sequence<SourceEntry>, of known: [EntryKey]? = nil,
        butFor told: Set<EntryKey> = []
    ) {
        let before = known ?? keys(below: name)
        var found = told
        var superiors = Superiors()
        for entry in entries where found.insert(entry.key).inserted { put(entry, isWhole: true, &superiors) }
        for key in before where !found.contains(key) { remove(key) }
        guard let top = node(at: name) else { return }
        unreadNodes = unreadNodes.filter { node in
            let isRead = node == top || ancestors(of: node).contains(top)
            return !isRead || nodes[Int(node)].key.map(told.contains) ?? false
        }
    }

    /// - Parameter isWhole: whether what is below the entry is read as well.
    private mutating func put(_ entry: SourceEntry, isWhole: Bool, _ superiors: inout Superiors) {
        guard let part = entry.name.own else { return }
        let text = part.text
        let foldedPart = part.isFolded ? text : part.folded.text
        let known = byKey[entry.key]
        let before = known.map { Place(parent: nodes[Int($0)].parent, foldedPart: nodes[Int($0)].foldedPart) }
        // Off its place first: the entry that it moves below may bear the name that it had.
        let stays = before.map { $0.foldedPart == foldedPart && isContainer($0.parent, of: entry.name, &superiors) }
        if let before, let known, stays != true {
            if places[before] == known { places[before] = nil }
            superiors.nodes = [:]
        }
        let parent = container(of: entry.name, &superiors)
        let place = Place(parent: parent, foldedPart: foldedPart)
        let node = known ?? claim(place)
        if let occupant = places[place], occupant != node { superiors.nodes = [:] }
        if place != before { move(node, from: before?.parent, to: place) }
        places[place] = node
        byKey[entry.key] = node
        fill(node, entry, text, foldedPart, isMoved: place != before)
        if !isWhole, place != before, nodes[Int(node)].role != .person { unreadNodes.insert(node) }
    }

    /// Whether a place is that of the entry right above a name.
    private func isContainer(_ node: Int32, of name: DistinguishedName, _ superiors: inout Superiors) -> Bool {
        let above = name.superior
        guard let found = superiors.nodes[above] ?? self.node(at: above.parts) else { return false }
        superiors.nodes[above] = found
        return found == node
    }

    private mutating func fill(
        _ node: Int32, _ entry: SourceEntry, _ text: String, _ foldedPart: String, isMoved: Bool
    ) {
        let old = nodes[Int(node)]
        var new = old
        (new.key, new.part, new.foldedPart, new.role) = (entry.key, text, foldedPart, role(of: entry))
        new.values = PackedValues(entry.toldValues, of: table)
        if !isMoved, new.isSame(as: old) { return }
        touch(node)
        // As what it was, and as what it is.
        if isMoved || new.role != old.role { note(node) }
        nodes[Int(node)] = new
        if isMoved || new.role != old.role { note(node) } else { note(change: old, to: new, entry.key) }
    }

    /// Where the entry above stands; what isn't known gets a place.
    private mutating func container(of name: DistinguishedName, _ superiors: inout Superiors) -> Int32 {
        let above = name.superior
        if let node = superiors.nodes[above] { return node }
        var (current, rest) = (Node.top, above.parts[...])
        // Entries come after those above them, as a rule.
        if let node = superiors.nodes[DistinguishedName.Superior(Array(rest.dropFirst()))] {
            (current, rest) = (node, rest.prefix(1))
        }
        for part in rest.reversed() {
            let place = Place(parent: current, foldedPart: part.folded.text)
            if let next = places[place] {
                current = next
                continue
            }
            let next = make(Node(part: part.text, foldedPart: place.foldedPart, parent: current))
            nodes[Int(current)].childCount += 1
            places[place] = next
            current = next
        }
        superiors.nodes[above] = current
        return current
    }

    /// The place of an entry that is known by what stands below it, or another one.
    private mutating func claim(_ place: Place) -> Int32 {
        if let node = places[place], nodes[Int(node)].key == nil { return node }
        return make(Node(part: "", foldedPart: place.foldedPart, parent: Node.nowhere))
    }

    private mutating func move(_ node: Int32, from before: Int32?, to place: Place) {
        if let occupant = places[place], occupant != node { displace(occupant, by: node) }
        guard nodes[Int(node)].parent != place.parent else { return }
        nodes[Int(node)].parent = place.parent
        touch(node)
        nodes[Int(place.parent)].childCount += 1
        if let before, before != Node.nowhere {
            nodes[Int(before)].childCount -= 1
            release(before)
        }
    }

    /// Two entries can't stand at one place: the older one has moved or is gone, and we'll hear of it. What stands below
    /// a place without an entry is the new one's.
    private mutating func displace(_ occupant: Int32, by node: Int32) {
        let place = Place(parent: nodes[Int(occupant)].parent, foldedPart: nodes[Int(occupant)].foldedPart)
        places[place] = nil
        note(occupant)
        if nodes[Int(occupant)].key == nil {
            for child in nodes.indices where nodes[child].parent == occupant {
                note(Int32(child))
                touch(Int32(child))
                let below = Place(parent: node, foldedPart: nodes[child].foldedPart)
                places[Place(parent: occupant, foldedPart: nodes[child].foldedPart)] = nil
                if let other = places[below], other != Int32(child) { displace(other, by: Int32(child)) }
                nodes[child].parent = node
                nodes[Int(node)].childCount += 1
                places[below] = Int32(child)
            }
            nodes[Int(occupant)].childCount = 0
        }
        let parent = nodes[Int(occupant)].parent
        nodes[Int(occupant)].parent = Node.nowhere
        touch(occupant)
        if parent != Node.nowhere { nodes[Int(parent)].childCount -= 1 }
        release(occupant)
    }

    private mutating func make(_ node: Node) -> Int32 {
        if let place = free.popLast() {
            nodes[Int(place)] = node
            touch(place)
            return place
        }
        nodes.append(node)
        touch(Int32(nodes.count - 1))
        return Int32(nodes.count - 1)
    }

    /// Gives up places that no entry is at or below.
    private mutating func release(_ node: Int32) {
        var current = node
        while current != Node.top, nodes[Int(current)].key == nil, nodes[Int(current)].childCount == 0 {
            let parent = nodes[Int(current)].parent
            let place = Place(parent: parent, foldedPart: nodes[Int(current)].foldedPart)
            if places[place] == current { places[place] = nil }
            unreadNodes.remove(current)
            nodes[Int(current)] = Node(part: "", foldedPart: "", parent: Node.nowhere)
            touch(current)
            free.append(current)
            guard parent != Node.nowhere else { return }
            nodes[Int(parent)].childCount -= 1
            current = parent
        }
    }

    /// The keys of a subtree, its topmost entry's included.
    package func keys(below name: DistinguishedName) -> [EntryKey] {
        guard let top = node(at: name) else { return [] }
        return byKey.filter { $0.value == top || ancestors(of: $0.value).contains(top) }.map(\.key)
    }

    private func role(of entry: SourceEntry) -> Role {
        let values = { (name: AttributeName) in entry.attributes.values(of: name.text) }
        if mapping.unit.filter.matches(values) { return .unit }
        if mapping.person.filter.matches(values) { return .person }
        guard !mapping.person.groups.isEmpty else { return .other }
        let name = entry.name.folded
        return mapping.person.groups.contains { $0.dn.folded == name } ? .group : .other
    }
}

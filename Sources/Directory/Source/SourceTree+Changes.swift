extension SourceTree {
    /// Takes an entry that was added, changed, renamed or moved.
    package mutating func apply(_ entry: SourceEntry) {
        var containers: Containers = [:]
        put(entry, isWhole: false, &containers)
    }

    /// Takes a part of a whole reading: what is below its entries is in the same reading.
    package mutating func add(_ entries: some Sequence<SourceEntry>) {
        var containers: Containers = [:]
        for entry in entries { put(entry, isWhole: true, &containers) }
    }

    /// Takes an entry away. What stood below it and wasn't taken away is ``unread``.
    package mutating func remove(_ key: EntryKey) {
        guard let node = byKey.removeValue(forKey: key) else { return }
        nodes[Int(node)].key = nil
        nodes[Int(node)].values = nil
        nodes[Int(node)].role = .other
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
    package mutating func replaceSubtree(
        at name: DistinguishedName, with entries: some Sequence<SourceEntry>
    ) {
        let before = node(at: name).map(keysBelow) ?? []
        var found: Set<EntryKey> = []
        var containers: Containers = [:]
        for entry in entries {
            found.insert(entry.key)
            put(entry, isWhole: true, &containers)
        }
        for key in before where !found.contains(key) { remove(key) }
        guard let top = node(at: name) else { return }
        unreadNodes = unreadNodes.filter { $0 != top && !ancestors(of: $0).contains(top) }
    }

    /// Where the entries above others stand, by the names that were sent: most entries share theirs, and folding every part
    /// of every name is most of the work of a whole reading.
    private typealias Containers = [DistinguishedName: Int32]

    /// - Parameters:
    ///   - isWhole: whether what is below the entry is read as well.
    ///   - containers: those that were found before, as long as nothing moves.
    private mutating func put(_ entry: SourceEntry, isWhole: Bool, _ containers: inout Containers) {
        guard let part = entry.name.parts.first else { return }
        let (text, folded) = (part.text, part.folded.text)
        let foldedPart = text == folded ? text : folded
        let known = byKey[entry.key]
        let before = known.map { Place(parent: nodes[Int($0)].parent, foldedPart: nodes[Int($0)].foldedPart) }
        // Off its place first: the entry that it moves below may bear the name that it had.
        if let before, let known {
            if places[before] == known { places[before] = nil }
            containers = [:]
        }
        let parent = container(of: entry.name, &containers)
        let place = Place(parent: parent, foldedPart: foldedPart)
        let node = known ?? claim(place)
        if let occupant = places[place], occupant != node { containers = [:] }
        if place != before { move(node, from: before?.parent, to: place) }
        places[place] = node
        byKey[entry.key] = node
        let role = role(of: entry)
        nodes[Int(node)].key = entry.key
        nodes[Int(node)].part = text
        nodes[Int(node)].foldedPart = foldedPart
        nodes[Int(node)].role = role
        nodes[Int(node)].values = PackedValues(entry.toldValues, of: table)
        if !isWhole, place != before, role != .person { unreadNodes.insert(node) }
    }

    /// Where the entry above stands; what isn't known gets a place.
    private mutating func container(of name: DistinguishedName, _ containers: inout Containers) -> Int32 {
        let above = DistinguishedName(Array(name.parts.dropFirst()))
        if let node = containers[above] { return node }
        var current = Node.top
        for part in name.parts.dropFirst().reversed() {
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
        containers[above] = current
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
        if nodes[Int(occupant)].key == nil {
            for child in nodes.indices where nodes[child].parent == occupant {
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
        if parent != Node.nowhere { nodes[Int(parent)].childCount -= 1 }
        release(occupant)
    }

    private mutating func make(_ node: Node) -> Int32 {
        if let place = free.popLast() {
            nodes[Int(place)] = node
            return place
        }
        nodes.append(node)
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
            free.append(current)
            guard parent != Node.nowhere else { return }
            nodes[Int(parent)].childCount -= 1
            current = parent
        }
    }

    /// The keys of a subtree, its topmost entry's included.
    private func keysBelow(_ top: Int32) -> [EntryKey] {
        byKey.filter { $0.value == top || ancestors(of: $0.value).contains(top) }.map(\.key)
    }

    private func role(of entry: SourceEntry) -> Role {
        let values = { (name: AttributeName) in entry.attributes[name.text] ?? [] }
        if mapping.unit.filter.matches(values) { return .unit }
        if mapping.person.filter.matches(values) { return .person }
        guard !mapping.person.groups.isEmpty else { return .other }
        let name = entry.name.folded
        return mapping.person.groups.contains { $0.dn.folded == name } ? .group : .other
    }
}

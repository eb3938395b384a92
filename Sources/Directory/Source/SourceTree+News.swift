extension SourceTree {
    /// What of a tree is new since somebody last took its news: of whom a plan may have something else to say now.
    package struct News: Hashable, Sendable {
        /// Whose own entries came, went or say something else.
        package var people: Set<EntryKey> = []
        /// Whether a unit says something else of itself.
        package var hasUnits = false
        /// Whether what is read of anybody may differ: a unit or what stands above others came, went or moved, a unit's code
        /// or a group is another. Who it is, isn't told then.
        package var isReshaped = false

        package init() {}

        package var isEmpty: Bool { people.isEmpty && !hasUnits && !isReshaped }

        static var everything: News {
            var news = News()
            news.reshape()
            return news
        }

        mutating func add(_ person: EntryKey) {
            if !isReshaped { people.insert(person) }
        }

        mutating func reshape() {
            isReshaped = true
            people = []
        }
    }

    /// What is new, which then isn't any more. Of a tree that nobody has asked yet, everything is.
    package mutating func takeNews() -> News {
        defer { news = News() }
        return news
    }

    /// An entry comes to its place, leaves it, or becomes something else. Somebody without entries below is nobody else's
    /// concern.
    mutating func note(_ node: Int32) {
        let entry = nodes[Int(node)]
        if entry.role == .person, entry.childCount == 0 {
            if let key = entry.key { news.add(key) }
        } else if entry.role != .other || entry.childCount > 0 {
            news.reshape()
        }
    }

    /// An entry stays where and what it is, and may say something else.
    mutating func note(change old: Node, to new: Node, _ key: EntryKey) {
        switch new.role {
        case .person: news.add(key)
        case .unit:
            news.hasUnits = true
            if code(of: old) != code(of: new) { news.reshape() }
        case .group: news.reshape()
        case .other: break
        }
    }

    private func code(of unit: Node) -> PackedValues.Found? {
        table.place(of: mapping.unit.code).flatMap { unit.values?.found(at: $0) }
    }
}

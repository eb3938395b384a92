/// A source at a moment: its units, and its people as far as somebody asks for them.
///
/// Of a hundred thousand people a plan has something to say of a few. They are read from their entries whenever they are
/// looked at, and it's kept only of whom something changes.
package struct DirectorySurvey: Sendable {
    /// All but the people; what else is found to be isolated is put in here too.
    package var units: DirectoryReading
    var people: PersonReading

    init(units: DirectoryReading, people: PersonReading) {
        self.units = units
        self.people = people
    }

    var tree: SourceTree { people.tree }

    /// Whether there may be something to say of anybody: nobody's posts are known.
    package var isIncomplete: Bool { people.isIncomplete }

    /// - Parameter keys: whom to read; `nil` for everybody.
    package func reading(of keys: Set<EntryKey>?) -> DirectoryReading {
        var (reading, people) = (units, people)
        let entries =
            keys.map { keys in
                keys.compactMap { key in tree.byKey[key].map { (key: key, node: $0) } }
                    .filter { tree.nodes[Int($0.node)].role == .person }
            } ?? tree.entries(as: .person)
        people.read(tree.placed(entries, noting: &reading), into: &reading)
        reading.unseenActivity = people.unseenActivity()
        reading.peopleElsewhere = keys == nil ? 0 : tree.peopleCount - entries.count
        return reading
    }
}

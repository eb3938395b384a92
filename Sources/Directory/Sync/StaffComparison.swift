import Identity

/// Goes through everybody whom the records have of a source, and says at whom a plan has to look: of anybody else
/// ``SyncPlanner`` has nothing to say, as long as whoever shares a number, a user name or a person with them is looked at
/// too (Operations/StaffScope).
package struct StaffComparison {
    private let units: SyncPlanner.StandingUnits
    private let moment: Instant
    private var people: PersonReading
    /// What is found on the way; the reading of whom somebody looks at says it again.
    private var scratch = DirectoryReading()
    /// Whether the records have the entry, by its place in the tree.
    private var isTaken: [Bool]
    private var numbers: [(hash: Int, node: Int32)] = []
    private var names: [(hash: Int, node: Int32)] = []
    private var differing: Set<EntryKey> = []
    /// From when on time alone changes what is read of somebody.
    package private(set) var due: [EntryKey: Instant] = [:]

    private var tree: SourceTree { people.tree }

    /// - Parameter units: as the plan leaves them.
    package init(_ survey: DirectorySurvey, units: SyncPlanner.StandingUnits) {
        (people, self.units, moment) = (survey.people, units, survey.people.moment)
        isTaken = Array(repeating: false, count: survey.tree.nodes.count)
    }

    /// - Parameter isNameOfAnother: whether their user name is, or was, somebody else's.
    package mutating func take(_ key: EntryKey, _ known: KnownStaff, isNameOfAnother: Bool) {
        guard let node = tree.byKey[key], tree.nodes[Int(node)].role == .person else {
            if known.isActive { differing.insert(key) }
            return
        }
        isTaken[Int(node)] = true
        guard let told = told(key, node), agrees(told, known), !isNameOfAnother || !told.isActive else {
            differing.insert(key)
            return
        }
    }

    /// - Returns: at whom to look.
    package mutating func finish() -> Set<EntryKey> {
        for (key, node) in tree.entries(as: .person) where !isTaken[Int(node)] {
            // Who isn't known and doesn't work here is nobody's business.
            if told(key, node)?.isActive ?? true { differing.insert(key) }
        }
        for list in [numbers, names] {
            let sorted = list.sorted { $0.hash < $1.hash }
            for (one, other) in zip(sorted, sorted.dropFirst()) where one.hash == other.hash {
                for node in [one.node, other.node] {
                    if let key = tree.nodes[Int(node)].key { differing.insert(key) }
                }
            }
        }
        return differing
    }

    /// `nil` for an entry that can't be read, or only in part.
    private mutating func told(_ key: EntryKey, _ node: Int32) -> PersonReading.Told? {
        let told: PersonReading.Told
        do throws(Unreadable) {
            guard tree.fault(of: node) == nil else { return nil }
            told = try people.told(node, &scratch)
        } catch { return nil }
        if let moment = told.due { due[key] = moment }
        if told.isActive {
            if let number = told.details.number { numbers.append((number.hashValue, node)) }
            if let name = told.details.username { names.append((name.hashValue, node)) }
        }
        return told.isDoubtful ? nil : told
    }

    /// Whether a plan leaves somebody as they are.
    private func agrees(_ told: PersonReading.Told, _ known: KnownStaff) -> Bool {
        guard told.isActive == known.isActive else { return false }
        guard told.isActive else { return true }
        guard PersonPlanning.kinds(from: known.details, to: told.details).isEmpty,
            told.posts.allSatisfy({ $0.counts(at: units.alive, moment) && !units.disputed.contains($0.post.unit) })
        else { return false }
        let (ended, begun) = PersonPlanning.difference(known.posts, told.posts, at: moment)
        return ended.isEmpty && begun.isEmpty
    }
}

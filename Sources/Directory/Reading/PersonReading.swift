import Accounts
import Identity
import Wire

/// The staff of a source, with their posts.
struct PersonReading {
    let mapping: DirectoryMapping
    let tree: SourceTree
    let moment: Instant
    private var posts: PostReading
    /// Posts that somebody is in: most people share theirs with others.
    private var shared: Set<Set<ReadPost>> = []

    init(
        mapping: DirectoryMapping, rules: DirectoryRules, tree: SourceTree, moment: Instant, codes: [Int32: UnitID]
    ) {
        (self.mapping, self.tree, self.moment) = (mapping, tree, moment)
        posts = PostReading(mapping: mapping, rules: rules, tree: tree, codes: codes)
    }

    /// What an entry says of somebody.
    struct Told {
        let details: StaffDetails
        let isActive: Bool
        let posts: Set<ReadPost>
        /// Whether a part of it couldn't be taken.
        let isDoubtful: Bool
        /// From when on it says something else by itself.
        let due: Instant?
    }

    /// Whether nobody's posts are known.
    var isIncomplete: Bool { posts.isIncomplete }

    /// Attributes by which somebody would be known to have left, and of which no entry of the whole source has a value,
    /// whomever a plan looks at. It is known where everybody has been gone through, or each attribute was found.
    func unseenActivity() -> Set<AttributeName> {
        var unseen = Set(mapping.person.active.map(\.attribute))
        for node in tree.nodes where node.role == .person {
            guard !unseen.isEmpty else { break }
            let values = EntryValues(node.values, of: tree.table)
            unseen = unseen.filter { !values.has($0) }
        }
        return unseen
    }

    mutating func readGroups(into reading: inout DirectoryReading) { posts.readGroups(into: &reading) }

    mutating func read(_ entries: [PlacedEntry], into reading: inout DirectoryReading) {
        var people: [ReadPerson] = []
        people.reserveCapacity(entries.count)
        for entry in entries {
            guard !posts.isIncomplete else {
                // Whoever isn't named by the part of a group that came may be named by the rest.
                reading.isolated.insert(entry.key)
                continue
            }
            do throws(Unreadable) {
                let told = try told(entry.node, &reading)
                if told.isDoubtful { reading.withheld.insert(entry.key) }
                if let due = told.due { reading.due[entry.key] = due }
                people.append(
                    ReadPerson(
                        key: entry.key, name: entry.name, details: told.details, isActive: told.isActive,
                        posts: shared.insert(told.posts).memberAfterInsert))
            } catch {
                reading.isolate(entry.key, error.kind, dn: entry.dn)
            }
        }
        reading.people = withoutTwins(people, &reading)
    }

    mutating func told(_ node: Int32, _ reading: inout DirectoryReading) throws(Unreadable) -> Told {
        let rule = mapping.person
        let values = EntryValues(tree.nodes[Int(node)].values, of: tree.table)
        let details = StaffDetails(
            number: try values.only(rule.number, CitizenNumber.init),
            username: try values.only(rule.username, Username.init),
            name: try values.line(rule.name),
            mail: try values.line([rule.mail].compactMap { $0 }),
            phone: try values.line([rule.phone].compactMap { $0 }),
            kind: try accountKind(values),
            givenName: try values.line([rule.givenName].compactMap { $0 }),
            familyName: try values.line([rule.familyName].compactMap { $0 }),
            locale: try values.line([rule.locale].compactMap { $0 }))
        var (isActive, due): (Bool, Instant?) = (true, nil)
        for condition in rule.active where isActive {
            isActive = try holds(condition, values)
            if case .until(let attribute) = condition, isActive {
                due = earlier(due, try values.only(attribute, AccountEnd.init)?.moment)
            }
        }
        let found = isActive ? try posts.posts(of: node, values, &reading) : (posts: [], isDoubtful: false)
        for post in found.posts { due = earlier(earlier(due, post.from), post.until) }
        return Told(
            details: details, isActive: isActive, posts: found.posts, isDoubtful: found.isDoubtful, due: due)
    }

    /// The earlier of two moments that are still to come.
    private func earlier(_ one: Instant?, _ other: Instant?) -> Instant? {
        guard let other, other > moment else { return one }
        return min(one ?? other, other)
    }

    private func accountKind(_ values: EntryValues) throws(Unreadable) -> AccountKind {
        let rule = mapping.person.accountKind
        return try values.only(rule.attribute) { text in
            rule.words.isEmpty ? AccountKind(rawValue: text.lowercased()) : rule.words[FoldedWord(text)]
        } ?? rule.usual
    }

    private func holds(_ condition: ActiveRule, _ values: EntryValues) throws(Unreadable) -> Bool {
        switch condition {
        case .unless(let attribute, let words):
            return try values.texts(attribute).allSatisfy { !words.contains(FoldedWord($0)) }
        case .bit(let attribute, let mask, let state):
            guard let number = try values.only(attribute, { Int64($0) }) else { return true }
            return (number & mask != 0) != (state == .set)
        case .until(let attribute):
            guard let end = try values.only(attribute, AccountEnd.init) else { return true }
            return end.moment.map { moment < $0 } ?? true
        case .locked(let attribute):
            return try values.only(attribute) != "000001010000Z"
        }
    }

    /// Of two people at work with one number, or with one user name, nobody knows who is meant.
    private func withoutTwins(_ people: [ReadPerson], _ reading: inout DirectoryReading) -> [ReadPerson] {
        let (numbers, names) = (twins(people) { $0.details.number }, twins(people) { $0.details.username })
        guard !numbers.isEmpty || !names.isEmpty else { return people }
        return people.filter { person in
            guard person.isActive else { return true }
            let sameNumber = person.details.number.flatMap { numbers[$0]?.first { people[$0].key != person.key } }
            if let sameNumber {
                reading.isolate(person.key, .duplicateNumber(other: people[sameNumber].dn), dn: person.dn)
                reading.disputed.append(person.details)
                return false
            }
            let sameName = person.details.username.flatMap { names[$0]?.first { people[$0].key != person.key } }
            if let name = person.details.username, let sameName {
                reading.isolate(person.key, .duplicateUsername(name, other: people[sameName].dn), dn: person.dn)
                reading.disputed.append(person.details)
                return false
            }
            return true
        }
    }

    /// The places of people at work who have something that somebody else has too. Whoever may be is found by a number
    /// that stands for it, so that what a hundred thousand people have isn't gathered once more.
    private func twins<Value: Hashable>(
        _ people: [ReadPerson], _ value: (ReadPerson) -> Value?
    ) -> [Value: [Int]] {
        var hashes: [(hash: Int, place: Int)] = []
        hashes.reserveCapacity(people.count)
        for (place, person) in people.enumerated() where person.isActive {
            if let value = value(person) { hashes.append((value.hashValue, place)) }
        }
        hashes.sort { ($0.hash, $0.place) < ($1.hash, $1.place) }
        var twins: [Value: [Int]] = [:]
        var rest = hashes[...]
        while let first = rest.first {
            let alike = rest.prefix { $0.hash == first.hash }
            rest = rest.dropFirst(alike.count)
            guard alike.count > 1 else { continue }
            for (_, place) in alike {
                if let value = value(people[place]) { twins[value, default: []].append(place) }
            }
        }
        return twins.filter { $0.value.count > 1 }
    }
}

/// The end of an account, in the ways in which directories write one.
struct AccountEnd {
    /// `nil` for never.
    let moment: Instant?

    init?(_ text: String) {
        if text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            guard let ticks = Int64(text) else { return nil }
            // 100 ns since 1601 ([MS-ADTS] §2.3.1): 0 and the largest are never.
            moment =
                ticks == 0 || ticks == .max
                ? nil : Instant(millisecondsSince1970: ticks / 10_000 - 11_644_473_600_000)
        } else if let moment = HueTime.moment(text) ?? Instant(generalizedTime: text) {
            self.moment = moment
        } else {
            return nil
        }
    }
}

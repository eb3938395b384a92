import Accounts
import Identity
import Wire

/// The staff of a source, with their posts.
struct PersonReading {
    let mapping: DirectoryMapping
    let tree: SourceTree
    let moment: Instant
    private var posts: PostReading
    private var unseenActivity: Set<AttributeName>

    init(
        mapping: DirectoryMapping, rules: DirectoryRules, tree: SourceTree, moment: Instant, codes: [Int32: UnitID]
    ) {
        (self.mapping, self.tree, self.moment) = (mapping, tree, moment)
        unseenActivity = Set(mapping.person.active.map(\.attribute))
        posts = PostReading(mapping: mapping, rules: rules, tree: tree, codes: codes)
    }

    mutating func read(_ entries: [PlacedEntry], into reading: inout DirectoryReading) {
        posts.readGroups(into: &reading)
        var people: [ReadPerson] = []
        for entry in entries {
            guard !posts.isIncomplete else {
                // Whoever isn't named by the part of a group that came may be named by the rest.
                reading.isolated.insert(entry.key)
                continue
            }
            do throws(Unreadable) {
                people.append(try person(entry, &reading))
            } catch {
                reading.isolate(entry.key, error.kind, dn: entry.dn)
            }
        }
        reading.people += withoutTwins(people, &reading)
        reading.unseenActivity = unseenActivity
    }

    private mutating func person(
        _ entry: PlacedEntry, _ reading: inout DirectoryReading
    ) throws(Unreadable) -> ReadPerson {
        let rule = mapping.person
        let values = EntryValues(tree.nodes[Int(entry.node)].values, of: tree.table, dn: entry.dn)
        unseenActivity = unseenActivity.filter { !values.has($0) }
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
        var isActive = true
        for condition in rule.active where isActive { isActive = try holds(condition, values) }
        return ReadPerson(
            key: entry.key, dn: entry.dn, details: details, isActive: isActive,
            posts: isActive ? try posts.posts(of: entry, values, &reading) : [])
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
        let active = people.filter(\.isActive)
        let numbers = Dictionary(grouping: active.filter { $0.details.number != nil }, by: \.details.number)
        let names = Dictionary(grouping: active.filter { $0.details.username != nil }, by: \.details.username)
        return people.filter { person in
            guard person.isActive else { return true }
            let sameNumber = person.details.number.flatMap { number in
                numbers[number]?.first { $0.key != person.key }
            }
            if let sameNumber {
                reading.isolate(person.key, .duplicateNumber(other: sameNumber.dn), dn: person.dn)
                return false
            }
            if let name = person.details.username, let other = names[name]?.first(where: { $0.key != person.key }) {
                reading.isolate(person.key, .duplicateUsername(name, other: other.dn), dn: person.dn)
                return false
            }
            return true
        }
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

import Directory
import TestSupport

/// Some units and people, with every kind of mistake.
struct EditedCity {
    private var units: [Int: (code: String, above: String, kind: String, name: String, into: String?)] = [:]
    private var people: [Int: Person] = [:]
    private var next = 100
    /// The entries as they were told of last, unless it has been edited since.
    private var told: [EntryKey: SourceEntry]?

    private struct Person {
        var uid: String
        var number: String?
        var unit: String
        var isActive = true
        /// The unit below whose entry theirs is; there they have a post by their title.
        var home: Int?
        var position = "chuyen-vien"
        /// The day of January 1970 after which their post is over.
        var lastDay: Int?

        var post: String { "\(position)@\(unit)" + (lastDay.map { ";until=1970-01-\($0 < 10 ? "0" : "")\($0)" } ?? "") }
    }

    var entries: [SourceEntry] {
        [SourceEntry.unit(1, "ou=city", "H57", kind: "city"), .person(2, "uid=goc", title: "")]
            + units.map { key, unit in
                .unit(
                    EntryKey(number: key), "ou=u\(key)", unit.code, kind: unit.kind, name: unit.name,
                    ["above": unit.above, "replacedby": unit.into ?? ""])
            }
            + people.map { key, person in
                .person(
                    EntryKey(number: key), "uid=\(person.uid),ou=\(person.home.map { "u\($0)" } ?? "p\(key)")",
                    number: person.number, title: person.home == nil ? "" : "Giám đốc",
                    ["post": person.post, "active": person.isActive ? "TRUE" : "FALSE"])
            }
    }

    enum Change {
        case put(SourceEntry)
        case gone(EntryKey)
    }

    /// Edits it, and says what a server would tell of that.
    mutating func edited(_ generator: inout SeededGenerator) -> [Change] {
        let before = told ?? byKey
        edit(&generator)
        let after = byKey
        told = after
        return before.keys.filter { after[$0] == nil }.sorted().map(Change.gone)
            + after.values.filter { before[$0.key] != $0 }.sorted { $0.key < $1.key }.map(Change.put)
    }

    private var byKey: [EntryKey: SourceEntry] { Dictionary(uniqueKeysWithValues: entries.map { ($0.key, $0) }) }

    mutating func edit(_ generator: inout SeededGenerator) {
        told = nil
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            if Bool.random(using: &generator) { editUnit(&generator) } else { editPerson(&generator) }
        }
    }

    private func code(_ generator: inout SeededGenerator) -> String {
        "H57.\(Int.random(in: 1...14, using: &generator))"
    }

    private mutating func editUnit(_ generator: inout SeededGenerator) {
        let known = units.keys.sorted()
        switch Int.random(in: 0..<10, using: &generator) {
        case 0..<4 where known.count < 12:
            let above = generator.chance(50) ? "H57" : code(&generator)
            units[next] = (code(&generator), above, above == "H57" ? "so" : "phong", "Đơn vị", nil)
            next += 1
        case 4: if let one = known.randomElement(using: &generator) { units[one] = nil }
        case 5:
            if let one = known.randomElement(using: &generator) {
                let other = code(&generator)
                units[one]?.above = other
            }
        case 6:
            if let one = known.randomElement(using: &generator) { units[one]?.name = "Đơn vị \(next)" }
        case 7:
            if let one = known.randomElement(using: &generator) {
                let other = code(&generator)
                units[one]?.code = other
            }
        case 8:
            if let one = known.randomElement(using: &generator) {
                let into = generator.chance(50) ? code(&generator) : nil
                units[one]?.into = into
            }
        default:
            // Deleted, and made again.
            if let one = known.randomElement(using: &generator) {
                units[next] = units.removeValue(forKey: one)
                next += 1
            }
        }
    }

    private mutating func editPerson(_ generator: inout SeededGenerator) {
        let known = people.keys.sorted()
        let number = generator.chance(80) ? "00000000000\(Int.random(in: 0...9, using: &generator))" : nil
        switch Int.random(in: 0..<13, using: &generator) {
        case 0..<4 where known.count < 12:
            people[next] = Person(
                uid: "ten\(Int.random(in: 0...14, using: &generator))", number: number, unit: code(&generator))
            next += 1
        case 4: if let one = known.randomElement(using: &generator) { people[one] = nil }
        case 5:
            if let one = known.randomElement(using: &generator) {
                let unit = code(&generator)
                people[one]?.unit = unit
            }
        case 6:
            if let one = known.randomElement(using: &generator) { people[one]?.number = number }
        case 7:
            if let one = known.randomElement(using: &generator) { people[one]?.isActive.toggle() }
        case 8:
            if let one = known.randomElement(using: &generator) { people[one]?.uid = "ten\(next)" }
        case 9:
            if let one = known.randomElement(using: &generator) {
                let home = units.keys.sorted().randomElement(using: &generator)
                let isInside = people[one]?.home != nil
                people[one]?.home = isInside ? nil : home
            }
        case 10:
            if let one = known.randomElement(using: &generator) {
                let isKnown = people[one]?.position == "chuyen-vien"
                people[one]?.position = isKnown ? "la" : "chuyen-vien"
            }
        case 11:
            if let one = known.randomElement(using: &generator) {
                people[one]?.lastDay = Int.random(in: 2...30, using: &generator)
            }
        default:
            if let one = known.randomElement(using: &generator) {
                people[next] = people.removeValue(forKey: one)
                next += 1
            }
        }
    }
}

/// The values of one entry that a mapping has a use for, in one piece of memory: a directory of a hundred thousand
/// people has a million of them.
struct PackedValues: Hashable, Sendable {
    /// For each attribute that has values: its place in the table, the number of its values, and each with its length
    /// before it; numbers of two octets.
    private let octets: [UInt8]

    /// More is cut off, and the reading says that there was more.
    static let maximumBytes = 4096
    static let maximumValues = 100
    /// Of a group.
    static let maximumMembers = 60_000

    /// - Parameter table: the attributes to keep, at most 254.
    init(_ attributes: [String: [[UInt8]]], of table: AttributeTable) {
        var octets: [UInt8] = []
        let optioned = attributes.keys.filter { $0.utf8.contains(UInt8(ascii: ";")) }
        for (place, name) in table.names.enumerated() {
            let values = Self.values(of: name, in: attributes, withOptions: optioned)
            guard values?.isEmpty != true else { continue }
            octets.append(UInt8(truncatingIfNeeded: place))
            guard let kept = values?.prefix(table.limit(of: name) + 1) else {
                Self.append(Self.incomplete, to: &octets)
                continue
            }
            Self.append(kept.count, to: &octets)
            for value in kept {
                let value = value.prefix(Self.maximumBytes + 1)
                Self.append(value.count, to: &octets)
                octets += value
            }
        }
        self.octets = octets
    }

    /// Calls for each attribute, with its values; `nil` for a list of which the server has sent a part only.
    func forEach(of table: AttributeTable, _ body: (AttributeName, [[UInt8]]?) -> Void) {
        var place = octets.startIndex
        func number() -> Int {
            defer { place += 2 }
            return Int(octets[place]) << 8 | Int(octets[place + 1])
        }
        while place < octets.endIndex {
            let name = table.names[Int(octets[place])]
            place += 1
            let count = number()
            guard count != Self.incomplete else {
                body(name, nil)
                continue
            }
            var values: [[UInt8]] = []
            values.reserveCapacity(count)
            for _ in 0..<count {
                let length = number()
                values.append(Array(octets[place..<(place + length)]))
                place += length
            }
            body(name, values)
        }
    }

    private static let incomplete = 0xFFFF

    private static func append(_ number: Int, to octets: inout [UInt8]) {
        octets.append(UInt8(truncatingIfNeeded: number >> 8))
        octets.append(UInt8(truncatingIfNeeded: number))
    }

    /// The plain ones; where there are none, those with options (RFC 4512 §2.5.2: `description;lang-vi` is a kind of
    /// `description`). `nil` where all that came is a part of them (`member;range=0-1499`: [MS-ADTS] §3.1.1.3.1.3.3).
    private static func values(
        of name: AttributeName, in attributes: [String: [[UInt8]]], withOptions optioned: [String]
    ) -> [[UInt8]]? {
        let plain = attributes[name.text] ?? []
        guard !optioned.isEmpty, !name.hasOptions else { return plain }
        let own = optioned.filter { $0.hasPrefix(name.text + ";") }
        guard !own.contains(where: isPart) else { return nil }
        return plain.isEmpty ? own.sorted().flatMap { attributes[$0] ?? [] } : plain
    }

    private static func isPart(_ description: String) -> Bool {
        description.split(separator: ";").contains { $0.hasPrefix("range=") && $0 != "range=0-*" }
    }
}

extension SourceEntry {
    /// The values, and for attributes that were left out something that the reading isolates for the same reason: they are
    /// there, and must not look as if they had been removed.
    var toldValues: [String: [[UInt8]]] {
        guard !omitted.isEmpty else { return attributes }
        var values = attributes
        for (name, omission) in omitted {
            switch omission {
            case .tooLong: values[name] = [[UInt8](repeating: 0, count: PackedValues.maximumBytes + 1)]
            case .tooMany: values[name] = Array(repeating: [0], count: PackedValues.maximumMembers + 1)
            case .incompleteRange: values[name + ";range=0-0"] = [[]]
            }
        }
        return values
    }
}

/// The attributes of a mapping that a reading looks at, each with its place.
struct AttributeTable: Hashable, Sendable {
    let names: [AttributeName]
    private let members: Set<AttributeName>

    init(_ mapping: DirectoryMapping) {
        members = Set(mapping.person.groups.map(\.member))
        var seen: Set<AttributeName> = []
        names = (mapping.unit.attributes + mapping.person.attributes + members).filter { seen.insert($0).inserted }
    }

    /// How many values are read.
    func limit(of name: AttributeName) -> Int {
        members.contains(name) ? PackedValues.maximumMembers : PackedValues.maximumValues
    }
}

/// The values of one entry that a mapping has a use for, in one piece of memory: a directory of a hundred thousand
/// people has a million of them. The piece is text, so that it can be kept as it is.
struct PackedValues: Hashable, Sendable {
    /// For each attribute that has values: its place in the table, how many there are, and each with its length before it.
    let text: [UInt8]

    /// More is no value that we'd read.
    static let maximumBytes = 4096
    /// More are cut off, and the reading says that there were more.
    static let maximumValues = 100
    /// Of a group.
    static let maximumMembers = 60_000

    /// What was kept before, as it is.
    init(text: [UInt8]) { self.text = text }

    /// - Parameter table: the attributes to keep, at most 254.
    init(_ attributes: EntryAttributes, of table: AttributeTable) {
        var text: [UInt8] = []
        text.reserveCapacity(Self.usualBytes)
        let optioned = attributes.optioned
        for (place, name) in table.names.enumerated() {
            let values = Self.values(of: name, in: attributes, withOptions: optioned)
            guard values?.isEmpty != true else { continue }
            PackedNumber.append(place, .short, to: &text)
            guard let kept = values?.prefix(table.limit(of: name) + 1) else {
                PackedNumber.append(Self.none, .long, to: &text)
                continue
            }
            PackedNumber.append(kept.count, .long, to: &text)
            for value in kept {
                let isReadable = Self.isReadable(value)
                PackedNumber.append(isReadable ? value.count : Self.none, .long, to: &text)
                if isReadable { text += value }
            }
        }
        // A copy that is no larger than it has to be.
        self.text = text.withUnsafeBufferPointer { [UInt8]($0) }
    }

    private static let usualBytes = 1_024

    /// What is there of an attribute.
    enum Found: Equatable {
        /// Each value, as UTF-8; `nil` for one that isn't, or is too long.
        case values([ArraySlice<UInt8>?])
        /// The server has sent a part of the list only.
        case incomplete
    }

    /// `nil` for an attribute without values.
    func found(at place: Int) -> Found? {
        var reader = PackedReader(text)
        while let other = reader.number(.short), let count = reader.number(.long) {
            guard other == place else {
                guard skip(count, &reader) else { return nil }
                continue
            }
            return count == Self.none ? .incomplete : .values((0..<count).map { _ in value(&reader) })
        }
        return nil
    }

    /// Goes past the values of an attribute that nobody asks for.
    private func skip(_ count: Int, _ reader: inout PackedReader) -> Bool {
        for _ in 0..<(count == Self.none ? 0 : count) {
            guard let length = reader.number(.long), length == Self.none || reader.skip(length) else { return false }
        }
        return true
    }

    private func value(_ reader: inout PackedReader) -> ArraySlice<UInt8>? {
        reader.number(.long).flatMap { $0 == Self.none ? nil : reader.octets($0) }
    }

    /// In the place of a number: what there is, isn't told.
    private static let none = PackedNumber.Width.long.maximum

    /// A NUL is in no text that people write, and a database keeps none.
    private static func isReadable(_ value: ArraySlice<UInt8>) -> Bool {
        guard value.count <= maximumBytes, !value.contains(0) else { return false }
        do {
            _ = try UTF8Span(validating: value.span)
            return true
        } catch { return false }
    }

    /// The plain ones; where there are none, those with options (RFC 4512 §2.5.2: `description;lang-vi` is a kind of
    /// `description`). `nil` where all that came is a part of them (`member;range=0-1499`: [MS-ADTS] §3.1.1.3.1.3.3).
    private static func values(
        of name: AttributeName, in attributes: EntryAttributes, withOptions optioned: [String]
    ) -> EntryAttributes.Values? {
        let plain = attributes.values(of: name.text)
        guard !optioned.isEmpty, !name.hasOptions else { return plain }
        let own = optioned.filter { $0.hasPrefix(name.text + ";") }
        guard !own.contains(where: isPart) else { return nil }
        guard plain.isEmpty else { return plain }
        var joined = EntryAttributes()
        joined[name.text] = own.sorted().flatMap { attributes[$0] ?? [] }
        return joined.values(of: name.text)
    }

    private static func isPart(_ description: String) -> Bool {
        description.split(separator: ";").contains { $0.hasPrefix("range=") && $0 != "range=0-*" }
    }
}

extension SourceEntry {
    /// The values, and for attributes that were left out something that the reading isolates for the same reason: they are
    /// there, and must not look as if they had been removed.
    var toldValues: EntryAttributes {
        guard !omitted.isEmpty else { return attributes }
        var values = attributes
        for (name, omission) in omitted {
            switch omission {
            case .tooLong: values[name] = [[0]]
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
    private let places: [AttributeName: Int]
    private let members: Set<AttributeName>

    init(_ mapping: DirectoryMapping) {
        members = Set(mapping.person.groups.map(\.member))
        var seen: Set<AttributeName> = []
        names = (mapping.unit.attributes + mapping.person.attributes + members.sorted { $0.text < $1.text })
            .filter { seen.insert($0).inserted }
        places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    }

    /// `nil` of an attribute that nobody reads.
    func place(of name: AttributeName) -> Int? { places[name] }

    /// How many values are read.
    func limit(of name: AttributeName) -> Int {
        members.contains(name) ? PackedValues.maximumMembers : PackedValues.maximumValues
    }
}

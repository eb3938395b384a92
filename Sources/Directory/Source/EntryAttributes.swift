/// What an entry has, by attribute description in lower case, options included: `description;lang-vi` (RFC 4512 §2.5).
///
/// All values stand in one piece of memory. A directory of a hundred thousand people has more than a million: to make an array
/// for each, and to give it back, takes longer than to read what is in it.
package struct EntryAttributes: Sendable {
    private var octets: [UInt8] = []
    /// Where each value ends.
    private var ends: [Int] = []
    private var attributes: [Attribute] = []

    private struct Attribute: Sendable {
        let description: String
        /// Which values are its own.
        var values: Range<Int>
    }

    package init() {}

    /// Makes room for as many attributes of one value, and for what usually stands in them.
    package mutating func reserveCapacity(_ count: Int) {
        attributes.reserveCapacity(count)
        // Most have one value; a class has its superiors beside it.
        ends.reserveCapacity(count + 4)
        octets.reserveCapacity(Self.usualOctets)
    }

    private static let usualOctets = 512

    /// How many attributes there are. Few: they are looked for one after the other.
    package var count: Int { attributes.count }

    package var descriptions: [String] { attributes.map(\.description) }

    /// Those with options.
    var optioned: [String] {
        attributes.lazy.map(\.description).filter { $0.utf8.contains(UInt8(ascii: ";")) }
    }

    /// The values of an attribute in the order in which they came; `nil` where it isn't there.
    package subscript(description: String) -> [[UInt8]]? {
        get { place(of: description).map { place in values(at: place).map(Array.init) } }
        set {
            if let place = place(of: description) { remove(at: place) }
            guard let newValue else { return }
            open(description)
            for value in newValue { append(value.span.bytes) }
        }
    }

    /// The same, without copying them; none where the attribute isn't there.
    func values(of description: String) -> Values {
        place(of: description).map(values) ?? Values(octets: [], ends: [], indices: 0..<0)
    }

    /// Some values of one attribute.
    struct Values: RandomAccessCollection, Sendable {
        fileprivate let octets: [UInt8]
        fileprivate let ends: [Int]
        let indices: Range<Int>

        var startIndex: Int { indices.lowerBound }
        var endIndex: Int { indices.upperBound }

        subscript(place: Int) -> ArraySlice<UInt8> { octets[(place == 0 ? 0 : ends[place - 1])..<ends[place]] }
    }

    private func values(at place: Int) -> Values {
        Values(octets: octets, ends: ends, indices: attributes[place].values)
    }

    private func place(of description: String) -> Int? {
        attributes.firstIndex { $0.description.utf8.count == description.utf8.count && $0.description == description }
    }

    // MARK: Putting together

    /// Begins an attribute, or goes on with one: what is appended is its own.
    /// - Returns: how many values it has.
    @discardableResult
    package mutating func open(_ description: String) -> Int {
        guard let place = place(of: description) else {
            attributes.append(Attribute(description: description, values: ends.count..<ends.count))
            return 0
        }
        if place < attributes.count - 1 {
            let values = values(at: place)
            remove(at: place)
            attributes.append(Attribute(description: description, values: ends.count..<ends.count))
            for value in values { append(value.span.bytes) }
        }
        return attributes[attributes.count - 1].values.count
    }

    /// Adds a value to the attribute that was opened last; there has to be one.
    package mutating func append(_ value: RawSpan) {
        value.withUnsafeBytes { octets.append(contentsOf: $0) }
        ends.append(octets.count)
        attributes[attributes.count - 1].values = attributes[attributes.count - 1].values.lowerBound..<ends.count
    }

    private mutating func remove(at removed: Int) {
        var rest = EntryAttributes()
        for place in attributes.indices where place != removed {
            rest.open(attributes[place].description)
            for value in values(at: place) { rest.append(value.span.bytes) }
        }
        self = rest
    }
}

extension EntryAttributes: Equatable {
    /// Whether both have the same values of each attribute, whichever came first.
    package static func == (one: EntryAttributes, other: EntryAttributes) -> Bool {
        one.count == other.count && one.descriptions.allSatisfy { one[$0] == other[$0] }
    }
}

extension EntryAttributes: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral attributes: (String, [[UInt8]])...) {
        for (description, values) in attributes { self[description] = values }
    }
}

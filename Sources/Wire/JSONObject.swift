/// An object of JSON: values under unique names, in the order in which they were put in.
///
/// Names are the same only if their bytes are (RFC 8259 §8.3), never by Swift's canonical equivalence. The
/// order is kept for writing and plays no part in equality (RFC 8259 §4: "unordered").
package struct JSONObject: Sendable {
    /// A struct, as the runtime takes a tuple apart by what it can look up of its type.
    package struct Member: Sendable {
        package let name: String
        package fileprivate(set) var value: JSONValue
    }

    /// Every member, in order.
    package private(set) var members: [Member] = []

    /// The place of each name in `members`; `nil` while there are few members: comparing them all is quicker then, and a
    /// copy counts one reference.
    private var positions: [ExactText: Int]?

    private static let membersWithoutPositions = 16

    /// A bit for each name that is here or was, by its length and its ends: nearly every name that is to be added is known to be
    /// new by its own.
    private var marks: UInt64 = 0

    package init() {}

    /// Sets the members one after the other: of two with one name, the later value takes the earlier
    /// place.
    package init(_ members: some Sequence<(String, JSONValue)>) {
        for (name, value) in members { self[name] = value }
    }

    /// Sets every member of another object, in its order.
    package mutating func merge(_ other: JSONObject) {
        for member in other.members { self[member.name] = member.value }
    }

    /// Adds the members of another object whose names aren't taken, in its order.
    package mutating func add(_ other: JSONObject) {
        for member in other.members where !has(member.name) { append(member.name, member.value) }
    }

    package var count: Int { members.count }

    package var isEmpty: Bool { members.isEmpty }

    package func has(_ name: String) -> Bool { position(of: name) != nil }

    package var names: [String] { members.map(\.name) }

    /// The value under a name. Setting replaces it in place or puts it at the end; setting `nil` removes it.
    package subscript(name: String) -> JSONValue? {
        get { position(of: name).map { members[$0].value } }
        set {
            switch (position(of: name), newValue) {
            case (let position?, let value?): members[position].value = value
            case (let position?, nil): remove(at: position)
            case (nil, let value?): append(name, value)
            case (nil, nil): break
            }
        }
    }

    /// Puts a member at the end; `false`, and nothing done, if the name is taken.
    mutating func insert(_ name: consuming String, _ value: consuming JSONValue) -> Bool {
        guard position(of: name) == nil else { return false }
        append(name, value)
        return true
    }

    private func position(of name: String) -> Int? {
        guard marks & Self.mark(of: name) != 0 else { return nil }
        if let positions { return positions[ExactText(name)] }
        // By places: a closure would be handed a copy of each member.
        return members.indices.first { members[$0].name.hasSameBytes(as: name) }
    }

    private mutating func append(_ name: consuming String, _ value: consuming JSONValue) {
        marks |= Self.mark(of: name)
        // One block of memory for nearly every object.
        if members.capacity == 0 { members.reserveCapacity(4) }
        positions?[ExactText(copy name)] = members.count
        members.append(Member(name: name, value: value))
        if members.count == Self.membersWithoutPositions + 1 { indexPositions() }
    }

    private static func mark(of name: String) -> UInt64 {
        let bytes = name.utf8Span.span
        guard let last = bytes.indices.last else { return 1 }
        return 1 << UInt64((last + Int(bytes[0]) * 5 + Int(bytes[last]) * 11) % 64)
    }

    private mutating func remove(at position: Int) {
        members.remove(at: position)
        indexPositions()
    }

    private mutating func indexPositions() {
        positions =
            members.count <= Self.membersWithoutPositions
            ? nil : Dictionary(uniqueKeysWithValues: members.enumerated().map { (ExactText($1.name), $0) })
    }
}

extension JSONObject: Hashable {
    package static func == (left: Self, right: Self) -> Bool {
        left.count == right.count && left.members.allSatisfy { right[$0.name] == $0.value }
    }

    package func hash(into hasher: inout Hasher) {
        // A sum of the members' hashes, so that their order doesn't matter.
        var sum = 0
        for member in members {
            var one = hasher
            one.combine(ExactText(member.name))
            one.combine(member.value)
            sum &+= one.finalize()
        }
        hasher.combine(sum)
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        // Most literals are a token's first claims or an answer's first members, and others follow.
        members.reserveCapacity(max(elements.count, 12))
        for (name, value) in elements { self[name] = value }
    }
}

import Wire

/// The values of one entry as texts, within the limits of ``PackedValues``.
struct EntryValues {
    private let packed: PackedValues?
    private let table: AttributeTable

    init(_ packed: PackedValues?, of table: AttributeTable) {
        self.packed = packed
        self.table = table
    }

    /// Whether there is any value, be it one that says nothing.
    func has(_ name: AttributeName) -> Bool { table.place(of: name).flatMap { packed?.found(at: $0) } != nil }

    /// Every value that says something, without the space around it.
    func texts(_ name: AttributeName) throws(Unreadable) -> [String] {
        guard let place = table.place(of: name), let found = packed?.found(at: place) else { return [] }
        guard case .values(let values) = found else { throw Unreadable(.incompleteRange(attribute: name.text)) }
        guard values.count <= table.limit(of: name) else { throw Unreadable(.tooManyValues(attribute: name.text)) }
        var texts: [String] = []
        for value in values {
            guard let value else { throw Unreadable(.unreadable(attribute: name.text)) }
            let trimmed = String(decoding: value, as: UTF8.self).withoutSpaceAround
            if !trimmed.isEmpty { texts.append(trimmed) }
        }
        return texts
    }

    func first(_ name: AttributeName?) throws(Unreadable) -> String? {
        guard let name else { return nil }
        return try texts(name).first
    }

    /// The one value of an attribute that may have no other.
    func only(_ name: AttributeName?) throws(Unreadable) -> String? {
        guard let name else { return nil }
        let texts = try texts(name)
        guard texts.count <= 1 else { throw Unreadable(.tooManyValues(attribute: name.text)) }
        return texts.first
    }

    /// The one value, read to something.
    func only<Value>(_ name: AttributeName?, _ read: (String) -> Value?) throws(Unreadable) -> Value? {
        guard let name, let text = try only(name) else { return nil }
        guard let value = read(text) else { throw Unreadable(.unreadable(attribute: name.text)) }
        return value
    }

    /// A line for people, of the first attribute that has a value.
    func line(_ names: [AttributeName]) throws(Unreadable) -> String? {
        for name in names {
            guard let text = try texts(name).first else { continue }
            guard let line = PlainLine(text) else { throw Unreadable(.unreadable(attribute: name.text)) }
            return line.text
        }
        return nil
    }
}

/// Why an entry can't be taken.
struct Unreadable: Error {
    let kind: SyncFinding.Kind

    init(_ kind: SyncFinding.Kind) { self.kind = kind }
}

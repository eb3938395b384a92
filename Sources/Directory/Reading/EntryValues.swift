import Wire

/// The values of one entry as texts, within the limits of ``PackedValues``.
struct EntryValues {
    let dn: String
    private let table: AttributeTable
    /// `nil` where the server has sent a part of the values only.
    private var values: [AttributeName: [[UInt8]]?] = [:]

    init(_ packed: PackedValues?, of table: AttributeTable, dn: String) {
        self.dn = dn
        self.table = table
        var values = values
        packed?.forEach(of: table) { values.updateValue($1, forKey: $0) }
        self.values = values
    }

    /// Whether there is any value, be it one that says nothing.
    func has(_ name: AttributeName) -> Bool { values[name] != nil }

    /// Every value that says something, without the space around it.
    func texts(_ name: AttributeName) throws(Unreadable) -> [String] {
        guard let found = values[name] else { return [] }
        guard let found else { throw Unreadable(.incompleteRange(attribute: name.text)) }
        guard found.count <= table.limit(of: name) else { throw Unreadable(.tooManyValues(attribute: name.text)) }
        var texts: [String] = []
        for value in found {
            guard value.count <= PackedValues.maximumBytes, let text = String(validating: value, as: UTF8.self) else {
                throw Unreadable(.unreadable(attribute: name.text))
            }
            let trimmed = text.withoutSpaceAround
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

import Directory

/// An entry as it comes off the wire: values that come in parts may still be on their way.
struct EntryDraft {
    /// As it was sent.
    let dn: [UInt8]
    var attributes = EntryAttributes()
    var omitted: [String: SourceEntry.Omission] = [:]
    /// Attributes of which more is to be asked for, with the number of the next value ([MS-ADTS] §3.1.1.3.1.3.3).
    var ranges: [String: Int] = [:]

    init(dn: [UInt8]) { self.dn = dn }

    /// The name as text, to ask for more of it.
    var wireName: String { String(decoding: dn, as: UTF8.self) }

    mutating func leaveOut(_ attribute: String, _ reason: SourceEntry.Omission) {
        attributes[attribute] = nil
        ranges[attribute] = nil
        omitted[attribute] = reason
    }

    /// The entry, by a key that the server sent apart, or by its own.
    func entry(key sent: EntryKey? = nil, by attribute: KeyAttribute) -> Result<SourceEntry, Unreadable> {
        var names = NameReader()
        return entry(key: sent, by: attribute, &names)
    }

    /// One of many entries.
    func entry(
        key sent: EntryKey? = nil, by attribute: KeyAttribute, _ names: inout NameReader
    ) -> Result<SourceEntry, Unreadable> {
        guard let name = names.name(dn) else { return .failure(unreadable(sent, .name)) }
        guard let key = sent ?? ownKey(attribute) else { return .failure(unreadable(nil, .key)) }
        return .success(SourceEntry(key: key, name: name, attributes: attributes, omitted: omitted))
    }

    private func ownKey(_ attribute: KeyAttribute) -> EntryKey? {
        guard let values = attributes[attribute.rawValue.lowercased()], values.count == 1, let value = values.first
        else {
            return nil
        }
        return attribute.key(of: value)
    }

    private func unreadable(_ key: EntryKey?, _ reason: UnreadableEntry.Reason) -> Unreadable {
        Unreadable(entry: UnreadableEntry(dn: ParsedName.printable(dn), key: key, reason: reason))
    }

    struct Unreadable: Error { let entry: UnreadableEntry }
}

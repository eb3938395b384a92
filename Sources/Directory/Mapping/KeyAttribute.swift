/// The attribute that names an entry for as long as it exists, and how its value is written.
package struct KeyAttribute: Hashable, Sendable {
    package let name: AttributeName
    package let form: Form

    package enum Form: Hashable, Sendable {
        /// A UUID in text (RFC 4530): `entryUUID`, 389-DS' `nsUniqueId` with its other hyphens.
        case uuidText
        /// Sixteen octets, the first three parts little-endian: `objectGUID`.
        case guidOctets
    }

    /// `objectGUID` is octets; what else there is, text.
    package init(_ name: AttributeName) {
        self.name = name
        form = name.text == "objectguid" ? .guidOctets : .uuidText
    }

    /// The key that a value is; `nil` for a value of another form.
    package func entryKey(of value: [UInt8]) -> EntryKey? {
        switch form {
        case .uuidText:
            guard let key = EntryKey(String(decoding: value, as: UTF8.self)), key.octets.count == 16 else { return nil }
            return key
        case .guidOctets:
            guard value.count == 16 else { return nil }
            let order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]
            return EntryKey(octets: order.map { value[$0] })
        }
    }
}

/// Where an entry stands (RFC 4514), compared as servers compare: by parts, not by the text.
package struct DistinguishedName: Hashable, Sendable {
    /// The entry's own part first.
    package let parts: [Part]

    /// One relative distinguished name: attribute types in lower case, values as octets, in the order of their types.
    package struct Part: Hashable, Sendable {
        package let attributes: [Attribute]

        package init(_ attributes: [Attribute]) { self.attributes = attributes.sorted { $0.type < $1.type } }
    }

    package struct Attribute: Hashable, Sendable {
        package let type: String
        package let value: [UInt8]

        package init(type: String, value: [UInt8]) {
            self.type = type
            self.value = value
        }

        /// All octets at once: names are looked up for every entry that is read.
        package func hash(into hasher: inout Hasher) {
            hasher.combine(type)
            value.withUnsafeBytes { hasher.combine(bytes: $0) }
        }
    }

    package init(_ parts: [Part]) { self.parts = parts }
}

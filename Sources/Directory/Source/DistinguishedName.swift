/// Where an entry stands (RFC 4514), compared as servers compare: by parts, not by the text.
package struct DistinguishedName: Hashable, Sendable {
    /// The entry's own part; `nil` of the name that has none, above the topmost entry.
    package let own: Part?
    package let superior: Superior

    /// The name of the entry above, which whoever reads many names makes once for all who stand below it: a hundred thousand
    /// people stand below some thousand units.
    package final class Superior: Hashable, Sendable {
        /// The nearest first.
        package let parts: [Part]
        private let hash: Int

        package init(_ parts: [Part]) { (self.parts, hash) = (parts, parts.hashValue) }

        package static func == (one: Superior, other: Superior) -> Bool {
            one === other || one.hash == other.hash && one.parts == other.parts
        }

        package func hash(into hasher: inout Hasher) { hasher.combine(hash) }

        static let none = Superior([])
    }

    /// One relative distinguished name: attribute types in lower case, values as octets, in the order of their types.
    package struct Part: Hashable, Sendable {
        package let attributes: [Attribute]

        package init(_ attributes: [Attribute]) {
            self.attributes = attributes.count > 1 ? attributes.sorted { $0.type < $1.type } : attributes
        }
    }

    package struct Attribute: Hashable, Sendable {
        package let type: String
        package let value: [UInt8]

        package init(type: String, value: [UInt8]) {
            self.type = type
            self.value = value
        }
    }

    package init(_ own: Part, below superior: Superior) { (self.own, self.superior) = (own, superior) }

    package init(_ parts: [Part]) {
        own = parts.first
        superior = parts.count > 1 ? Superior(Array(parts.dropFirst())) : .none
    }

    /// All parts, the entry's own first.
    package var parts: [Part] { own.map { [$0] + superior.parts } ?? [] }
}

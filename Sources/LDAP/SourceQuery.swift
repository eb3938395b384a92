import Directory

/// What is asked of a directory: one base over units and people, so that what moves inside it is never lost.
package struct SourceQuery: Hashable, Sendable {
    /// As the mapping writes it (RFC 4514); the server normalises it.
    package let base: String
    /// RFC 4515; never made of anything that a person types.
    package let filter: String
    /// Attribute descriptions. Besides them only the key's attribute is asked for.
    package let attributes: [String]
    /// Those of them that may have very many values: members of a group. Lower case.
    package let manyValued: Set<String>
    package let key: KeyAttribute

    package init(
        base: String, filter: String, attributes: [String], manyValued: Set<String> = [], key: KeyAttribute
    ) {
        self.base = base
        self.filter = filter
        self.attributes = attributes
        self.manyValued = Set(manyValued.map { $0.lowercased() })
        self.key = key
    }

    /// What the server is asked to send.
    var requested: [String] {
        let isNamed = attributes.contains { $0.lowercased() == key.rawValue.lowercased() }
        return isNamed ? attributes : attributes + [key.rawValue]
    }

    /// The same, narrowed to entries that meet another filter too.
    func and(_ other: String) -> SourceQuery {
        SourceQuery(
            base: base, filter: "(&\(filter)\(other))", attributes: attributes, manyValued: manyValued, key: key)
    }

    /// The same, with one more attribute.
    func asking(for attribute: String) -> SourceQuery {
        SourceQuery(
            base: base, filter: filter, attributes: attributes + [attribute], manyValued: manyValued, key: key)
    }

    /// The same below another entry.
    func below(_ base: String) -> SourceQuery {
        SourceQuery(base: base, filter: filter, attributes: attributes, manyValued: manyValued, key: key)
    }
}

/// What is taken from one entry.
package enum SourceLimits {
    /// Octets of one value: our names, numbers and addresses are far below.
    package static let valueOctets = 4096
    package static let values = 100
    /// Attribute descriptions of one entry. A mapping names 250 at most, and each may come with a few options.
    package static let attributes = 1_000
    /// Of an attribute that may have many: members of the largest group that we take.
    package static let manyValues = 200_000
    /// Octets of one message, entry or other, that libldap takes in.
    package static let messageOctets = 64 << 20
    /// Octets of a login name.
    package static let loginOctets = 256
}

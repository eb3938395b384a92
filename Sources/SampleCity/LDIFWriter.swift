import Wire

/// Entries as RFC 2849 writes them.
struct LDIFWriter {
    private(set) var text = ""

    /// - Parameter attributes: in the order in which they stand; a name as often as it has values.
    mutating func write(_ dn: String, _ attributes: [(name: String, value: String)]) {
        write("dn", dn)
        for (name, value) in attributes { write(name, value) }
        text += "\n"
    }

    /// Always in Base64: whatever a value holds, the line is one (RFC 2849 §2, value-spec).
    private mutating func write(_ name: String, _ value: String) {
        text += "\(name):: \(Base64.encode(Array(value.utf8)))\n"
    }

    /// A value of an RDN (RFC 4514 §2.4).
    static func escaped(_ value: String) -> String {
        var escaped = ""
        for character in value {
            if ",+\"\\<>;=#".contains(character) { escaped += "\\" }
            escaped.append(character)
        }
        return escaped
    }
}

/// The few values of ASN.1 that controls carry, in BER as LDAP restricts it (RFC 4511 §5.1): definite lengths. They are
/// copied out of libldap's memory before they're read, so that nothing here holds a pointer.
struct BERReader {
    private var rest: ArraySlice<UInt8>

    init(_ octets: some Sequence<UInt8>) { rest = ArraySlice(octets) }

    var isAtEnd: Bool { rest.isEmpty }

    /// The next element's tag, without reading it.
    var tag: UInt8? { rest.first }

    /// The content of the next element if it has this tag.
    mutating func element(_ tag: UInt8) -> ArraySlice<UInt8>? {
        guard rest.first == tag else { return nil }
        var ahead = rest.dropFirst()
        guard let first = ahead.popFirst() else { return nil }
        var length = Int(first)
        if first >= 0x80 {
            let count = Int(first & 0x7F)
            guard (1...4).contains(count), ahead.count >= count else { return nil }
            length = ahead.prefix(count).reduce(0) { $0 << 8 | Int($1) }
            ahead = ahead.dropFirst(count)
        }
        guard length <= ahead.count else { return nil }
        rest = ahead.dropFirst(length)
        return ahead.prefix(length)
    }

    mutating func sequence(_ tag: UInt8 = BER.sequence) -> BERReader? { element(tag).map { BERReader($0) } }

    /// An INTEGER or ENUMERATED of up to four octets.
    mutating func integer(_ tag: UInt8) -> Int? {
        guard let content = element(tag), let first = content.first, content.count <= 4 else { return nil }
        return content.reduce(first >= 0x80 ? -1 : 0) { $0 << 8 | Int($1) }
    }

    /// TRUE is any octet but nought (X.690 §8.2).
    mutating func boolean() -> Bool? {
        guard let content = element(BER.boolean), content.count == 1 else { return nil }
        return content.first != 0
    }

    mutating func octets(_ tag: UInt8 = BER.octetString) -> [UInt8]? { element(tag).map(Array.init) }
}

/// Tags, and writing.
enum BER {
    static let boolean: UInt8 = 0x01
    static let integer: UInt8 = 0x02
    static let octetString: UInt8 = 0x04
    static let enumerated: UInt8 = 0x0A
    static let sequence: UInt8 = 0x30
    static let set: UInt8 = 0x31

    static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        guard content.count >= 0x80 else { return [tag, UInt8(content.count)] + content }
        var length: [UInt8] = []
        var rest = content.count
        while rest > 0 {
            length.insert(UInt8(rest & 0xFF), at: 0)
            rest >>= 8
        }
        return [tag, 0x80 | UInt8(length.count)] + length + content
    }

    /// A number that isn't negative.
    static func number(_ tag: UInt8, _ value: Int) -> [UInt8] {
        var content: [UInt8] = []
        var rest = value
        repeat {
            content.insert(UInt8(rest & 0xFF), at: 0)
            rest >>= 8
        } while rest > 0
        if let first = content.first, first >= 0x80 { content.insert(0, at: 0) }
        return element(tag, content)
    }
}

/// Takes a URI apart by the grammar of RFC 3986 Appendix A, narrowed as `URI` says.
struct URIReader {
    private(set) var scheme: ArraySlice<UInt8> = []
    private(set) var userinfo: ArraySlice<UInt8>?
    private(set) var host: ArraySlice<UInt8>?
    private(set) var port: UInt16?
    private(set) var path: ArraySlice<UInt8> = []
    private(set) var query: ArraySlice<UInt8>?
    private(set) var fragment: ArraySlice<UInt8>?

    static func read(_ bytes: [UInt8]) throws(URIError) -> URIReader {
        guard bytes.count <= Limits.uriBytes else { throw .tooLong }
        var reader = URIReader()
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { throw .invalidScheme }
        try reader.readScheme(bytes[..<colon])

        var rest = bytes[(colon + 1)...]
        if let hash = rest.firstIndex(of: UInt8(ascii: "#")) {
            reader.fragment = rest[(hash + 1)...]
            rest = rest[..<hash]
        }
        if let question = rest.firstIndex(of: UInt8(ascii: "?")) {
            reader.query = rest[(question + 1)...]
            rest = rest[..<question]
        }
        if rest.starts(with: "//".utf8) {
            let authority = rest.dropFirst(2).prefix { $0 != UInt8(ascii: "/") }
            try reader.readAuthority(authority)
            rest = rest[authority.endIndex...]
        }
        reader.path = rest

        let isPathCharacter: (UInt8) -> Bool = { $0.isPathCharacter || $0 == UInt8(ascii: "/") }
        try check(reader.path, isPathCharacter)
        for part in [reader.query, reader.fragment] {
            if let part { try check(part) { isPathCharacter($0) || $0 == UInt8(ascii: "?") } }
        }
        guard !reader.isWeb || reader.host?.isEmpty == false else { throw .missingHost }
        return reader
    }

    /// `http` or `https` in any case: the schemes whose URIs browsers and resolvers interpret.
    private var isWeb: Bool {
        let lowercased = scheme.map { $0 | 0x20 }
        return lowercased == Array("http".utf8) || lowercased == Array("https".utf8)
    }

    /// RFC 3986 §3.1.
    private mutating func readScheme(_ bytes: ArraySlice<UInt8>) throws(URIError) {
        guard let first = bytes.first, first.isASCIILetter, bytes.allSatisfy(\.isSchemeCharacter) else {
            throw .invalidScheme
        }
        scheme = bytes
    }

    /// RFC 3986 §3.2.
    private mutating func readAuthority(_ bytes: ArraySlice<UInt8>) throws(URIError) {
        var rest = bytes
        if let at = rest.firstIndex(of: UInt8(ascii: "@")) {
            let userinfo = rest[..<at]
            try Self.check(userinfo) { $0.isUnreserved || $0.isSubDelimiter || $0 == UInt8(ascii: ":") }
            self.userinfo = userinfo
            rest = rest[(at + 1)...]
        }
        if rest.first == UInt8(ascii: "[") {
            guard let bracket = rest.firstIndex(of: UInt8(ascii: "]")),
                IPAddressText.ipv6(rest[(rest.startIndex + 1)..<bracket]) != nil
            else { throw .invalidHost }
            host = rest[...bracket]
            rest = rest[(bracket + 1)...]
        } else {
            let name = rest.prefix { $0 != UInt8(ascii: ":") }
            try Self.check(name) { $0.isUnreserved || $0.isSubDelimiter }
            guard name.allSatisfy(\.isUnreserved), !isWeb || Self.isWebHost(name) else { throw .invalidHost }
            host = name
            rest = rest[name.endIndex...]
        }
        if !rest.isEmpty { port = try Self.readPort(rest) }
    }

    /// Whether a resolver and a browser take this as the same name or address: labels that aren't empty, the
    /// root's dot allowed at the end, and a last label that isn't a number unless the whole is an IPv4
    /// address in its usual form. Others read `0x7f.1` or `2130706433` as addresses (WHATWG URL Standard
    /// §3.5). An empty host is left to the caller, who names it better.
    private static func isWebHost(_ name: ArraySlice<UInt8>) -> Bool {
        guard !name.isEmpty, IPAddressText.ipv4(name) == nil else { return true }
        var labels = name.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        if labels.count > 1, labels.last?.isEmpty == true { labels.removeLast() }
        guard let last = labels.last, labels.allSatisfy({ !$0.isEmpty }) else { return false }
        let isHexadecimal =
            (last.starts(with: "0x".utf8) || last.starts(with: "0X".utf8))
            && last.dropFirst(2).allSatisfy { hexDigitValue($0) != nil }
        return !isHexadecimal && !last.allSatisfy(\.isASCIIDigit)
    }

    /// Reads what follows the host: a colon and a port.
    private static func readPort(_ bytes: ArraySlice<UInt8>) throws(URIError) -> UInt16 {
        let digits = bytes.dropFirst()
        guard bytes.first == UInt8(ascii: ":"), digits.allSatisfy(\.isASCIIDigit),
            digits.first != UInt8(ascii: "0"), let port = UInt16(String(decoding: digits, as: UTF8.self))
        else { throw .invalidPort }
        return port
    }

    /// Refuses the first byte that is neither allowed nor part of a good percent triple.
    private static func check(
        _ bytes: ArraySlice<UInt8>, _ isAllowed: (UInt8) -> Bool
    ) throws(URIError) {
        var position = bytes.startIndex
        while position < bytes.endIndex {
            if bytes[position] == UInt8(ascii: "%") {
                guard bytes.endIndex - position > 2, hexDigitValue(bytes[position + 1]) != nil,
                    hexDigitValue(bytes[position + 2]) != nil
                else { throw .invalidPercentEncoding(offset: position) }
                position += 3
            } else {
                guard isAllowed(bytes[position]) else { throw .invalidCharacter(offset: position) }
                position += 1
            }
        }
    }
}

/// The classes of characters of RFC 3986 §2 and §3.
extension UInt8 {
    var isASCIILetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }

    var isASCIIDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    fileprivate var isSchemeCharacter: Bool {
        switch self {
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): true
        default: isASCIILetter || isASCIIDigit
        }
    }

    /// Whether the character reads the same in a URL, a form, a header and a log (RFC 3986 §2.3).
    var isUnreserved: Bool { ASCIISet.unreserved.contains(self) }

    /// RFC 3986 §2.2.
    fileprivate var isSubDelimiter: Bool {
        switch self {
        case UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "("),
            UInt8(ascii: ")"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: ","), UInt8(ascii: ";"),
            UInt8(ascii: "="):
            true
        default: false
        }
    }

    /// `pchar` without its percent triples (RFC 3986 §3.3).
    fileprivate var isPathCharacter: Bool {
        isUnreserved || isSubDelimiter || self == UInt8(ascii: ":") || self == UInt8(ascii: "@")
    }
}

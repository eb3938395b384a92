/// An absolute URI (RFC 3986 §3), read strictly, kept as it was written, equal to another only byte by byte.
///
/// Nothing is decoded, folded or normalised: two spellings of one place are two URIs, which is how redirect
/// URIs are to be compared (RFC 9700 §2.1). Refused are relative references, what RFC 3986 doesn't allow, and
/// beyond that what readers of URIs disagree about: percent triples and sub-delimiters in a host, addresses
/// with a zone, numbers in place of an IPv4 address, ports with leading zeros. Userinfo is taken, because RFC
/// 3986 allows it; callers to whom it is a disguise refuse it by `userinfo != nil`.
package struct URI: Sendable, CustomStringConvertible {
    /// The whole URI, exactly as it was read.
    package let text: String
    /// The scheme, in lower case, because schemes have no case (RFC 3986 §3.1).
    package let scheme: String
    /// The part before `@`, still encoded; empty for `https://@host`.
    package let userinfo: String?
    /// A name or an address as written, an IPv6 address in its brackets. `nil` without `//`, and empty only
    /// in other schemes than `http` and `https` (`file:///etc`).
    package let host: String?
    /// The port that is written, 1…65535; the scheme's default isn't filled in.
    package let port: UInt16?
    /// The path, still encoded; with its leading slash, or empty.
    package let path: String
    /// The part after `?`, still encoded; empty for `https://host/?`.
    package let query: String?
    /// The part after `#`, still encoded.
    package let fragment: String?

    package init(_ text: String) throws(URIError) {
        let parts = try URIReader.read(Array(text.utf8))
        self.text = text
        scheme = Self.string(parts.scheme).lowercased()
        userinfo = parts.userinfo.map(Self.string)
        host = parts.host.map(Self.string)
        port = parts.port
        path = Self.string(parts.path)
        query = parts.query.map(Self.string)
        fragment = parts.fragment.map(Self.string)
    }

    package var description: String { text }

    private static func string(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self)
    }
}

extension URI {
    /// Scheme, host and port as a browser writes an origin (RFC 6454 §6.2): lower case, without the port that
    /// is the default of `http` or `https`. `nil` if there is no host.
    package var origin: String? {
        guard let host, !host.isEmpty else { return nil }
        let base = scheme + "://" + host.lowercased()
        guard let port, (scheme, port) != ("http", 80), (scheme, port) != ("https", 443) else { return base }
        return base + ":" + String(port)
    }

    /// Whether the host can only be this machine: `localhost`, an address of 127.0.0.0/8, or `[::1]` (RFC
    /// 8252 §7.3 and §8.3). Says nothing about the scheme.
    package var isLoopback: Bool {
        guard let host else { return false }
        if host.lowercased() == "localhost" { return true }
        let bytes = Array(host.utf8)
        if let octets = IPAddressText.ipv4(bytes[...]) { return octets[0] == 127 }
        guard bytes.count > 2, bytes[0] == UInt8(ascii: "["),
            let groups = IPAddressText.ipv6(bytes[1..<bytes.count - 1])
        else { return false }
        return groups == [0, 0, 0, 0, 0, 0, 0, 1]
    }

    /// The text with parameters added behind the query that it has, which stays as it is (RFC 6749 §3.1.2),
    /// and before the fragment.
    package func appending(query parameters: FormParameters) -> String {
        guard !parameters.pairs.isEmpty else { return text }
        let end = text.utf8.firstIndex(of: UInt8(ascii: "#")) ?? text.endIndex
        let separator =
            switch query {
            case nil: "?"
            case "": ""
            default: "&"
            }
        var appended = String(text[..<end])
        appended += separator
        appended += parameters.encoded()
        appended += text[end...]
        return appended
    }
}

extension URI: Hashable {
    package static func == (left: Self, right: Self) -> Bool { left.text.hasSameBytes(as: right.text) }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(ExactText(text))
    }
}

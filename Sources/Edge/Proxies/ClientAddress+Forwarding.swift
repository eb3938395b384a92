import HTTPTypes
import Wire

extension ClientAddress {
    /// Whom a request is from, when it may have come through proxies.
    ///
    /// Read from the end: each proxy has written whom it heard, so that a name is worth what the one who wrote it is. As
    /// long as that is a proxy of ours, its word counts; the first who isn't is the client, whatever stands before. Where
    /// a proxy of ours names nobody that can be read (RFC 7239 §6: `unknown`, `_hidden`), it is itself as far as can be
    /// known.
    package func forwarded(
        by fields: HTTPFields, _ name: ForwardingField, trusting proxies: [IPNetwork]
    ) -> ClientAddress {
        guard var hop = IPAddress(address), proxies.contains(hop) else { return self }
        var client = self
        let named = Self.named(in: fields, name)
        for element in named.reversed() {
            guard let next = element, let address = IPAddress(next.address) else { return client }
            client = next
            hop = address
            guard proxies.contains(hop) else { return client }
        }
        return client
    }

    /// Who is named, in the order of the fields, the last of them if there are too many; `nil` for what can't be read.
    private static func named(in fields: HTTPFields, _ name: ForwardingField) -> [ClientAddress?] {
        let values = fields[values: name == .forwarded ? .forwarded : .xForwardedFor]
        // A stranger's beginning can't spoil what our proxies have put behind it.
        return values.flatMap { split($0, at: ",") }.suffix(Limits.forwardingElements).map { element in
            switch name {
            case .xForwardedFor: node(trimmed(element))
            case .forwarded: forwardedNode(element)
            }
        }
    }

    /// RFC 7239 §4: `for=192.0.2.43;by=203.0.113.60`, in any order; names in any case.
    private static func forwardedNode(_ element: Substring) -> ClientAddress? {
        let named = split(element, at: ";").compactMap { pair -> Substring? in
            let parts = trimmed(pair).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0].lowercased() == "for" else { return nil }
            return parts[1]
        }
        guard named.count == 1 else { return nil }
        let value = named[0]
        guard value.hasPrefix("\"") else { return node(value) }
        guard value.count >= 2, value.hasSuffix("\"") else { return nil }
        // No address needs the escapes of a quoted string.
        return node(value.dropFirst().dropLast())
    }

    /// RFC 7239 §6: an address, an IPv6 address in brackets, either with a port. What proxies write in X-Forwarded-For
    /// may also be an IPv6 address without brackets.
    private static func node(_ text: Substring) -> ClientAddress? {
        if let address = IPAddress(text) { return ClientAddress(address: address.description, port: nil) }
        var host = text
        var port: Substring?
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            host = text[text.index(after: text.startIndex)..<end]
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { return nil }
            port = rest.isEmpty ? nil : rest.dropFirst()
        } else if let colon = text.lastIndex(of: ":") {
            host = text[..<colon]
            port = text[text.index(after: colon)...]
        }
        guard let address = IPAddress(host) else { return nil }
        return ClientAddress(address: address.description, port: port.flatMap { UInt16($0) }.map(Int.init))
    }

    /// Splits at a separator that stands outside of quotes; anywhere where there is a quote too many.
    private static func split(_ text: some StringProtocol, at separator: Character) -> [Substring] {
        guard text.count(where: { $0 == "\"" }).isMultiple(of: 2) else {
            return Substring(text).split(separator: separator, omittingEmptySubsequences: false)
        }
        var isQuoted = false
        return Substring(text).split(omittingEmptySubsequences: false) { character in
            if character == "\"" { isQuoted.toggle() }
            return character == separator && !isQuoted
        }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}

extension HTTPField.Name {
    // The names are constants of ours that satisfy RFC 9110 §5.1.
    static let forwarded = HTTPField.Name("Forwarded")!
    static let xForwardedFor = HTTPField.Name("X-Forwarded-For")!
}

import Wire

extension SearchFilter {
    /// Reads a filter as RFC 4515 writes it; `nil` for what isn't one, for comparisons that a mapping has no use for
    /// (`>=`, `~=`, matching rules), and for one that is nested more than 16 deep.
    package init?(_ text: String) {
        guard text.utf8.count <= 4096 else { return nil }
        var reader = FilterReader(rest: Array(text.utf8)[...])
        guard let filter = reader.filter(depth: 0), reader.rest.isEmpty else { return nil }
        self = filter
    }

    /// Entries of an object class.
    package static func ofClass(_ name: AttributeName) -> SearchFilter {
        .equal(.objectClass, Array(name.text.utf8))
    }
}

private struct FilterReader {
    var rest: ArraySlice<UInt8>

    mutating func filter(depth: Int) -> SearchFilter? {
        guard depth < 16, take("(") else { return nil }
        let filter: SearchFilter?
        if take("&") {
            filter = list(depth).map(SearchFilter.all)
        } else if take("|") {
            filter = list(depth).map(SearchFilter.any)
        } else if take("!") {
            filter = self.filter(depth: depth + 1).map(SearchFilter.not)
        } else {
            filter = item()
        }
        return take(")") ? filter : nil
    }

    private mutating func list(_ depth: Int) -> [SearchFilter]? {
        var filters: [SearchFilter] = []
        while rest.first == UInt8(ascii: "(") {
            guard let filter = filter(depth: depth + 1) else { return nil }
            filters.append(filter)
        }
        return filters.isEmpty ? nil : filters
    }

    private mutating func item() -> SearchFilter? {
        let name = rest.prefix { $0 != UInt8(ascii: "=") }
        rest = rest.dropFirst(name.count)
        guard let attribute = AttributeName(String(decoding: name, as: UTF8.self)), take("=") else { return nil }
        var pieces: [[UInt8]] = [[]]
        while let octet = rest.first, octet != UInt8(ascii: ")") {
            rest.removeFirst()
            switch octet {
            case UInt8(ascii: "*"): pieces.append([])
            case UInt8(ascii: "\\"):
                guard let value = HexDigits.octets(String(decoding: rest.prefix(2), as: UTF8.self)), value.count == 1
                else { return nil }
                rest = rest.dropFirst(2)
                pieces[pieces.count - 1] += value
            case UInt8(ascii: "("), 0: return nil
            default: pieces[pieces.count - 1].append(octet)
            }
        }
        if pieces == [[], []] { return .present(attribute) }
        guard pieces.dropFirst().dropLast().allSatisfy({ !$0.isEmpty }) else { return nil }
        guard pieces.count == 1 else { return .like(attribute, pieces) }
        return pieces[0].isEmpty ? nil : .equal(attribute, pieces[0])
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard rest.first.map(UInt32.init) == character.value else { return false }
        rest.removeFirst()
        return true
    }
}

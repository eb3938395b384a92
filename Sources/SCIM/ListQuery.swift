import Wire

/// What a list is to hold (RFC 7644 §3.4.2): asked for by the parameters of a GET or the members of a `/.search`.
package struct ListQuery: Hashable, Sendable {
    package var filter: Filter?
    package var sorting: Sorting?
    package var selection: AttributeSelection
    /// The place of the page's first resource among all that match, counted from 1.
    package var startIndex: Int
    /// At most so many; 0 asks how many there are.
    package var count: Int

    package struct Sorting: Hashable, Sendable {
        let path: AttributePath
        let descending: Bool
    }

    /// The parameters of a GET. One that is there twice is refused; those that SCIM doesn't have are passed over.
    package init(_ parameters: FormParameters) throws(SCIMError) {
        func text(_ name: String) throws(SCIMError) -> String? {
            do { return try parameters.single(name) } catch { throw .invalidValue(parameter: name) }
        }
        func number(_ name: String) throws(SCIMError) -> Int? {
            guard let text = try text(name) else { return nil }
            guard let number = Int(text) else { throw .invalidValue(parameter: name) }
            return number
        }
        func names(_ name: String) throws(SCIMError) -> [String]? {
            try text(name)?.split(separator: ",").map { String($0).withoutSpaceAround }
        }
        try self.init(
            filter: text("filter"), sortBy: text("sortBy"), sortOrder: text("sortOrder"),
            attributes: names("attributes"), excluded: names("excludedAttributes"),
            startIndex: number("startIndex"), count: number("count"))
    }

    /// The body of a `/.search` (RFC 7644 §3.4.3).
    package init(search: JSONObject) throws(SCIMError) {
        let schemas = search["schemas"]?.array ?? []
        guard schemas.contains(.string(MessageURN.searchRequest)) else {
            throw .invalidSyntax("schemas must name \(MessageURN.searchRequest)")
        }
        func member<Value>(_ name: String, _ read: (JSONValue) -> Value?) throws(SCIMError) -> Value? {
            guard let value = search[name], value != .null else { return nil }
            guard let content = read(value) else { throw .invalidSyntax("\(name) has the wrong type") }
            return content
        }
        func strings(_ value: JSONValue) -> [String]? {
            guard let values = value.array else { return nil }
            let strings = values.compactMap(\.string)
            return strings.count == values.count ? strings : nil
        }
        let number = { (value: JSONValue) in value.integer.map { Int(clamping: $0) } }
        try self.init(
            filter: member("filter", \.string), sortBy: member("sortBy", \.string),
            sortOrder: member("sortOrder", \.string), attributes: member("attributes", strings),
            excluded: member("excludedAttributes", strings), startIndex: member("startIndex", number),
            count: member("count", number))
    }

    private init(
        filter: String?, sortBy: String?, sortOrder: String?, attributes: [String]?, excluded: [String]?,
        startIndex: Int?, count: Int?
    ) throws(SCIMError) {
        if let filter {
            do { self.filter = try FilterReader.read(filter) } catch { throw .invalidFilter(error) }
        }
        sorting = try Self.sorting(by: sortBy, order: sortOrder)
        selection = try Self.selection(attributes, without: excluded)
        // RFC 7644 §3.4.2.4: less than 1 is 1, a negative count is 0, and the server may return fewer.
        self.startIndex = max(1, startIndex ?? 1)
        self.count = min(max(0, count ?? Limits.scimDefaultPageResources), Limits.scimPageResources)
    }

    private static func sorting(by path: String?, order: String?) throws(SCIMError) -> Sorting? {
        let descending: Bool
        switch order?.lowercased() {
        case nil, "ascending": descending = false
        case "descending": descending = true
        default: throw .invalidValue(parameter: "sortOrder")
        }
        guard let path else { return nil }
        guard let path = AttributePath(path) else { throw .invalidValue(parameter: "sortBy") }
        return Sorting(path: path, descending: descending)
    }

    private static func selection(
        _ attributes: [String]?, without excluded: [String]?
    ) throws(SCIMError) -> AttributeSelection {
        func paths(_ names: [String], _ parameter: String) throws(SCIMError) -> [AttributePath] {
            let paths = names.compactMap { AttributePath($0) }
            guard paths.count == names.count, paths.count <= Limits.scimSelectedAttributes else {
                throw .invalidValue(parameter: parameter)
            }
            return paths
        }
        switch (attributes, excluded) {
        case (nil, nil): return .all
        case (let names?, nil): return .only(try paths(names, "attributes"))
        case (nil, let names?): return .without(try paths(names, "excludedAttributes"))
        // RFC 7644 §3.9: one or the other.
        case (_?, _?): throw .invalidValue(parameter: "excludedAttributes")
        }
    }
}

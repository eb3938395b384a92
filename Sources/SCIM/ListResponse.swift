import Wire

extension ListQuery {
    /// One page of the resources that match, and how many there are in all (RFC 7644 §3.4.2). Resources come in the order
    /// in which they are given, or in that of `sortBy`; each is looked at once.
    package func answer(from resources: some Sequence<Resource>) -> ListResponse {
        var matching = resources.filter { resource in filter?.matches(resource) ?? true }
        if let sorting { matching = sorting.sorted(matching) }
        let page = matching.dropFirst(startIndex - 1).prefix(count)
        return ListResponse(total: matching.count, startIndex: startIndex, page: Array(page), selection: selection)
    }
}

/// A page of a list (RFC 7644 §3.4.2).
package struct ListResponse: Sendable {
    let total: Int
    let startIndex: Int
    package let page: [Resource]
    let selection: AttributeSelection

    package var json: JSONObject {
        Self.json(page.map { $0.json(selection) }, total: total, startIndex: startIndex)
    }

    /// A list of all that there is.
    static func json(_ resources: [JSONObject]) -> JSONObject { json(resources, total: resources.count, startIndex: 1) }

    private static func json(_ resources: [JSONObject], total: Int, startIndex: Int) -> JSONObject {
        [
            "schemas": [.string(MessageURN.listResponse)], "totalResults": .integer(Int64(total)),
            "startIndex": .integer(Int64(startIndex)), "itemsPerPage": .integer(Int64(resources.count)),
            "Resources": .array(resources.map(JSONValue.object)),
        ]
    }
}

extension ListQuery.Sorting {
    /// Resources without a value come last when ascending, first when descending; of a multi-valued attribute the primary
    /// value counts, else the first (RFC 7644 §3.4.2.3). Equal ones keep their order.
    func sorted(_ resources: [Resource]) -> [Resource] {
        let keyed = resources.enumerated().map { (place: $0.offset, key: key(of: $0.element), resource: $0.element) }
        return keyed.sorted { left, right in
            switch (left.key, right.key) {
            case (nil, nil): return left.place < right.place
            case (nil, _?): return descending
            case (_?, nil): return !descending
            case (let first?, let second?):
                guard first != second else { return left.place < right.place }
                return first.lexicographicallyPrecedes(second) != descending
            }
        }.map(\.resource)
    }

    private func key(of resource: Resource) -> [UInt8]? {
        guard var attribute = resource.type.attribute(at: path) else { return nil }
        var value = resource.content[attribute.name]
        if let values = value?.array {
            value = values.first { $0.object?["primary"]?.bool ?? false } ?? values.first
        }
        if let part = path.part.map(attribute.part) ?? attribute.valuePart {
            value = value?.object?[part.name]
            attribute = part
        }
        switch value {
        case .string(let text): return attribute.kind.comparable(text)
        case .bool(let flag): return [flag ? 1 : 0]
        case nil, .null, .integer, .number, .array, .object: return nil
        }
    }
}

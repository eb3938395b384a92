import Identity
import Wire

// What a filter says of one resource (RFC 7644 §3.4.2.2). An attribute that the resource's type doesn't have is one
// without a value; of a multi-valued one, a single value that matches is enough.
extension Filter {
    package func matches(_ resource: Resource) -> Bool {
        matches(Scope(values: resource.content) { resource.type.attribute(at: $0) })
    }

    /// What it says of one value of a complex attribute.
    func matches(_ value: JSONObject, of attribute: AttributeDefinition) -> Bool {
        matches(
            Scope(values: value) { $0.schema == nil && $0.part == nil ? attribute.part($0.attribute) : nil })
    }

    /// Where paths are looked up: a resource, or one value of a complex attribute of it.
    private struct Scope {
        let values: JSONObject
        let definition: (AttributePath) -> AttributeDefinition?

        func found(_ path: AttributePath) -> (definition: AttributeDefinition, values: [JSONValue])? {
            guard let attribute = definition(path) else { return nil }
            let values = Filter.flattened(values[attribute.name])
            guard let name = path.part else { return (attribute, values) }
            guard let part = attribute.part(name) else { return nil }
            return (part, values.flatMap { Filter.flattened($0.object?[part.name]) })
        }
    }

    private func matches(_ scope: Scope) -> Bool {
        switch self {
        case .and(let left, let right): left.matches(scope) && right.matches(scope)
        case .or(let left, let right): left.matches(scope) || right.matches(scope)
        case .not(let filter): !filter.matches(scope)
        case .present(let path): scope.found(path)?.values.contains { !Self.isEmpty($0) } ?? false
        case .comparison(let path, let comparison, let operand): Self.compare(scope.found(path), comparison, operand)
        case .valuePath(let path, let filter): Self.value(scope.found(path), satisfies: filter)
        }
    }

    private static func value(
        _ found: (definition: AttributeDefinition, values: [JSONValue])?, satisfies filter: Filter
    ) -> Bool {
        guard let (attribute, values) = found else { return false }
        return values.contains { value in
            guard let object = value.object else { return false }
            return filter.matches(object, of: attribute)
        }
    }

    private static func compare(
        _ found: (definition: AttributeDefinition, values: [JSONValue])?, _ comparison: Comparison, _ operand: Operand
    ) -> Bool {
        guard var (attribute, values) = found, !values.isEmpty else {
            // No value is equal to null alone (RFC 7643 §2.5: unassigned and null are the same).
            switch comparison {
            case .equal: return operand == .null
            case .notEqual: return operand != .null
            case .contains, .startsWith, .endsWith, .greater, .greaterOrEqual, .less, .lessOrEqual: return false
            }
        }
        if let part = attribute.valuePart {
            values = values.compactMap { $0.object?[part.name] }
            attribute = part
        }
        return values.contains { comparison.holds(between: $0, and: operand, as: attribute.kind) }
    }

    private static func flattened(_ value: JSONValue?) -> [JSONValue] {
        switch value {
        case nil, .null: []
        case .array(let values): values
        case .some(let value): [value]
        }
    }

    private static func isEmpty(_ value: JSONValue) -> Bool {
        switch value {
        case .null: true
        case .string(let text): text.isEmpty
        case .array(let values): values.isEmpty
        case .object(let object): object.isEmpty
        case .bool, .integer, .number: false
        }
    }
}

extension Filter.Comparison {
    fileprivate func holds(
        between value: JSONValue, and operand: Filter.Operand, as kind: AttributeDefinition.Kind
    ) -> Bool {
        switch (value, operand) {
        case (.bool(let left), .bool(let right)): return self == .equal ? left == right : left != right
        case (.string(let left), .string(let right)):
            if case .dateTime = kind, let left = HueTime.moment(left), let right = HueTime.moment(right.text) {
                return orders(left, right)
            }
            return holds(between: kind.comparable(left), and: kind.comparable(right.text))
        default:
            // Values of different types are never equal, and none comes before the other.
            return self == .notEqual
        }
    }

    private func holds(between left: [UInt8], and right: [UInt8]) -> Bool {
        switch self {
        case .equal: left == right
        case .notEqual: left != right
        case .contains: left.contains(right)
        case .startsWith: left.starts(with: right)
        case .endsWith: left.reversed().starts(with: right.reversed())
        case .greater: right.lexicographicallyPrecedes(left)
        case .greaterOrEqual: !left.lexicographicallyPrecedes(right)
        case .less: left.lexicographicallyPrecedes(right)
        case .lessOrEqual: !right.lexicographicallyPrecedes(left)
        }
    }

    private func orders(_ left: Instant, _ right: Instant) -> Bool {
        switch self {
        case .equal: left == right
        case .notEqual: left != right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        case .less: left < right
        case .lessOrEqual: left <= right
        // Moments have no parts.
        case .contains, .startsWith, .endsWith: false
        }
    }
}

extension AttributeDefinition.Kind {
    /// The bytes by which texts of this type are compared: what people type is normalised (NFC), and case counts only
    /// where the schema says so.
    func comparable(_ text: String) -> [UInt8] {
        switch self {
        case .string(caseExact: true), .reference: Array(text.normalizedToNFC.utf8)
        case .string(caseExact: false), .boolean, .dateTime, .complex: Array(text.lowercased().normalizedToNFC.utf8)
        }
    }
}

import Wire

/// Which attributes an answer has (RFC 7644 §3.9): all; those named, and what is always returned; or all but those named.
package enum AttributeSelection: Hashable, Sendable {
    case all
    case only([AttributePath])
    case without([AttributePath])

    /// What a resource has left for the answer.
    package func selected(from resource: Resource) -> JSONObject {
        JSONObject(
            resource.json.members.compactMap { member -> (String, JSONValue)? in
                let path = AttributePath(member.name)
                guard let definition = path.flatMap(resource.type.attribute(at:)) else {
                    return (member.name, member.value)
                }
                return value(member.value, of: definition, in: resource.type).map { (member.name, $0) }
            })
    }

    private func value(_ value: JSONValue, of attribute: AttributeDefinition, in type: ResourceType) -> JSONValue? {
        guard !attribute.alwaysReturned else { return value }
        switch self {
        case .all: return value
        case .only(let paths):
            let named = paths.filter { type.attribute(at: $0) == attribute }
            guard !named.isEmpty else { return nil }
            let parts = named.compactMap(\.part)
            guard parts.count == named.count else { return value }
            return Self.keeping(value) { part in parts.contains { $0.hasSameBytes(as: part.lowercased()) } }
        case .without(let paths):
            let named = paths.filter { type.attribute(at: $0) == attribute }
            let parts = named.compactMap(\.part)
            guard parts.count == named.count else { return nil }
            return Self.keeping(value) { part in !parts.contains { $0.hasSameBytes(as: part.lowercased()) } }
        }
    }

    /// A complex value with some of its parts only; `nil` where none is left.
    private static func keeping(_ value: JSONValue, where isKept: (String) -> Bool) -> JSONValue? {
        switch value {
        case .object(let object):
            let kept = JSONObject(object.members.filter { isKept($0.name) }.map { ($0.name, $0.value) })
            return kept.isEmpty ? nil : .object(kept)
        case .array(let values):
            let kept = values.compactMap { keeping($0, where: isKept) }
            return kept.isEmpty ? nil : .array(kept)
        case .null, .bool, .integer, .number, .string: return value
        }
    }
}

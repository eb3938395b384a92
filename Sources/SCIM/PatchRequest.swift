import Wire

/// Changes of a resource, one after the other (RFC 7644 §3.5.2): all of them are made, or none.
package struct PatchRequest: Sendable {
    private let operations: [Operation]

    private struct Operation: Sendable {
        let verb: Verb
        let path: String?
        let value: JSONValue?
    }

    private enum Verb: String { case add, remove, replace }

    package init(_ body: JSONObject) throws(SCIMError) {
        guard (body["schemas"]?.array ?? []).contains(.string(MessageURN.patch)) else {
            throw .invalidSyntax("schemas must name \(MessageURN.patch)")
        }
        guard let listed = body["Operations"]?.array, !listed.isEmpty, listed.count <= Limits.scimPatchOperations else {
            throw .invalidSyntax("Operations must have 1 to \(Limits.scimPatchOperations) members")
        }
        var operations: [Operation] = []
        for one in listed {
            // In any case: some clients write Add (as Entra ID does).
            guard let object = one.object, let verb = object["op"]?.string.flatMap({ Verb(rawValue: $0.lowercased()) })
            else {
                throw .invalidSyntax("op must be add, remove or replace")
            }
            let path = object["path"]
            guard path == nil || path?.string != nil else { throw .invalidSyntax("path must be a string") }
            operations.append(Operation(verb: verb, path: path?.string, value: object["value"]))
        }
        self.operations = operations
    }

    /// What a resource is after them.
    package func applied(to resource: WrittenResource) throws(SCIMError) -> WrittenResource {
        var attributes = resource.attributes
        for operation in operations { try Self.apply(operation, to: &attributes, of: resource.type) }
        return try WrittenResource(attributes: attributes, as: resource.type)
    }

    private static func apply(
        _ operation: Operation, to attributes: inout JSONObject, of type: ResourceType
    ) throws(SCIMError) {
        if let path = operation.path {
            let path = try PatchPath(path, in: type)
            try apply(operation.verb, operation.value, at: path, to: &attributes)
            return
        }
        // Without a path the value has the attributes to change.
        guard operation.verb != .remove else { throw .noTarget }
        guard let members = operation.value?.object?.members else {
            throw .invalidSyntax("value must be an object where there is no path")
        }
        for member in members {
            let (name, value) = (member.name, member.value)
            if let schema = type.extensions.first(where: { $0.isNamed(name) }) {
                for part in value.object?.members ?? [] {
                    let path = try PatchPath("\(schema.id):\(part.name)", in: type)
                    try apply(operation.verb, part.value, at: path, to: &attributes)
                }
                continue
            }
            guard let path = AttributePath(name), let known = type.attribute(at: path), known.mutability != .readOnly
            else { continue }
            try apply(operation.verb, value, at: PatchPath(name, in: type), to: &attributes)
        }
    }

    private static func apply(
        _ verb: Verb, _ value: JSONValue?, at path: PatchPath, to attributes: inout JSONObject
    ) throws(SCIMError) {
        guard let schema = path.extensionID else { return try change(verb, value, at: path, of: &attributes) }
        // What is never shown can't be taken away either: nobody could say that it is gone.
        guard verb != .remove || path.attribute.mutability != .writeOnly else {
            throw .mutability(attribute: path.attribute.name)
        }
        var inner = attributes[schema]?.object ?? JSONObject()
        try change(verb, value, at: path, of: &inner)
        attributes[schema] = inner.isEmpty ? nil : .object(inner)
    }

    private static func change(
        _ verb: Verb, _ value: JSONValue?, at path: PatchPath, of attributes: inout JSONObject
    ) throws(SCIMError) {
        let (attribute, name) = (path.attribute, path.attribute.name)
        let old = attributes[name]
        if let part = path.part {
            let new = verb == .remove ? nil : try part.read(value ?? .null)
            attributes[name] = try changingPart(of: old, at: path, part.name, to: new, verb)
            return
        }
        let given = try value.flatMap { value throws(SCIMError) in try attribute.read(value) }
        switch verb {
        case .remove: attributes[name] = removing(given, from: old, at: path)
        case .replace where path.filter != nil: attributes[name] = try replacingValues(of: old, at: path, by: given)
        case .replace: attributes[name] = given
        case .add: attributes[name] = adding(given, to: old)
        }
    }

    private static func changingPart(
        of old: JSONValue?, at path: PatchPath, _ part: String, to new: JSONValue?, _ verb: Verb
    ) throws(SCIMError) -> JSONValue? {
        func changed(_ value: JSONValue) -> JSONValue {
            var object = value.object ?? JSONObject()
            object[part] = new
            return .object(object)
        }
        guard path.attribute.multiValued else { return changed(old ?? .object(JSONObject())) }
        let values = old?.array ?? []
        guard verb == .remove || values.contains(where: path.means) else { throw .noTarget }
        return .array(values.map { path.means($0) ? changed($0) : $0 })
    }

    private static func replacingValues(
        of old: JSONValue?, at path: PatchPath, by given: JSONValue?
    ) throws(SCIMError) -> JSONValue? {
        let values = old?.array ?? []
        guard values.contains(where: path.means) else { throw .noTarget }
        return .array(values.filter { !path.means($0) } + (given?.array ?? []))
    }

    /// All values, those that the path means, or those that are named: some clients send them so (as Entra ID does).
    private static func removing(_ named: JSONValue?, from old: JSONValue?, at path: PatchPath) -> JSONValue? {
        guard let values = old?.array else { return nil }
        guard path.filter != nil || named != nil else { return nil }
        let ids = (named?.array ?? []).compactMap { $0.object?["value"] }
        return .array(
            values.filter { value in
                if path.filter != nil { return !path.means(value) }
                return !ids.contains { $0 == value.object?["value"] }
            })
    }

    private static func adding(_ given: JSONValue?, to old: JSONValue?) -> JSONValue? {
        switch (old, given) {
        case (_, nil): return old
        case (.array(let values)?, .array(let more)?):
            let fresh = more.filter { !values.contains($0) }
            // RFC 7644 §3.5.2: the new primary value is the only one.
            guard fresh.contains(where: { $0.object?["primary"] == true }) else { return .array(values + fresh) }
            return .array(values.map(withoutPrimary) + fresh)
        case (.object(var object)?, .object(let more)?):
            object.merge(more)
            return .object(object)
        default: return given
        }
    }

    private static func withoutPrimary(_ value: JSONValue) -> JSONValue {
        guard var object = value.object, object["primary"] == true else { return value }
        object["primary"] = false
        return .object(object)
    }
}

import Identity
import Wire

/// What a source says of one resource: the attributes that it may write, in the form of the schema (RFC 7644 §3.3). What
/// it may not write, and what the schema doesn't have, is passed over.
package struct WrittenResource: Hashable, Sendable {
    package let type: ResourceType
    /// Under the names and in the order of the schema, without what has no value.
    package let attributes: JSONObject

    /// Reads the body of a POST or PUT.
    package init(_ body: JSONObject, as type: ResourceType) throws(SCIMError) {
        let schemas = (body["schemas"]?.array ?? []).compactMap { $0.string?.lowercased() }
        guard schemas.contains(where: type.schema.id.lowercased().hasSameBytes(as:)) else {
            throw .invalidSyntax("schemas must name \(type.schema.id)")
        }
        try self.init(attributes: body, as: type)
    }

    /// Reads what was kept of one.
    package init(stored content: JSONObject, as type: ResourceType) throws(SCIMError) {
        try self.init(attributes: content, as: type)
    }

    init(attributes members: JSONObject, as type: ResourceType) throws(SCIMError) {
        var attributes = JSONObject()
        for definition in type.writable {
            let given = members.members.first { definition.isNamed($0.name.lowercased()) }
            attributes[definition.name] = try given.flatMap { given throws(SCIMError) in
                try definition.read(given.value)
            }
            guard attributes[definition.name] != nil || !definition.isRequired else {
                throw .invalidValue(parameter: definition.name)
            }
        }
        for schema in type.extensions {
            let given = members.members.first { schema.isNamed($0.name) }
            if let object = given?.value.object {
                attributes[schema.id] = try schema.written(object).map(JSONValue.object)
            }
        }
        self.type = type
        self.attributes = attributes
    }

    /// By what the state knows the person, where the source says it.
    package var citizenNumber: CitizenNumber? {
        attributes[ResourceSchema.citizen.id]?.object?[ResourceSchema.citizenNumber]?.string
            .flatMap { CitizenNumber($0) }
    }

    /// The same of somebody whose number is known from before: what is never shown isn't taken back by not saying it
    /// (RFC 7644 §3.5.1).
    package func knowing(_ number: CitizenNumber?) -> WrittenResource {
        guard let number, citizenNumber == nil, type.extensions.contains(.citizen) else { return self }
        var attributes = attributes
        attributes[ResourceSchema.citizen.id] = .object([ResourceSchema.citizenNumber: .string(number.digits)])
        return WrittenResource(type: type, attributes: attributes)
    }

    /// What may be kept of it and shown again: all but the ids of members, which come and go by themselves, and what is
    /// never shown.
    package var content: JSONObject {
        var content = attributes
        content["members"] = nil
        for schema in type.extensions { content[schema.id] = nil }
        return content
    }

    private init(type: ResourceType, attributes: JSONObject) {
        (self.type, self.attributes) = (type, attributes)
    }

    /// The ids of those who are to be members.
    package var members: [String] {
        (attributes["members"]?.array ?? []).compactMap { $0.object?["value"]?.string }
    }

    /// A text that says something.
    package func text(_ name: String, _ part: String? = nil) -> String? {
        let value = part.map { attributes[name]?.object?[$0] } ?? attributes[name]
        return value?.string
    }

    /// The value to use of several: the primary one, else the first.
    package func first(_ name: String) -> String? {
        let values = attributes[name]?.array ?? []
        return (values.first { $0.object?["primary"] == true } ?? values.first)?.object?["value"]?.string
    }

    package var isActive: Bool { attributes["active"]?.bool ?? true }
}

extension ResourceSchema {
    /// What a source says by the names of an extension; `nil` for nothing.
    fileprivate func written(_ object: JSONObject) throws(SCIMError) -> JSONObject? {
        var written = JSONObject()
        for definition in attributes where definition.mutability != .readOnly {
            let given = object.members.first { definition.isNamed($0.name.lowercased()) }
            written[definition.name] = try given.flatMap { given throws(SCIMError) in try definition.read(given.value) }
        }
        if let number = written[Self.citizenNumber]?.string, CitizenNumber(number) == nil {
            throw .invalidValue(parameter: Self.citizenNumber)
        }
        return written.isEmpty ? nil : written
    }
}

extension ResourceType {
    var writable: [AttributeDefinition] {
        let externalID = AttributePath("externalId").flatMap(attribute(at:))
        return ([externalID].compactMap { $0 } + schema.attributes).filter { $0.mutability != .readOnly }
    }
}

extension AttributeDefinition {
    /// A value in the schema's form; `nil` for one that says nothing (RFC 7643 §2.5). Texts that people type are NFC.
    func read(_ value: JSONValue) throws(SCIMError) -> JSONValue? {
        guard multiValued else { return try readOne(value) }
        let values: [JSONValue]
        switch value {
        case .null: return nil
        case .array(let several): values = several
        default: values = [value]
        }
        guard values.count <= Limits.scimValues else { throw .invalidValue(parameter: name) }
        var read: [JSONValue] = []
        for value in values { if let one = try readOne(value), !read.contains(one) { read.append(one) } }
        let primaries = read.count { $0.object?["primary"] == true }
        // RFC 7643 §2.4: one at most.
        guard primaries <= 1 else { throw .invalidValue(parameter: name) }
        return read.isEmpty ? nil : .array(read)
    }

    /// Whether it is short enough, and without a NUL, which no record holds.
    private func isKept(_ text: String) -> Bool {
        text.utf8.count <= Limits.scimValueBytes && !text.utf8.contains(0)
    }

    private func readOne(_ value: JSONValue) throws(SCIMError) -> JSONValue? {
        switch (kind, value) {
        case (_, .null): return nil
        case (.string, .string(let text)), (.dateTime, .string(let text)):
            guard isKept(text) else { throw .invalidValue(parameter: name) }
            return text.isEmpty ? nil : .string(text.normalizedToNFC)
        case (.reference, .string(let text)):
            guard isKept(text) else { throw .invalidValue(parameter: name) }
            return text.isEmpty ? nil : value
        case (.boolean, .bool): return value
        case (.complex(let parts), .object(let object)):
            var read = JSONObject()
            for part in parts where part.mutability != .readOnly {
                let given = object.members.first { part.isNamed($0.name.lowercased()) }
                if let given { read[part.name] = try part.read(given.value) }
            }
            return read.isEmpty ? nil : .object(read)
        default: throw .invalidValue(parameter: name)
        }
    }
}

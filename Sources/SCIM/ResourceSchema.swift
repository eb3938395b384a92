import Wire

/// A schema (RFC 7643 §7): a name for attributes that come together.
package struct ResourceSchema: Hashable, Sendable {
    package let id: String
    package let name: String
    package let description: String
    package let attributes: [AttributeDefinition]

    package func attribute(_ lowercased: String) -> AttributeDefinition? {
        attributes.first { $0.isNamed(lowercased) }
    }

    /// A URN, which is the same in any case (RFC 8141 §3.1).
    func isNamed(_ uri: String) -> Bool { id.lowercased().hasSameBytes(as: uri.lowercased()) }

    package func json(at base: String) -> JSONObject {
        [
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"], "id": .string(id), "name": .string(name),
            "description": .string(description), "attributes": .array(attributes.map { .object($0.json) }),
            "meta": ["resourceType": "Schema", "location": .string("\(base)/Schemas/\(id)")],
        ]
    }
}

/// What there is: members of staff, and units.
package enum ResourceKind: String, Hashable, Sendable, CaseIterable {
    case user = "User"
    case group = "Group"

    /// Behind the base URL, with its slash.
    package var endpoint: String {
        switch self {
        case .user: "/Users"
        case .group: "/Groups"
        }
    }
}

/// A kind of resources, and the schema that they have (RFC 7643 §6).
package struct ResourceType: Hashable, Sendable {
    package let kind: ResourceKind
    package let schema: ResourceSchema
    /// What a resource may have besides, under the names of these schemas (RFC 7643 §3.3).
    package let extensions: [ResourceSchema]

    init(kind: ResourceKind, schema: ResourceSchema, extensions: [ResourceSchema] = []) {
        (self.kind, self.schema, self.extensions) = (kind, schema, extensions)
    }

    package var name: String { kind.rawValue }
    package var endpoint: String { kind.endpoint }

    /// What a platform reads.
    package static let user = ResourceType(kind: .user, schema: .user)
    package static let group = ResourceType(kind: .group, schema: .group)

    /// What a source reads and writes: its own.
    package static let ownUser = ResourceType(kind: .user, schema: .ownUser)
    package static let ownGroup = ResourceType(kind: .group, schema: .ownGroup)
    /// Of a source that says who its people are by their citizen numbers.
    package static let numberedUser = ResourceType(kind: .user, schema: .ownUser, extensions: [.citizen])

    /// What each resource has, whatever its schema (RFC 7643 §3.1).
    private static let common = [
        AttributeDefinition(
            "externalId", as: .string(caseExact: true), mutability: .readWrite,
            "What its source calls it; shown to nobody else"),
        AttributeDefinition("schemas", as: .reference(["uri"]), multiValued: true, alwaysReturned: true, "Its schemas"),
        AttributeDefinition(
            "id", as: .string(caseExact: true), alwaysReturned: true, unique: true, "Its name for this client alone"),
        AttributeDefinition(
            "meta",
            as: .complex([
                AttributeDefinition("resourceType", as: .string(caseExact: true), "User or Group"),
                AttributeDefinition("lastModified", as: .dateTime, "When its records changed last"),
                AttributeDefinition("location", as: .reference(["uri"]), "Where it is read"),
                AttributeDefinition("version", as: .string(caseExact: true), "Its entity tag"),
            ]), "What is known of the resource itself"),
    ]

    /// What a path names in resources of this type; `nil` for what they don't have.
    package func attribute(at path: AttributePath) -> AttributeDefinition? {
        if let uri = path.schema, !schema.isNamed(uri) {
            return extensions.first { $0.isNamed(uri) }?.attribute(path.attribute)
        }
        return schema.attribute(path.attribute) ?? Self.common.first { $0.isNamed(path.attribute) }
    }

    package func json(at base: String) -> JSONObject {
        [
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"], "id": .string(name),
            "name": .string(name), "endpoint": .string(endpoint), "description": .string(schema.description),
            "schema": .string(schema.id),
            "schemaExtensions": .array(extensions.map { ["schema": .string($0.id), "required": false] }),
            "meta": ["resourceType": "ResourceType", "location": .string("\(base)/ResourceTypes/\(name)")],
        ]
    }
}

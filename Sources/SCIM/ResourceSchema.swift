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

    package var name: String { kind.rawValue }
    package var endpoint: String { kind.endpoint }

    /// What a platform reads.
    package static let user = ResourceType(kind: .user, schema: .user)
    package static let group = ResourceType(kind: .group, schema: .group)

    /// What a source reads and writes: its own.
    package static let ownUser = ResourceType(kind: .user, schema: .ownUser)
    package static let ownGroup = ResourceType(kind: .group, schema: .ownGroup)

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
        if let uri = path.schema, !uri.hasSameBytes(as: schema.id.lowercased()) { return nil }
        return schema.attribute(path.attribute) ?? Self.common.first { $0.isNamed(path.attribute) }
    }

    package func json(at base: String) -> JSONObject {
        [
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"], "id": .string(name),
            "name": .string(name), "endpoint": .string(endpoint), "description": .string(schema.description),
            "schema": .string(schema.id),
            "meta": ["resourceType": "ResourceType", "location": .string("\(base)/ResourceTypes/\(name)")],
        ]
    }
}

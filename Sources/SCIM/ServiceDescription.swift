import Wire

/// What the service tells a client of itself (RFC 7644 §4): what it does of the protocol, and what the client's resources
/// are like. To a platform it says that nothing is written.
package struct ServiceDescription: Hashable, Sendable {
    /// The client's types of resources.
    package let types: [ResourceType]
    private let isWritten: Bool

    package static let platform = ServiceDescription(types: [.user, .group], isWritten: false)
    package static let source = ServiceDescription(types: [.ownUser, .ownGroup], isWritten: true)
    /// Of a source that says who its people are by their citizen numbers.
    package static let numberedSource = ServiceDescription(types: [.numberedUser, .ownGroup], isWritten: true)

    private var allSchemas: [ResourceSchema] { types.flatMap { [$0.schema] + $0.extensions } }

    /// RFC 7643 §5.
    package func serviceProviderConfig(at base: String) -> JSONObject {
        [
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
            "patch": ["supported": .bool(isWritten)],
            "bulk": ["supported": false, "maxOperations": 0, "maxPayloadSize": 0],
            "filter": ["supported": true, "maxResults": .integer(Int64(Limits.scimPageResources))],
            "changePassword": ["supported": false],
            "sort": ["supported": true],
            "etag": ["supported": true],
            "authenticationSchemes": [
                [
                    "type": "oauthbearertoken", "name": "OAuth Bearer Token",
                    "description": "An access token by client credentials (RFC 6750)",
                    "specUri": "https://www.rfc-editor.org/info/rfc6750", "primary": true,
                ]
            ],
            "meta": [
                "resourceType": "ServiceProviderConfig", "location": .string("\(base)/ServiceProviderConfig"),
            ],
        ]
    }

    /// RFC 7643 §6.
    package func resourceTypes(at base: String) -> JSONObject { ListResponse.json(types.map { $0.json(at: base) }) }

    package func resourceType(_ name: String, at base: String) throws(SCIMError) -> JSONObject {
        guard let type = types.first(where: { $0.name.hasSameBytes(as: name) }) else { throw .notFound(id: name) }
        return type.json(at: base)
    }

    /// RFC 7643 §7.
    package func schemas(at base: String) -> JSONObject { ListResponse.json(allSchemas.map { $0.json(at: base) }) }

    package func schema(_ id: String, at base: String) throws(SCIMError) -> JSONObject {
        guard let schema = allSchemas.first(where: { $0.isNamed(id) }) else { throw .notFound(id: id) }
        return schema.json(at: base)
    }
}

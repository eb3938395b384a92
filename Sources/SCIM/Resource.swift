import Cryptography
import Identity
import Wire

/// A resource as its client sees it: complete, with the version that its content makes.
package struct Resource: Sendable {
    package let type: ResourceType
    package let id: String
    /// All attributes under their names as the schema spells them, but for the version: that is made only of resources
    /// that are shown, as a filter looks at many more. No filter asks for it.
    let content: JSONObject

    /// - Parameters:
    ///   - attributes: those of the schema, without `id`, `schemas` and `meta`.
    ///   - lastModified: when its records changed last, where they say so.
    ///   - base: the URL of SCIM's root, without a slash at its end.
    package init(
        _ type: ResourceType, id: String, attributes: JSONObject, lastModified: Instant? = nil, at base: String
    ) {
        self.type = type
        self.id = id
        var json: JSONObject = ["schemas": [.string(type.schema.id)], "id": .string(id)]
        json.merge(attributes)
        var meta: JSONObject = ["resourceType": .string(type.name)]
        if let lastModified { meta["lastModified"] = .string(lastModified.text) }
        meta["location"] = .string("\(base)\(type.endpoint)/\(id)")
        json["meta"] = .object(meta)
        content = json
    }

    package var version: EntityTag { EntityTag(of: content) }

    /// The whole resource.
    package var json: JSONObject {
        var json = content
        var meta = json["meta"]?.object ?? JSONObject()
        meta["version"] = .string(version.text)
        json["meta"] = .object(meta)
        return json
    }

    /// Where it is read.
    package var location: String { content["meta"]?.object?["location"]?.string ?? "" }

    /// The ids of the people who are members of it.
    package var memberIDs: [String] {
        (content["members"]?.array ?? []).compactMap { member in
            member.object?["type"] == .string(ResourceKind.user.rawValue) ? member.object?["value"]?.string : nil
        }
    }

    /// What an answer has of it.
    package func json(_ selection: AttributeSelection) -> JSONObject { selection.selected(from: self) }
}

/// A weak validator (RFC 9110 §8.8.3; RFC 7644 §3.14), made of the content: there is no counter to keep.
package struct EntityTag: Hashable, Sendable {
    package let text: String

    init(of content: JSONObject) {
        text = "W/\"\(Base64URL.encode(Array(SHA2.sha256(JSONWriter.write(content)).prefix(16))))\""
    }

    /// Whether the version is among those of an `If-None-Match` or `If-Match` field: by weak comparison (RFC 9110
    /// §8.8.3.2), as RFC 7644 §3.14 has weak tags for both.
    package func isAmong(_ field: String) -> Bool {
        let tags = field.split(separator: ",").map { $0.drop { $0 == " " } }
        return tags.contains { tag in
            let opaque = tag.hasPrefix("W/") ? tag.dropFirst(2) : tag
            let trimmed = String(opaque.prefix { $0 != " " })
            return trimmed.hasSameBytes(as: "*") || trimmed.hasSameBytes(as: String(text.dropFirst(2)))
        }
    }
}

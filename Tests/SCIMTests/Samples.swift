import Identity
import SCIM
import Wire

/// Resources of the tests.
enum Samples {
    static let base = "https://sso.example/scim/v2"

    /// Barbara Jensen of RFC 7643 §8.2, as far as our schema has her attributes.
    static let barbara = user(
        "2819c223",
        [
            "userName": "bjensen@example.com", "name": ["formatted": "Ms. Barbara J Jensen, III"],
            "displayName": "Babs Jensen", "title": "Tour Guide", "active": true,
            "emails": [
                ["value": "bjensen@example.com", "type": "work", "primary": true],
                ["value": "babs@jensen.org", "type": "home"],
            ],
            "phoneNumbers": [["value": "555-555-5555", "type": "work"]],
        ], lastModified: Instant(secondsSince1970: 1_305_261_754))  // 2011-05-13T04:42:34Z

    static func user(_ id: String, _ attributes: JSONObject, lastModified: Instant? = nil) -> Resource {
        Resource(.ownUser, id: id, attributes: attributes, lastModified: lastModified, at: base)
    }

    static func named(_ names: String...) -> [Resource] {
        names.enumerated().map { user(String($0.offset), ["displayName": .string($0.element)]) }
    }
}

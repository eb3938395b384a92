/// What clients are told of people and units: of RFC 7643 §4 what the city's records have.
extension ResourceSchema {
    /// A member of staff as a platform sees them, to whom nothing is written.
    package static let user = ResourceSchema(
        id: userID, name: "User", description: "A member of staff who uses the platform",
        attributes: [
            AttributeDefinition("userName", unique: true, "A unique name: the id, as platforms share none"),
            AttributeDefinition(
                "name", as: .complex([AttributeDefinition("formatted", "The whole name, as it is written")]), "The name"
            ),
            AttributeDefinition("displayName", "The name as it is shown"),
            AttributeDefinition("title", "The position, where the person has one only"),
            AttributeDefinition("active", as: .boolean, "Whether the person may sign in as staff"),
            AttributeDefinition(
                "phoneNumbers", as: .complex(contact(.readOnly)), multiValued: true, "Telephone numbers"),
            groups,
        ])

    /// A unit of the city as a platform sees it, and who of the platform's people has a post there.
    package static let group = ResourceSchema(
        id: groupID, name: "Group", description: "A unit of the city",
        attributes: [
            AttributeDefinition("displayName", "The name of the unit"),
            AttributeDefinition(
                "members",
                as: .complex([
                    AttributeDefinition("value", as: .string(caseExact: true), "The id of the member"),
                    AttributeDefinition("$ref", as: .reference(["User", "Group"]), "Where the member is read"),
                    AttributeDefinition("display", "The name of the member"),
                    AttributeDefinition("type", "User, or Group for a unit below"),
                ]), multiValued: true, "Who has a post there, and the units below"),
        ])

    /// A member of staff as their source says it.
    package static let ownUser = ResourceSchema(
        id: userID, name: "User", description: "A member of staff of this source",
        attributes: [
            AttributeDefinition(
                "userName", unique: true, mutability: .readWrite, isRequired: true,
                "What the source calls the person; nobody signs in by it here"),
            AttributeDefinition(
                "name",
                as: .complex([
                    AttributeDefinition("formatted", mutability: .readWrite, "The whole name, as it is written"),
                    AttributeDefinition("familyName", mutability: .readWrite, "The name of the family"),
                    AttributeDefinition("givenName", mutability: .readWrite, "The name that the person was given"),
                ]), mutability: .readWrite, "The name"),
            AttributeDefinition("displayName", mutability: .readWrite, "The name as it is shown"),
            AttributeDefinition("title", mutability: .readWrite, "The position"),
            AttributeDefinition("active", as: .boolean, mutability: .readWrite, "Whether the person works here"),
            AttributeDefinition(
                "emails", as: .complex(contact(.readWrite)), multiValued: true, mutability: .readWrite, "Addresses"),
            AttributeDefinition(
                "phoneNumbers", as: .complex(contact(.readWrite)), multiValued: true, mutability: .readWrite,
                "Telephone numbers"),
            groups,
        ])

    /// A unit as its source says it.
    package static let ownGroup = ResourceSchema(
        id: groupID, name: "Group", description: "A unit of this source",
        attributes: [
            AttributeDefinition("displayName", mutability: .readWrite, isRequired: true, "The name of the unit"),
            AttributeDefinition(
                "members",
                as: .complex([
                    AttributeDefinition(
                        "value", as: .string(caseExact: true), mutability: .immutable, "The id of the member"),
                    AttributeDefinition(
                        "$ref", as: .reference(["User", "Group"]), mutability: .immutable, "Where the member is read"),
                    AttributeDefinition(
                        "type", mutability: .immutable, canonicalValues: ["User", "Group"],
                        "User, or Group for a unit below"),
                ]), multiValued: true, mutability: .readWrite, "Who has a post there, and the units below"),
        ])

    /// By what the state knows a person. It joins somebody of a source with the one whom VNeID or another source brings,
    /// and is never shown: not even to the source, which may not learn whether it was known.
    package static let citizen = ResourceSchema(
        id: "urn:hue:params:scim:schemas:extension:citizen:2.0:User", name: "Citizen",
        description: "By what the state knows a person",
        attributes: [
            AttributeDefinition(
                citizenNumber, as: .string(caseExact: true), unique: true, mutability: .writeOnly,
                "The citizen number, of twelve digits; changed only with the operators' approval")
        ])

    static let citizenNumber = "citizenNumber"

    private static let userID = "urn:ietf:params:scim:schemas:core:2.0:User"
    private static let groupID = "urn:ietf:params:scim:schemas:core:2.0:Group"

    /// RFC 7643 §4.1.2: the other side of `members`, and changed there.
    private static let groups = AttributeDefinition(
        "groups",
        as: .complex([
            AttributeDefinition("value", as: .string(caseExact: true), "The id of the unit"),
            AttributeDefinition("$ref", as: .reference(["Group"]), "Where the unit is read"),
            AttributeDefinition("display", "The name of the unit"),
            AttributeDefinition("type", "direct: a post at the unit itself"),
        ]), multiValued: true, "The units at which the person has a post")

    private static func contact(_ mutability: AttributeDefinition.Mutability) -> [AttributeDefinition] {
        [
            AttributeDefinition("value", mutability: mutability, "The address or number"),
            AttributeDefinition("type", mutability: mutability, "work, or another word of the source's"),
            AttributeDefinition("primary", as: .boolean, mutability: mutability, "Whether it is the one to use"),
        ]
    }
}

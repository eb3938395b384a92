extension ResourceSchema {
    /// What a platform is told of a member of staff: of RFC 7643 §4.1 what the city's records have.
    package static let user = ResourceSchema(
        id: "urn:ietf:params:scim:schemas:core:2.0:User", name: "User",
        description: "A member of staff who uses the platform",
        attributes: [
            AttributeDefinition("userName", unique: true, "A unique name: the id, as platforms share none"),
            AttributeDefinition(
                "name", as: .complex([AttributeDefinition("formatted", "The whole name, as it is written")]), "The name"
            ),
            AttributeDefinition("displayName", "The name as it is shown"),
            AttributeDefinition("title", "The position, as the directory names it"),
            AttributeDefinition("active", as: .boolean, "Whether the person may sign in as staff"),
            AttributeDefinition("emails", as: .complex(contact), multiValued: true, "Addresses of e-mail"),
            AttributeDefinition("phoneNumbers", as: .complex(contact), multiValued: true, "Telephone numbers"),
            AttributeDefinition(
                "groups",
                as: .complex([
                    AttributeDefinition("value", as: .string(caseExact: true), "The id of the unit"),
                    AttributeDefinition("$ref", as: .reference(["Group"]), "Where the unit is read"),
                    AttributeDefinition("display", "The name of the unit"),
                    AttributeDefinition("type", "direct: a post at the unit itself"),
                ]), multiValued: true, "The units at which the person has a post"),
        ])

    /// A unit of the city (RFC 7643 §4.2) and who has a post there.
    package static let group = ResourceSchema(
        id: "urn:ietf:params:scim:schemas:core:2.0:Group", name: "Group", description: "A unit of the city",
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

    private static let contact = [
        AttributeDefinition("value", "The address or number"),
        AttributeDefinition("type", "work"),
        AttributeDefinition("primary", as: .boolean, "Whether it is the one to use"),
    ]
}

import Identity
import Testing
import Wire

@testable import SCIM

/// PATCH by the examples of RFC 7644 §3.5.2, and what it refuses.
@Suite struct PatchRequestTests {
    private static let urn = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
    private static let core = "urn:ietf:params:scim:schemas:core:2.0:"

    private static func group(_ members: String...) throws -> WrittenResource {
        try WrittenResource(
            [
                "schemas": [.string(core + "Group")], "displayName": "Tour Guides",
                "members": .array(members.map { ["value": .string($0), "type": "User"] }),
            ], as: .ownGroup)
    }

    private static func barbara(as type: ResourceType = .ownUser) throws -> WrittenResource {
        var body = Samples.barbara.json
        body["schemas"] = [.string(core + "User")]
        return try WrittenResource(body, as: type)
    }

    private static func patch(_ operations: JSONObject...) throws -> PatchRequest {
        try PatchRequest(["schemas": [.string(urn)], "Operations": .array(operations.map(JSONValue.object))])
    }

    private static func members(_ resource: WrittenResource) -> [String] { resource.members }

    // MARK: RFC 7644 §3.5.2.1

    @Test func `add puts a member to the others, and once only`() throws {
        let babs: JSONObject = [
            "op": "add", "path": "members",
            "value": [
                [
                    "display": "Babs Jensen",
                    "$ref": "https://example.com/v2/Users/2819c223-7f76-453a-919d-413861904646",
                    "value": "2819c223-7f76-453a-919d-413861904646", "type": "User",
                ]
            ],
        ]
        let after = try Self.patch(babs).applied(to: Self.group("26118915"))
        #expect(Self.members(after) == ["26118915", "2819c223-7f76-453a-919d-413861904646"])
        #expect(try Self.patch(babs, babs).applied(to: after) == after)
    }

    @Test func `add without a path changes the attributes of its value`() throws {
        let after = try Self.patch([
            "op": "add",
            "value": [
                "emails": [
                    ["value": "babs@jensen.org", "type": "home"], ["value": "barbara@work.example", "type": "work"],
                ],
                "nickname": "Babs", "displayName": "Barbara",
            ],
        ]).applied(to: Self.barbara())
        #expect(after.text("displayName") == "Barbara")
        let mails = try #require(after.attributes["emails"]?.array)
        #expect(mails.count == 3, "one of the two was there")
        #expect(after.first("emails") == "bjensen@example.com", "the primary one still is")
    }

    @Test func `a new primary value is the only one`() throws {
        let after = try Self.patch([
            "op": "add", "path": "emails", "value": [["value": "new@example.com", "primary": true]],
        ]).applied(to: Self.barbara())
        #expect(after.first("emails") == "new@example.com")
        #expect(after.attributes["emails"]?.array?.count { $0.object?["primary"] == true } == 1)
    }

    // MARK: RFC 7644 §3.5.2.2

    @Test func `remove takes one member, all of them, or those that a filter means`() throws {
        let group = try Self.group("2819c223", "902c246b")
        let one: JSONObject = ["op": "remove", "path": "members[value eq \"2819c223\"]"]
        #expect(try Self.members(Self.patch(one).applied(to: group)) == ["902c246b"])
        #expect(try Self.members(Self.patch(["op": "remove", "path": "members"]).applied(to: group)) == [])
        let mails = try Self.patch([
            "op": "remove", "path": "emails[type eq \"work\" and value ew \"example.com\"]",
        ]).applied(to: Self.barbara())
        #expect(mails.first("emails") == "babs@jensen.org")
        // As Entra ID sends it.
        let named: JSONObject = ["op": "Remove", "path": "members", "value": [["value": "902c246b"]]]
        #expect(try Self.members(Self.patch(named).applied(to: group)) == ["2819c223"])
    }

    @Test func `one operation after the other: a member goes and another comes`() throws {
        let after = try Self.patch(
            ["op": "remove", "path": "members[value eq \"2819c223\"]"],
            ["op": "add", "path": "members", "value": [["value": "902c246b", "type": "User"]]]
        ).applied(to: Self.group("2819c223"))
        #expect(Self.members(after) == ["902c246b"])
    }

    @Test func `what is required can't be removed`() throws {
        #expect(throws: SCIMError.invalidValue(parameter: "displayName")) {
            try Self.patch(["op": "remove", "path": "displayName"]).applied(to: Self.group())
        }
        #expect(throws: SCIMError.noTarget) { try Self.patch(["op": "remove"]).applied(to: Self.group()) }
    }

    // MARK: RFC 7644 §3.5.2.3

    @Test func `replace puts other members in the place of all`() throws {
        let after = try Self.patch([
            "op": "replace", "path": "members",
            "value": [
                ["display": "Babs Jensen", "value": "2819c223"], ["display": "James Smith", "value": "08e1d05d"],
            ],
        ]).applied(to: Self.group("1", "2", "3"))
        #expect(Self.members(after) == ["2819c223", "08e1d05d"])
    }

    @Test func `replace changes the value that a filter means, or a part of it`() throws {
        let whole = try Self.patch([
            "op": "replace", "path": "emails[type eq \"work\"]",
            "value": ["type": "work", "value": "new@example.com", "primary": true],
        ]).applied(to: Self.barbara())
        #expect(whole.first("emails") == "new@example.com")
        let part = try Self.patch([
            "op": "replace", "path": "phoneNumbers[type eq \"work\"].value", "value": "555-555-1111",
        ]).applied(to: Self.barbara())
        #expect(part.first("phoneNumbers") == "555-555-1111")
        let name = try Self.patch(["op": "replace", "path": "name.familyName", "value": "Jensen"])
            .applied(to: Self.barbara())
        #expect(name.text("name", "familyName") == "Jensen")
        #expect(name.text("name", "formatted") == "Ms. Barbara J Jensen, III")
        #expect(throws: SCIMError.noTarget) {
            try Self.patch(["op": "replace", "path": "emails[type eq \"other\"].value", "value": "x"])
                .applied(to: Self.barbara())
        }
    }

    @Test func `replace without a path changes several attributes`() throws {
        let after = try Self.patch([
            "op": "replace",
            "value": [
                "emails": [["value": "bjensen@example.com", "type": "work"]], "nickname": "Babs", "active": false,
            ],
        ]).applied(to: Self.barbara())
        #expect(!after.isActive && after.attributes["emails"]?.array?.count == 1)
    }

    // MARK: Refused

    private static let refused: [(operation: JSONObject, error: SCIMError)] = [
        (["op": "replace", "path": "id", "value": "1"], .mutability(attribute: "id")),
        (["op": "replace", "path": "groups", "value": []], .mutability(attribute: "groups")),
        (["op": "add", "path": "nickName", "value": "Babs"], .invalidPath),
        (["op": "add", "path": "name.nothing", "value": "x"], .invalidPath),
        (["op": "add", "path": "emails[type eq", "value": "x"], .invalidPath),
        (["op": "add", "path": "emails[type eq \"work\"]value", "value": "x"], .invalidPath),
        (["op": "replace", "path": "active", "value": "perhaps"], .invalidValue(parameter: "active")),
    ]

    @Test(arguments: refused)
    func `an operation on what can't be changed, or isn't there, is refused`(
        operation: JSONObject, error: SCIMError
    ) throws {
        #expect(throws: error) { try Self.patch(operation).applied(to: Self.barbara()) }
    }

    @Test func `a body that is no PatchOp is refused`() {
        let operation: JSONValue = ["op": "add", "path": "title", "value": "x"]
        for body in [
            ["Operations": [operation]], ["schemas": [.string(Self.urn)]],
            ["schemas": [.string(Self.urn)], "Operations": []],
            ["schemas": [.string(Self.urn)], "Operations": [["op": "move"]]],
            ["schemas": [.string(Self.urn)], "Operations": [["op": "add", "path": 1]]],
        ] as [JSONObject] {
            #expect(throws: SCIMError.self) { try PatchRequest(body) }
        }
        let many = JSONValue.array(Array(repeating: operation, count: Limits.scimPatchOperations + 1))
        #expect(throws: SCIMError.self) { try PatchRequest(["schemas": [.string(Self.urn)], "Operations": many]) }
    }

    // MARK: Citizen numbers

    private static let extended = "urn:hue:params:scim:schemas:extension:citizen:2.0:User"

    private static let said: [JSONObject] = [
        ["op": "add", "path": .string(extended + ":citizenNumber"), "value": "000090000001"],
        ["op": "replace", "value": .object([extended.lowercased(): ["citizennumber": "000090000001"]])],
    ]

    @Test(arguments: said)
    func `the number of an extension is said by its schema's name, with a path or without`(operation: JSONObject) throws
    {
        let after = try Self.patch(operation).applied(to: Self.barbara(as: .numberedUser))
        #expect(after.citizenNumber == CitizenNumber("000090000001"))
        #expect(!after.content.names.contains(Self.extended), "nothing that is kept or shown has it")
        #expect(try Self.patch(["op": "remove", "path": "title"]).applied(to: after).citizenNumber != nil)
    }

    @Test func `a number can't be taken away, and is nothing to a source that tells none`() throws {
        let path = JSONValue.string(Self.extended + ":citizenNumber")
        #expect(throws: SCIMError.mutability(attribute: "citizenNumber")) {
            try Self.patch(["op": "remove", "path": path]).applied(to: Self.barbara(as: .numberedUser))
        }
        #expect(throws: SCIMError.invalidValue(parameter: "citizenNumber")) {
            try Self.patch(["op": "add", "path": path, "value": "12345"]).applied(to: Self.barbara(as: .numberedUser))
        }
        #expect(throws: SCIMError.invalidPath) {
            try Self.patch(["op": "add", "path": path, "value": "000090000001"]).applied(to: Self.barbara())
        }
    }
}

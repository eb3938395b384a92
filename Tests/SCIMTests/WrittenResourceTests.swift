import Identity
import Testing
import Wire

@testable import SCIM

/// What a source says of a resource (RFC 7643 §2, §8.2; RFC 7644 §3.3).
@Suite struct WrittenResourceTests {
    private static let schema = "urn:ietf:params:scim:schemas:core:2.0:User"

    private static func user(_ attributes: JSONObject, as type: ResourceType = .ownUser) throws -> WrittenResource {
        var body: JSONObject = ["schemas": [.string(schema)], "userName": "bjensen@example.com"]
        body.merge(attributes)
        return try WrittenResource(body, as: type)
    }

    @Test func `the full user of RFC 7643 §8.2 is taken as far as our schema has it`() throws {
        let user = try Self.user([
            "id": "2819c223-7f76-453a-919d-413861904646", "externalId": "701984",
            "name": [
                "formatted": "Ms. Barbara J Jensen, III", "familyName": "Jensen", "givenName": "Barbara",
                "middleName": "Jane",
            ],
            "displayName": "Babs Jensen", "nickName": "Babs", "profileUrl": "https://login.example.com/bjensen",
            "emails": [
                ["value": "bjensen@example.com", "type": "work", "primary": true],
                ["value": "babs@jensen.org", "type": "home"],
            ],
            "phoneNumbers": [["value": "555-555-5555", "type": "work"]], "title": "Tour Guide", "active": true,
            "password": "t1meMa$heen", "groups": [["value": "e9e30dba"]], "meta": ["resourceType": "User"],
        ])
        #expect(
            user.attributes.names == [
                "externalId", "userName", "name", "displayName", "title", "active", "emails", "phoneNumbers",
            ])
        #expect(user.text("name", "familyName") == "Jensen" && user.text("name", "middleName") == nil)
        #expect(user.first("emails") == "bjensen@example.com")
    }

    @Test func `names of attributes are the same in any case, and texts are NFC (RFC 7643 §2.1)`() throws {
        let user = try WrittenResource(
            [
                "schemas": [.string(Self.schema.uppercased())], "USERNAME": "an",
                "displayname": .string("Ho\u{0300}a"), "Active": false,
            ], as: .ownUser)
        #expect(user.text("userName") == "an" && !user.isActive)
        #expect(user.text("displayName")?.utf8.elementsEqual("H\u{00F2}a".utf8) == true)
    }

    @Test func `null, an empty text and an empty list say nothing (RFC 7643 §2.5)`() throws {
        let user = try Self.user(["title": .null, "displayName": "", "emails": [], "name": ["formatted": ""]])
        #expect(user.attributes.names == ["userName"])
    }

    private static let malformed: [(attributes: JSONObject, name: String)] = [
        (["userName": ""], "userName"), (["userName": 1], "userName"), (["active": "true"], "active"),
        (["name": "Barbara"], "name"), (["title": ["a", "b"]], "title"),
        (["emails": [["value": "a", "primary": true], ["value": "b", "primary": true]]], "emails"),
        (["displayName": .string(String(repeating: "a", count: Limits.scimValueBytes + 1))], "displayName"),
    ]

    @Test(arguments: malformed)
    func `a value of another form is refused with its attribute`(attributes: JSONObject, name: String) {
        #expect(throws: SCIMError.invalidValue(parameter: name)) { try Self.user(attributes) }
    }

    @Test func `the body names its schema`() {
        #expect(throws: SCIMError.self) { try WrittenResource(["userName": "an"], as: .ownUser) }
        #expect(throws: SCIMError.self) {
            try WrittenResource(["schemas": [.string(Self.schema)], "displayName": "A"], as: .ownGroup)
        }
    }

    // MARK: Citizen numbers

    private static let citizen = ResourceSchema.citizen.id

    @Test func `a number is taken from a source that tells numbers, and kept with nothing that is shown`() throws {
        let number: JSONObject = [Self.citizen: ["citizenNumber": "000090000001"]]
        let user = try Self.user(number, as: .numberedUser)
        #expect(user.citizenNumber == CitizenNumber("000090000001"))
        #expect(user.content.names == ["userName"])
        #expect(try Self.user(number).citizenNumber == nil)
    }

    @Test(arguments: ["12345", "00009000000a", "0000900000012", "０００９００００００１"])
    func `what is no number is refused`(text: String) {
        #expect(throws: SCIMError.invalidValue(parameter: "citizenNumber")) {
            try Self.user([Self.citizen: ["citizenNumber": .string(text)]], as: .numberedUser)
        }
    }

    @Test func `a number that isn't said again is the one that is known (RFC 7644 §3.5.1)`() throws {
        let known = try #require(CitizenNumber("000090000001"))
        #expect(try Self.user([:], as: .numberedUser).knowing(known).citizenNumber == known)
        let other = try Self.user([Self.citizen: ["citizenNumber": "000090000002"]], as: .numberedUser)
        #expect(other.knowing(known) == other)
        #expect(try Self.user([:]).knowing(known).citizenNumber == nil)
    }

    @Test func `the schema says that it is written and never shown (RFC 7643 §7)`() throws {
        let json = ResourceSchema.citizen.json(at: Samples.base)
        let attribute = try #require(json["attributes"]?.array?.first?.object)
        #expect(attribute["mutability"] == "writeOnly" && attribute["returned"] == "never")
        let type = ServiceDescription.numberedSource.types[0].json(at: Samples.base)
        #expect(type["schemaExtensions"] == [["schema": .string(Self.citizen), "required": false]])
        #expect(try ServiceDescription.numberedSource.schema(Self.citizen, at: "")["id"] == .string(Self.citizen))
        #expect(throws: SCIMError.self) { try ServiceDescription.source.schema(Self.citizen, at: "") }
    }
}

import SCIM
import Testing
import Wire

/// Resources, their versions, and what the service says of itself (RFC 7643 §3.1, §5 to §7; RFC 7644 §3.14).
struct ResourceTests {
    @Test func `a resource has its schema, id and meta`() {
        let json = Samples.barbara.json
        #expect(json["schemas"] == ["urn:ietf:params:scim:schemas:core:2.0:User"])
        let meta = json["meta"]?.object
        #expect(meta?["resourceType"] == "User")
        #expect(meta?["lastModified"] == "2011-05-13T04:42:34Z")
        #expect(meta?["location"] == "https://sso.example/scim/v2/Users/2819c223")
        #expect(meta?["version"] == .string(Samples.barbara.version.text))
    }

    @Test func `the version changes with the content, and only with it`() {
        let one = Samples.user("1", ["title": "A"])
        #expect(one.version == Samples.user("1", ["title": "A"]).version)
        #expect(one.version != Samples.user("1", ["title": "B"]).version)
        #expect(one.version.text.hasPrefix("W/\""))
    }

    @Test func `a version is found among others, weak or strong`() {
        let version = Samples.barbara.version
        #expect(version.isAmong(version.text))
        #expect(version.isAmong("\"x\", \(version.text.dropFirst(2))"))
        #expect(version.isAmong("*"))
        #expect(!version.isAmong("W/\"x\""))
        #expect(!version.isAmong(""))
    }

    @Test func `every attribute of a schema is told with what RFC 7643 §7 asks for`() throws {
        for type in ResourceType.all {
            let attributes = try #require(type.schema.json(at: Samples.base)["attributes"]?.array)
            #expect(!attributes.isEmpty)
            for attribute in attributes {
                let names = attribute.object?.names ?? []
                for name in [
                    "name", "type", "multiValued", "required", "caseExact", "mutability", "returned", "uniqueness",
                ] {
                    #expect(names.contains(name), "\(type.name): \(name)")
                }
            }
        }
    }

    @Test func `the service says that it filters, sorts and has versions, and writes nothing`() {
        let json = ServiceProviderConfig.json(at: Samples.base)
        for (feature, supported) in [
            ("filter", true), ("sort", true), ("etag", true), ("patch", false), ("bulk", false),
        ] {
            #expect(json[feature]?.object?["supported"] == .bool(supported), "\(feature)")
        }
    }

    @Test(
        arguments: [
            (.notFound(id: "1"), "404"), (.preconditionFailed, "412"), (.readOnly, "403"),
        ] as [(SCIMError, String)])
    func `an error that isn't the request's form has no scimType`(error: SCIMError, status: String) {
        #expect(error.json["status"] == .string(status))
        #expect(error.json["scimType"] == nil)
        #expect(error.json["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"])
    }
}

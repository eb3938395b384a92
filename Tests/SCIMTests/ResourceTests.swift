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
        for type in ServiceDescription.platform.types + ServiceDescription.source.types {
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

    @Test func `the service says that it filters, sorts and has versions, and a platform writes nothing`() {
        let json = ServiceDescription.platform.serviceProviderConfig(at: Samples.base)
        for (feature, supported) in [
            ("filter", true), ("sort", true), ("etag", true), ("patch", false), ("bulk", false),
        ] {
            #expect(json[feature]?.object?["supported"] == .bool(supported), "\(feature)")
        }
    }

    @Test(
        arguments: [
            (.notFound(id: "1"), "404"), (.preconditionFailed, "412"),
        ] as [(SCIMError, String)])
    func `an error that isn't the request's form has no scimType`(error: SCIMError, status: String) {
        #expect(error.json["status"] == .string(status))
        #expect(error.json["scimType"] == nil)
        #expect(error.json["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"])
    }

    @Test func `what can't be written is refused with 403 and says why`() {
        #expect(SCIMError.readOnly.json["status"] == "403")
        #expect(SCIMError.readOnly.json["scimType"] == "mutability")
    }

    @Test func `to a platform everything is read-only, to a source what it says of its own`() throws {
        func mutabilities(_ type: ResourceType) -> Set<String> {
            let attributes = type.schema.json(at: Samples.base)["attributes"]?.array ?? []
            return Set(attributes.compactMap { $0.object?["mutability"]?.string })
        }
        for type in ServiceDescription.platform.types { #expect(mutabilities(type) == ["readOnly"]) }
        for type in ServiceDescription.source.types { #expect(mutabilities(type).contains("readWrite")) }
        #expect(ServiceDescription.source.serviceProviderConfig(at: "")["patch"]?.object?["supported"] == true)
    }

    @Test func `types and schemas are found by their names, and others are not there`() throws {
        let service = ServiceDescription.platform
        #expect(try service.resourceType("User", at: Samples.base)["endpoint"] == "/Users")
        #expect(throws: SCIMError.notFound(id: "user")) { try service.resourceType("user", at: "") }
        let urn = "URN:ietf:params:scim:schemas:core:2.0:group"
        #expect(try service.schema(urn, at: Samples.base)["name"] == "Group")
        #expect(throws: SCIMError.notFound(id: "x")) { try service.schema("x", at: "") }
        #expect(service.schemas(at: Samples.base)["totalResults"] == 2)
        #expect(service.resourceTypes(at: Samples.base)["totalResults"] == 2)
    }
}

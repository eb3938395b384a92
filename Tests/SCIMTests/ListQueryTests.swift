import SCIM
import Testing
import Wire

/// Lists: paging, order and what of each resource is told (RFC 7644 §3.4.2, §3.9).
struct ListQueryTests {
    private static func answer(_ parameters: [(String, String)], _ resources: [Resource]) throws -> JSONObject {
        try ListQuery(FormParameters(parameters)).answer(from: resources).json
    }

    private static func names(_ answer: JSONObject) -> [String] {
        (answer["Resources"]?.array ?? []).compactMap { $0.object?["displayName"]?.string }
    }

    @Test(
        arguments: [
            ("1", "2", ["A", "B"]), ("3", "2", ["C"]), ("0", "1", ["A"]), ("-5", "1", ["A"]), ("4", "2", []),
            ("1", "0", []), ("1", "-1", []), ("2", "100000", ["B", "C"]), ("9223372036854775807", "1", []),
        ] as [(String, String, [String])])
    func `a page begins and ends where it is asked to`(start: String, count: String, expected: [String]) throws {
        let answer = try Self.answer([("startIndex", start), ("count", count)], Samples.named("A", "B", "C"))
        #expect(Self.names(answer) == expected)
        #expect(answer["totalResults"] == 3)
        #expect(answer["itemsPerPage"] == .integer(Int64(expected.count)))
    }

    @Test func `a page is bounded, whatever is asked for`() throws {
        let many = (0..<Limits.scimPageResources + 1).map { Samples.user(String($0), [:]) }
        let answer = try Self.answer([("count", "100000")], many)
        #expect(answer["itemsPerPage"] == .integer(Int64(Limits.scimPageResources)))
        #expect(try Self.answer([], many)["itemsPerPage"] == .integer(Int64(Limits.scimDefaultPageResources)))
    }

    @Test func `order is by value, those without one last, and first when it descends`() throws {
        let people = Samples.named("b", "C", "a") + [Samples.user("9", ["title": "none"])]
        func ids(_ parameters: [(String, String)]) throws -> [String] {
            try (Self.answer(parameters, people)["Resources"]?.array ?? []).compactMap { $0.object?["id"]?.string }
        }
        #expect(try ids([("sortBy", "displayname")]) == ["2", "0", "1", "9"])
        #expect(try ids([("sortBy", "displayName"), ("sortOrder", "descending")]) == ["9", "1", "0", "2"])
        #expect(try ids([("sortBy", "unknown")]) == ["0", "1", "2", "9"])
    }

    @Test func `of several values the primary one counts for the order`() throws {
        let people = [
            Samples.user("1", ["emails": [["value": "a@x"], ["value": "z@x", "primary": true]]]),
            Samples.user("2", ["emails": [["value": "m@x"]]]),
        ]
        let answer = try Self.answer([("sortBy", "emails")], people)
        #expect(answer["Resources"]?.array?.first?.object?["id"] == "2")
    }

    @Test func `only what is named is told, and what always is`() throws {
        let answer = try Self.answer([("attributes", "userName, emails.value")], [Samples.barbara])
        let resource = try #require(answer["Resources"]?.array?.first?.object)
        #expect(resource.names == ["schemas", "id", "userName", "emails"])
        #expect(resource["emails"] == [["value": "bjensen@example.com"], ["value": "babs@jensen.org"]])
    }

    @Test func `what is excluded isn't told, but for what always is`() throws {
        let answer = try Self.answer([("excludedAttributes", "id,meta,emails,name.formatted")], [Samples.barbara])
        let resource = try #require(answer["Resources"]?.array?.first?.object)
        #expect(resource.names == ["schemas", "id", "userName", "displayName", "title", "active", "phoneNumbers"])
    }

    @Test(
        arguments: [
            [("startIndex", "x")], [("count", "1.5")], [("sortBy", "a b")], [("sortBy", "title"), ("sortOrder", "up")],
            [("attributes", "a"), ("excludedAttributes", "b")], [("attributes", "a b")],
            [("count", "1"), ("count", "2")],
        ] as [[(String, String)]])
    func `values that a parameter can't have are refused`(parameters: [(String, String)]) {
        let error = #expect(throws: SCIMError.self) { try ListQuery(FormParameters(parameters)) }
        #expect(error?.json["scimType"] == "invalidValue")
        #expect(error?.json["status"] == "400")
    }

    @Test func `a search by POST asks what a GET asks`() throws {
        let search: JSONObject = [
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "filter": "title pr",
            "attributes": ["displayName"], "sortBy": "displayName", "startIndex": 1, "count": 10,
        ]
        let parameters = FormParameters([
            ("filter", "title pr"), ("attributes", "displayName"), ("sortBy", "displayName"), ("startIndex", "1"),
            ("count", "10"),
        ])
        #expect(try ListQuery(search: search) == ListQuery(parameters))
    }

    @Test(
        arguments: [
            ["filter": "title pr"], ["schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "count": "1"],
            ["schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "attributes": [1]],
        ] as [JSONObject])
    func `a body that is no search is refused`(search: JSONObject) {
        let error = #expect(throws: SCIMError.self) { try ListQuery(search: search) }
        #expect(error?.json["scimType"] == "invalidSyntax")
    }
}

import Identity
import OpenIDConnect
import Permissions
import Testing
import Wire

@testable import Server

/// A platform that keeps a copy of its staff reads it by SCIM (RFC 7643, RFC 7644): whom it sees, and what of them.
@Suite(.bothDatabases) struct SCIMReadingTests {
    private let provider: RunningProvider
    private let city: City
    /// That by which `an` is one of the platform's.
    private let reading: GrantID
    /// Under the same sector as the platform's other client: it knows people by the same names.
    private let copy: SCIMCaller

    init() async throws {
        provider = try RunningProvider()
        city = try await City(provider)
        reading = try await provider.give("nguoi-xem", to: .person(city.an), at: "H57")
        try await provider.give("nguoi-xem", to: .person(city.dung), at: "H57")
        try await provider.give("bien-tap", to: .person(city.giang), at: "H57")
        copy = try await SCIMCaller(
            provider, "bi-copy", scopes: ["scim.read", "profile", "org"], platform: "bi", sector: "bi.hue.test")
    }

    private func sub(_ person: PersonID, _ sector: String = "bi.hue.test") -> String {
        provider.provider.subjects.subject(of: person, for: .pairwise(sector: sector))
    }

    // MARK: Whom it sees

    @Test func `a platform sees who holds a role on it, under the names of its tokens, and nobody else`() async throws {
        #expect(
            try await copy.list("/Users").compactMap { $0["id"]?.string } == [sub(city.an), sub(city.dung)].sorted())
        let map = try await SCIMCaller(provider, "map-copy", scopes: ["scim.read"], platform: "map")
        let seen = try await map.list("/Users").compactMap { $0["id"]?.string }
        #expect(seen == [city.an, city.dung, city.giang].map { sub($0, "map-copy") }.sorted())
        let unknown = try await copy.get("/Users/\(sub(city.giang))")
        #expect(unknown.status == 404)
        #expect(try unknown.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"])
        #expect(try await copy.get("/Users/\(sub(city.an, "map-copy"))").status == 404)
    }

    @Test func `what it is told is what its scopes release at a sign-in`() async throws {
        _ = try await copy.list("/Users")
        let an = try await copy.get("/Users/\(sub(city.an))").json()
        #expect(an["userName"] == .string(sub(city.an)))
        #expect(an["displayName"] == "Nguyễn Văn An" && an["active"] == true)
        let groups = try #require(an["groups"]?.array).compactMap(\.object)
        #expect(groups.map { $0["value"] } == ["H57.01.01"] && groups.first?["display"] == "Phòng Một")
        #expect(an["phoneNumbers"] == nil && an["emails"] == nil)
        let dung = try await copy.get("/Users/\(sub(city.dung))").json()
        #expect(dung["title"] == nil, "with two posts, nobody knows in which somebody acts")
        let bare = try await SCIMCaller(provider, "bi-bare", scopes: ["scim.read"], platform: "bi")
        let members = Set(try await bare.list("/Users").flatMap(\.names))
        #expect(members == ["schemas", "id", "userName", "active", "meta"])
        #expect(try await bare.list("/Groups").isEmpty)
    }

    @Test func `the units are those of its people, and those above`() async throws {
        let groups = try await copy.list("/Groups")
        #expect(groups.compactMap { $0["id"]?.string } == ["H57", "H57.01", "H57.01.01", "H57.02"])
        let reply = try await copy.get("/Groups/H57.01.01")
        let members = try #require(try reply.json()["members"]?.array).compactMap { $0.object }
        #expect(members.compactMap { $0["value"]?.string } == [sub(city.an), sub(city.dung)].sorted())
        #expect(members.first?["type"] == "User")
        #expect(try await copy.get("/Groups/H57.02.01").status == 404)
    }

    @Test func `whoever loses the role is gone, and whoever can't sign in isn't active`() async throws {
        #expect(try await copy.list("/Users").count == 2)
        try await provider.execute("UPDATE people SET is_enabled = 0 WHERE id = '\(city.an.text)'")
        #expect(try await copy.get("/Users/\(sub(city.an))").json()["active"] == false)
        _ = try await provider.revoke(reading)
        #expect(try await copy.get("/Users/\(sub(city.an))").status == 404)
        #expect(try await copy.list("/Users").compactMap { $0["id"]?.string } == [sub(city.dung)])
    }

    @Test func `whom a list names the platform can ask about, and the log says of how many it heard`() async throws {
        let bi = city.platform()
        #expect(try await bi.answer(sub(city.an), "dashboard.view", at: "H57") == "unknown_subject")
        _ = try await copy.list("/Users?count=0")
        #expect(try await bi.answer(sub(city.an), "dashboard.view", at: "H57") == "unknown_subject")
        _ = try await copy.list("/Users")
        #expect(try await bi.answer(sub(city.an), "dashboard.view", at: "H57") != "unknown_subject")
        _ = try await copy.list("/Users")
        let events = try await provider.events().filter { $0.action == "scim-introduction" }
        #expect(events.map(\.object) == ["2 people"] && events.first?.actor == "client:bi-copy")
    }

    // MARK: Lists

    @Test func `a list is filtered, sorted and paged (RFC 7644 §3.4.2)`() async throws {
        func names(_ query: String) async throws -> [String] {
            try await copy.list("/Users?\(query)").compactMap { $0["displayName"]?.string }
        }
        #expect(try await names("sortBy=displayName") == ["Nguyễn Văn An", "Phạm Dũng"])
        #expect(try await names("sortBy=displayName&sortOrder=descending&count=1") == ["Phạm Dũng"])
        #expect(try await names("sortBy=displayName&startIndex=2") == ["Phạm Dũng"])
        #expect(try await names("filter=displayName+sw+%22ph%E1%BA%A1m%22") == ["Phạm Dũng"])
        #expect(try await names("filter=groups.value+eq+%22H57.02%22") == ["Phạm Dũng"])
        let reply = try await copy.get("/Users?filter=displayName+xx+%221%22")
        #expect(reply.status == 400)
        #expect(try reply.json()["scimType"] == "invalidFilter")
    }

    @Test func `a search by POST finds the same, also across types (RFC 7644 §3.4.3)`() async throws {
        let schema: JSONValue = ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"]
        func total(_ path: String, _ filter: String) async throws -> JSONValue? {
            let reply = try await copy.send("POST", path, ["schemas": schema, "filter": .string(filter)])
            #expect(reply.header("Content-Type") == "application/scim+json")
            return try reply.json()["totalResults"]
        }
        #expect(try await total("/Users/.search", "displayName co \"An\"") == 1)
        #expect(try await total("/Groups/.search", "displayName co \"Phòng\"") == 1)
        #expect(try await total("/.search", "displayName pr") == 6)
        #expect(try await copy.send("POST", "/Users/.search", ["schemas": schema], type: "text/plain").status == 400)
        #expect(try await copy.send("POST", "/Users/.search", [:]).status == 400)
    }

    @Test func `attributes are chosen in a list and of one resource (RFC 7644 §3.9)`() async throws {
        let user = try #require(try await copy.list("/Users?attributes=displayName").first)
        #expect(Set(user.names) == ["schemas", "id", "displayName"])
        let one = try await copy.get("/Users/\(sub(city.an))?excludedAttributes=groups,meta").json()
        #expect(one["groups"] == nil && one["meta"] == nil && one["title"] != nil)
        #expect(try await copy.get("/Users/\(sub(city.an))?attributes=a&excludedAttributes=b").status == 400)
    }

    @Test func `who has a version is told whether it still is the one (RFC 7644 §3.14)`() async throws {
        _ = try await copy.list("/Users")
        let path = "/Users/\(sub(city.an))"
        let first = try await copy.get(path)
        let version = try #require(first.header("ETag"))
        #expect(try first.json()["meta"]?.object?["version"] == .string(version))
        let same = try await copy.get(path, headers: [("If-None-Match", version)])
        #expect(same.status == 304 && same.text.isEmpty && same.header("ETag") == version)
        try await provider.execute("UPDATE people SET name = 'Nguyễn An' WHERE id = '\(city.an.text)'")
        let other = try await copy.get(path, headers: [("If-None-Match", version)])
        #expect(other.status == 200 && other.header("ETag") != version)
    }
}

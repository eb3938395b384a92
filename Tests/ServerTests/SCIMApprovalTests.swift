import Directory
import Identity
import OpenIDConnect
import Operations
import Storage
import TestSupport
import Testing
import Wire

@testable import Server

/// Citizen numbers by SCIM, and what a source can't do without somebody who approves it.
@Suite(.bothDatabases) struct SCIMApprovalTests {
    private static let number = "000090000001"
    private let provider: RunningProvider
    private let source: SCIMSource
    private let client: ClientID

    init() async throws {
        client = try #require(ClientID("benh-vien"))
        provider = try RunningProvider()
        _ = try await City(provider)
        source = try await SCIMSource(provider, "benh-vien", unit: "H57.01", kinds: ["phong"], tellsNumbers: true)
    }

    private func enter(_ name: String, _ number: String, active: Bool = true) async throws -> Reply {
        try await source.send("POST", "/Users", SCIMSource.numbered(name, number, ["active": .bool(active)]))
    }

    /// Somebody whom VNeID has brought.
    private func citizen(_ number: String = number) async throws -> PersonID {
        try await EnterNewcomer(provider.provider.installation).run(
            try #require(CitizenNumber(number)), name: "NGUYỄN VĂN AN", provider.act)
    }

    private func approve(_ digest: String) async throws -> ApproveChange.Outcome {
        try await ApproveChange(provider.provider.installation).run(
            digest, of: client, provider.act)
    }

    private func waiting() async throws -> ApproveChange.Waiting {
        try #require(try await ApproveChange(provider.provider.installation).waiting(client))
    }

    /// A request that is held, and then approved and sent again.
    private func approved(_ method: String, _ path: String, _ body: JSONObject?) async throws -> Reply {
        let held = try await source.send(method, path, body)
        #expect(held.status == 403, "\(held.text)")
        let detail = try #require(try held.json()["detail"]?.string)
        let digest = String(try #require(detail.split(separator: "(").dropFirst().first).prefix(16))
        #expect(try await waiting().changes.map(\.digest).contains(digest))
        guard case .approved = try await approve(digest) else { throw SCIMError.notApproved }
        return try await source.send(method, path, body)
    }

    private enum SCIMError: Error { case notApproved }

    // MARK: Numbers

    @Test func `whom VNeID knows is that person, and the answer doesn't say that it does`() async throws {
        let known = try await citizen()
        let first = try await enter("an", Self.number)
        let second = try await enter("binh", "000090000002")
        #expect(first.status == 201 && second.status == 201)
        let (an, binh) = (try first.json(), try second.json())
        #expect(an.names == binh.names && !first.text.contains(Self.number) && !second.text.contains("000090000002"))
        #expect(try await source.person(try #require(an["id"]?.string)) == known)
        // And the other way round.
        let newcomer = try await source.person(try #require(binh["id"]?.string))
        #expect(try await citizen("000090000002") == newcomer)
        for text in try await provider.texts("SELECT content FROM scim_resources") {
            #expect(!text.contains(Self.number))
        }
        for event in try await provider.events() { #expect(event.object?.contains(Self.number) != true) }
    }

    @Test func `a source that isn't to tell numbers is told of none, and joins nobody`() async throws {
        let known = try await citizen()
        let other = try await SCIMSource(provider, "truong-hoc", unit: "H57.02", kinds: ["phong"])
        let body = SCIMSource.numbered("an", Self.number)
        let reply = try await other.send("POST", "/Users", body)
        #expect(reply.status == 201)
        #expect(try await other.person(try #require(try reply.json()["id"]?.string)) != known)
        let schemas = try await other.get("/Schemas").json()["totalResults"]
        #expect(try await source.get("/Schemas").json()["totalResults"] == 3 && schemas == 2)
    }

    @Test func `two people of a source can't have one number`() async throws {
        #expect(try await enter("an", Self.number).status == 201)
        let second = try await enter("binh", Self.number)
        #expect(try second.status == 409 && second.json()["scimType"] == "uniqueness")
    }

    @Test func `a change of a number waits for approval, a first one too: nobody can try out which are known`()
        async throws
    {
        let (id, _) = try await source.user("an")
        _ = try await citizen("000090000007")
        for number in [Self.number, "000090000007"] {
            let reply = try await source.send("PUT", "/Users/\(id)", SCIMSource.numbered("an", number))
            #expect(reply.status == 403)
        }
        let done = try await approved("PUT", "/Users/\(id)", SCIMSource.numbered("an", Self.number))
        #expect(done.status == 200)
        let person = try await source.person(id)
        #expect(try await citizen(Self.number) == person)
        // What isn't said again stays.
        #expect(try await source.send("PUT", "/Users/\(id)", SCIMSource.userBody("an")).status == 200)
        #expect(try await citizen(Self.number) == person)
        // Another's, though approved, is a conflict.
        let taken = try await approved("PUT", "/Users/\(id)", SCIMSource.numbered("an", "000090000007"))
        #expect(taken.status == 409)
    }

    @Test func `who was deleted and comes again by the number is the same person, with approval`() async throws {
        let first = try await enter("an", Self.number).json()
        let id = try #require(first["id"]?.string)
        let person = try await source.person(id)
        #expect(try await source.send("DELETE", "/Users/\(id)", nil).status == 204)
        provider.clock.advance(by: .hours(1))
        let back = try await approved("POST", "/Users", SCIMSource.numbered("an", Self.number))
        #expect(back.status == 201)
        let fresh = try #require(try back.json()["id"]?.string)
        #expect(fresh != id)
        #expect(try await source.person(fresh) == person)
        #expect(try await source.get("/Users/\(id)").status == 404)
    }

    // MARK: Removals

    private func people(_ count: Int) async throws -> [String] {
        var ids: [String] = []
        for index in 0..<count { ids.append(try await source.user("can-bo-\(index)").id) }
        provider.clock.advance(by: .hours(25))
        return ids
    }

    @Test func `more than three and five in a hundred within a day wait, whichever way they leave`() async throws {
        let ids = try await people(20)
        #expect(try await source.send("DELETE", "/Users/\(ids[0])", nil).status == 204)
        let inactive = SCIMSource.patch(["op": "replace", "path": "active", "value": false])
        #expect(try await source.send("PATCH", "/Users/\(ids[1])", inactive).status == 200)
        provider.clock.advance(by: .hours(23))
        #expect(try await source.send("DELETE", "/Users/\(ids[2])", nil).status == 204)
        for (method, body) in [("DELETE", nil), ("PATCH", inactive)] as [(String, JSONObject?)] {
            let held = try await source.send(method, "/Users/\(ids[3])", body)
            #expect(held.status == 403)
            let json = try held.json()
            #expect(json["scimType"] == nil && json["detail"]?.string?.contains("4 of 20 people leave") == true)
        }
        #expect(try await source.get("/Users/\(ids[3])").json()["active"] != false)
        let waiting = try await waiting()
        #expect(waiting.changes.count == 1, "both are one change: that this person leaves")
        #expect(waiting.changes.map(\.reasons) == [[.peopleRemoved(4, of: 20)]])
        let refused = try await provider.events().last { $0.action == "scim" }
        #expect(refused?.outcome == "refused: held" && refused?.client == "benh-vien")
        // A day later the first two don't count any more.
        provider.clock.advance(by: .hours(2))
        #expect(try await source.send("DELETE", "/Users/\(ids[3])", nil).status == 204)
    }

    @Test func `an approval is for what was looked at, for one time and for a day`() async throws {
        let ids = try await people(10)
        for id in ids.prefix(3) { #expect(try await source.send("DELETE", "/Users/\(id)", nil).status == 204) }
        for id in ids[3..<5] { #expect(try await source.send("DELETE", "/Users/\(id)", nil).status == 403) }
        let waiting = try await waiting()
        guard case .stale = try await approve("0123456789abcdef") else { throw SCIMError.notApproved }
        guard case .approved(let all) = try await approve(try #require(waiting.digest)) else {
            throw SCIMError.notApproved
        }
        #expect(all.map(\.digest) == waiting.changes.map(\.digest) && all.count == 2)
        #expect(try await source.send("DELETE", "/Users/\(ids[5])", nil).status == 403, "nobody has looked at it")
        #expect(try await source.send("DELETE", "/Users/\(ids[3])", nil).status == 204)
        provider.clock.advance(by: .hours(25))
        for id in ids[5..<8] { #expect(try await source.send("DELETE", "/Users/\(id)", nil).status == 204) }
        #expect(try await source.send("DELETE", "/Users/\(ids[4])", nil).status == 403, "the approval is too old")
        let events = try await provider.events().filter { $0.action == "directory-source" }
        #expect(events.map(\.outcome).suffix(2) == ["refused: stale-digest", "success"])
    }

    @Test func `an approval that is given while the change is tried again isn't wiped out by that`() async throws {
        let ids = try await people(12)
        let unit = try await source.group("Khoa", members: ids)
        let none = SCIMSource.groupBody("Khoa", [])
        #expect(try await source.send("PUT", "/Groups/\(unit)", none).status == 403)
        let held = try #require(try await waiting().changes.first)
        guard case .approved = try await approve(held.digest) else { throw SCIMError.notApproved }
        // As an attempt does that has found no approval before.
        let source = try #require(SourceID("scim-\(client)"))
        try await provider.database.write { [now = provider.clock.now] transaction in
            try transaction.heldChanges.note(
                held, of: source, clearingApprovalsUntil: now - .hours(24), forgetting: now - .hours(24))
        }
        #expect(try await waiting().changes.first?.approvedAt == provider.clock.now)
        #expect(try await self.source.send("PUT", "/Groups/\(unit)", none).status == 200)
    }

    @Test func `what began only today is no loss`() async throws {
        var ids: [String] = []
        for index in 0..<8 { ids.append(try await source.user("can-bo-\(index)").id) }
        for id in ids { #expect(try await source.send("DELETE", "/Users/\(id)", nil).status == 204) }
    }

    @Test func `a whole unit that loses its people, and one right below the city, wait`() async throws {
        let ids = try await people(12)
        let unit = try await source.group("Khoa", members: ids)
        let none = SCIMSource.groupBody("Khoa", [])
        let held = try await source.send("PUT", "/Groups/\(unit)", none)
        #expect(held.status == 403 && held.text.contains("12 of 12 people change posts"))
        #expect(try await source.get("/Groups/\(unit)").json()["members"]?.array?.count == 12)

        let top = try await SCIMSource(provider, "so-moi", unit: "H57", kinds: ["so"])
        let department = try await top.group("Sở Ba")
        provider.clock.advance(by: .hours(25))
        let ending = try await top.send("DELETE", "/Groups/\(department)", nil)
        #expect(ending.status == 403 && ending.text.contains("a unit at the top"))
    }
}

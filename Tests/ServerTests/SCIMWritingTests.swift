import Identity
import OpenIDConnect
import Operations
import Permissions
import TestSupport
import Testing
import Wire

@testable import Server

/// A source that writes by SCIM: its units and people, in several levels and with several posts, in the version that it means.
@Suite(.bothDatabases) struct SCIMWritingTests {
    private let provider: RunningProvider
    private let source: SCIMSource

    init() async throws {
        provider = try RunningProvider()
        _ = try await City(provider)
        source = try await SCIMSource(provider, "benh-vien", unit: "H57", kinds: ["so", "phong"])
    }

    // MARK: Versions

    @Test(arguments: ["PUT", "PATCH", "DELETE"])
    func `a change of another version than the client means changes nothing`(method: String) async throws {
        let (id, tag) = try await source.user("an")
        let path = "/Users/\(id)"
        let body: JSONObject? =
            switch method {
            case "PUT": SCIMSource.userBody("an", ["title": "Giám đốc"])
            case "PATCH": SCIMSource.patch(["op": "replace", "path": "title", "value": "Giám đốc"])
            default: nil
            }
        let stale = try await source.send(method, path, body, headers: [("If-Match", "W/\"khac\"")])
        #expect(stale.status == 412)
        #expect(try await source.get(path).header("ETag") == tag)

        let done = try await source.send(method, path, body, headers: [("If-Match", "\"x\", \(tag)")])
        #expect(done.status == (method == "DELETE" ? 204 : 200), "\(done.text)")
        if method == "DELETE" {
            #expect(try await source.get(path).status == 404)
        } else {
            #expect(try done.json()["title"] == "Giám đốc")
            #expect(done.header("ETag") != tag)
            #expect(try await source.send(method, path, body, headers: [("If-Match", tag)]).status == 412)
        }
    }

    @Test func `a version that is known isn't sent again, and any version is *`() async throws {
        let (id, tag) = try await source.user("an")
        let again = try await source.get("/Users/\(id)", headers: [("If-None-Match", tag)])
        #expect(again.status == 304 && again.text.isEmpty && again.header("ETag") == tag)
        let body = SCIMSource.userBody("an", ["displayName": "An"])
        #expect(try await source.send("PUT", "/Users/\(id)", body, headers: [("If-Match", "*")]).status == 200)
        let missing = try await source.send(
            "PUT", "/Users/00000000-0000-0000-0000-000000000000", body, headers: [("If-Match", "*")])
        #expect(missing.status == 404)
    }

    // MARK: Several groups

    @Test func `somebody in several units has a post at each, and keeps the others when one ends`() async throws {
        let (an, _) = try await source.user("an")
        let units = [
            try await source.group("Khoa Nội", members: [an]), try await source.group("Khoa Ngoại", members: [an]),
        ]
        let person = try await source.person(an)
        #expect(try await provider.units(of: person) == ["H57.03", "H57.04"])
        let shown = try await source.get("/Users/\(an)").json()["groups"]?.array ?? []
        #expect(Set(shown.compactMap { $0.object?["value"]?.string }) == Set(units))

        let gone = SCIMSource.patch(["op": "remove", "path": .string("members[value eq \"\(an)\"]")])
        #expect(try await source.send("PATCH", "/Groups/\(units[0])", gone).status == 200)
        #expect(try await provider.units(of: person) == ["H57.04"])
        #expect(try await source.send("DELETE", "/Groups/\(units[1])", nil).status == 204)
        #expect(try await provider.units(of: person) == [])
    }

    // MARK: Levels

    @Test func `a unit that is a member of another stands below it, and moves with it`() async throws {
        let lab = try await source.group("Tổ Xét nghiệm")
        #expect(try await provider.unit("H57.03") == "so H57 Tổ Xét nghiệm")
        let hospital = try await source.group("Bệnh viện", members: [lab])
        #expect(try await provider.unit("H57.03") == "phong H57.04 Tổ Xét nghiệm")
        let members = try await source.get("/Groups/\(hospital)").json()["members"]?.array?.compactMap(\.object) ?? []
        #expect(members.map { $0["type"] } == ["Group"] && members.map { $0["value"] } == [.string(lab)])
        #expect(members.first?["$ref"]?.string?.hasSuffix("/Groups/\(lab)") == true)

        // A unit with others in it doesn't end; taken out, it stands right below the source's place again.
        #expect(try await source.send("DELETE", "/Groups/\(hospital)", nil).status == 409)
        let out = SCIMSource.patch(["op": "remove", "path": .string("members[value eq \"\(lab)\"]")])
        #expect(try await source.send("PATCH", "/Groups/\(hospital)", out).status == 200)
        #expect(try await provider.unit("H57.03") == "so H57 Tổ Xét nghiệm")
        #expect(try await source.send("DELETE", "/Groups/\(hospital)", nil).status == 204)
    }

    @Test func `circles, two parents and a level too many are refused, and nothing of them stays`() async throws {
        let lab = try await source.group("Tổ")
        let hospital = try await source.group("Viện", members: [lab])
        func put(_ group: String, _ name: String, _ members: String...) async throws -> Reply {
            try await source.send("PUT", "/Groups/\(group)", SCIMSource.groupBody(name, members))
        }
        let circle = try await put(lab, "Tổ", hospital)
        #expect(try circle.status == 400 && circle.json()["scimType"] == "invalidValue")
        #expect(try await put(lab, "Tổ", lab).status == 400)
        let second = try await source.send("POST", "/Groups", SCIMSource.groupBody("Viện Hai", [lab]))
        #expect(try second.status == 409 && second.json()["scimType"] == "uniqueness")
        let above = try await source.send("POST", "/Groups", SCIMSource.groupBody("Sở", [hospital]))
        #expect(try above.status == 400 && above.json()["detail"]?.string?.contains("2 levels") == true)
        #expect(try await source.caller.list("/Groups").count == 2)
        #expect(try await provider.unit("H57.03") == "phong H57.04 Tổ")
        #expect(try await provider.unit("H57.05") == nil)
    }

    @Test func `kinds that can't stand in one another are refused when the source is set up`() async throws {
        let other = try await SCIMCaller(provider, "khac", scopes: ["scim.write"])
        for kinds in [["phong"], ["so", "so"], [], ["so", "phong", "phong"]] {
            let outcome = try await SCIMSource.set(other, unit: "H57", kinds: kinds)
            guard case .misplacedKind = outcome else {
                Issue.record("\(kinds) is allowed")
                continue
            }
        }
    }

    // MARK: Moves

    private func isHeld(_ grant: GrantID) async throws -> Bool {
        let now = provider.clock.now
        return try await provider.grants().contains { $0.id == grant && $0.period.contains(now) }
    }

    @Test(arguments: [true, false])
    func `who is moved from one unit to another loses what was given in person, in whichever order that is said`(
        addsFirst: Bool
    ) async throws {
        let (an, _) = try await source.user("an")
        let units = [try await source.group("Khoa Nội", members: [an]), try await source.group("Khoa Ngoại")]
        let grant = try await provider.give("nguoi-xem", to: .person(try await source.person(an)), at: "H57")
        provider.clock.advance(by: .hours(25))
        let into = SCIMSource.patch(["op": "add", "path": "members", "value": [["value": .string(an)]]])
        let out = SCIMSource.patch(["op": "remove", "path": .string("members[value eq \"\(an)\"]")])
        let requests = addsFirst ? [(units[1], into), (units[0], out)] : [(units[0], out), (units[1], into)]
        #expect(try await source.send("PATCH", "/Groups/\(requests[0].0)", requests[0].1).status == 200)
        #expect(try await isHeld(grant))
        #expect(try await source.send("PATCH", "/Groups/\(requests[1].0)", requests[1].1).status == 200)
        #expect(try await !isHeld(grant))
    }

    @Test func `who gets another post, or another title, keeps what was given in person, and who leaves doesn't`()
        async throws
    {
        let (an, _) = try await source.user("an")
        _ = try await source.group("Khoa Nội", members: [an])
        let grant = try await provider.give("nguoi-xem", to: .person(try await source.person(an)), at: "H57")
        provider.clock.advance(by: .hours(25))
        _ = try await source.group("Khoa Ngoại", members: [an])
        let body = SCIMSource.userBody("an", ["title": "Giám đốc"])
        #expect(try await source.send("PUT", "/Users/\(an)", body).status == 200)
        #expect(try await isHeld(grant))
        #expect(try await source.send("DELETE", "/Users/\(an)", nil).status == 204)
        provider.clock.advance(by: .minutes(1))
        #expect(try await !isHeld(grant))
    }
}

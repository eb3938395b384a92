import TestSupport
import Testing
import Wire

@testable import Server

/// The pages of a search over HTTP go on where the one before ended, and are pages of that search alone. What a token goes
/// with is tried in AuthZENTests too, without a server.
@Suite(.bothDatabases) struct SearchPagesTests {
    private let city: City
    private let bi: PlatformClient

    init() async throws {
        let provider = try RunningProvider()
        city = try await City(provider)
        bi = city.platform()
        try await provider.give("nguoi-nhap", to: .person(city.an), at: "H57.01.01")
        try await provider.give("nguoi-xem", to: .everyone(at: "phong"), at: "H57")
    }

    /// The token of the first page of each search, and the search.
    private func begun(_ an: Acting) async throws -> [(kind: String, search: JSONObject, token: JSONValue)] {
        let subject: JSONValue = ["type": "user", "id": .string(an.sub)]
        let unit: JSONValue = ["type": "unit", "id": "H57.01.01"]
        var begun: [(kind: String, search: JSONObject, token: JSONValue)] = []
        for (kind, search) in [
            ("subject", ["subject": ["type": "user"], "action": ["name": "dashboard.view"], "resource": unit]),
            ("resource", ["subject": subject, "action": ["name": "dashboard.view"], "resource": ["type": "unit"]]),
            ("action", ["subject": subject, "resource": unit]),
        ] as [(String, JSONObject)] {
            var first = search
            first["page"] = ["limit": 1]
            let token = try await bi.ask("search/" + kind, first).json()["page"]?.object?["next_token"]
            begun.append((kind, search, try #require(token)))
        }
        return begun
    }

    private func goesOn(_ kind: String, _ search: JSONObject, _ token: JSONValue, limit: Int64 = 1) async throws -> Bool
    {
        var next = search
        next["page"] = ["token": token, "limit": .integer(limit)]
        let reply = try await bi.ask("search/" + kind, next)
        #expect(reply.status == 200 || reply.text == "page.token is not one of ours", "\(reply.text)")
        return reply.status == 200
    }

    @Test func `a page token goes with its search, however that is spelled`() async throws {
        for (kind, search, token) in try await begun(try await city.signIn("an")) {
            for limit in [1, 9] as [Int64] { #expect(try await goesOn(kind, search, token, limit: limit)) }
            let turned = JSONObject(
                search.members.reversed().map { member in
                    let turned = member.value.object?.members.reversed().map { ($0.name, $0.value) } ?? []
                    return (member.name, .object(JSONObject(turned)))
                })
            #expect(try await goesOn(kind, turned, token))
            // An id of what is sought is ignored.
            guard kind != "action", var sought = search[kind]?.object else { continue }
            sought["id"] = "ignored"
            var named = search
            named[kind] = .object(sought)
            #expect(try await goesOn(kind, named, token))
        }
    }

    @Test func `a page token goes with no other search`() async throws {
        let begun = try await begun(try await city.signIn("an"))
        for (kind, search, token) in begun {
            for other in begun where other.kind != kind {
                #expect(try await !goesOn(other.kind, other.search, token), "\(kind) \(other.kind)")
            }
            for (member, value) in [
                ("context", ["time": "now"]), ("action", ["name": "report.enter"]),
                ("resource", ["type": "unit", "id": "H57.02", "properties": ["a": 1]]),
                ("subject", ["type": "user", "id": "another", "properties": ["persona": "citizen"]]),
            ] as [(String, JSONValue)] where member == "context" || search[member] != nil {
                var changed = search
                changed[member] = value
                #expect(try await !goesOn(kind, changed, token), "\(kind) \(member)")
            }
        }
    }
}

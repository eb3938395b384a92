import AuthZEN
import Testing
import Wire

/// All pages of a search are pages of that search (Authorization API 1.0, "Paginated Requests").
struct PageTokenTests {
    private static let subject: JSONValue = ["type": "user", "id": "somebody"]
    private static let unit: JSONValue = ["type": "unit", "id": "H57.01.01"]

    private static let searches: [(kind: String, search: JSONObject)] = [
        ("subject", ["subject": ["type": "user"], "action": ["name": "dashboard.view"], "resource": unit]),
        ("resource", ["subject": subject, "action": ["name": "dashboard.view"], "resource": ["type": "unit"]]),
        ("action", ["subject": subject, "resource": unit]),
    ]

    private static func page(_ kind: String, _ search: JSONObject) throws(RequestError) -> Page {
        switch kind {
        case "subject": try Search.subjects(search).page
        case "resource": try Search.resources(search).page
        default: try Search.actions(search).page
        }
    }

    /// The token of the page after the first result.
    private static func token(_ kind: String, _ search: JSONObject) throws -> JSONValue {
        let first = try page(kind, search).answer([], isLast: false, endsAt: "first")
        return try #require(first["page"]?.object?["next_token"])
    }

    /// Where a search goes on with a token; `nil` where that is none of its own.
    private static func goesOn(
        _ kind: String, _ search: JSONObject, _ token: JSONValue, limit: Int64 = 1
    ) throws -> String? {
        var next = search
        next["page"] = ["token": token, "limit": .integer(limit)]
        do { return try page(kind, next).after } catch .badPageToken { return nil }
    }

    @Test func `a page token goes with its search, however that is spelled`() throws {
        for (kind, search) in Self.searches {
            let token = try Self.token(kind, search)
            for limit in [1, 9] as [Int64] {
                #expect(try Self.goesOn(kind, search, token, limit: limit) == "first")
            }
            let turned = JSONObject(
                search.members.reversed().map { member in
                    let turned = member.value.object?.members.reversed().map { ($0.name, $0.value) } ?? []
                    return (member.name, .object(JSONObject(turned)))
                })
            #expect(try Self.goesOn(kind, turned, token) == "first")
            // An id of what is sought is ignored.
            guard kind != "action", var sought = search[kind]?.object else { continue }
            sought["id"] = "ignored"
            var named = search
            named[kind] = .object(sought)
            #expect(try Self.goesOn(kind, named, token) == "first")
        }
    }

    @Test func `a page token goes with no other search`() throws {
        for (kind, search) in Self.searches {
            let token = try Self.token(kind, search)
            for other in Self.searches where other.kind != kind {
                #expect(try Self.goesOn(other.kind, other.search, token) == nil, "\(kind) \(other.kind)")
            }
            for (member, value) in [
                ("context", ["time": "now"]), ("action", ["name": "report.enter"]),
                ("resource", ["type": "unit", "id": "H57.02", "properties": ["a": 1]]),
                ("subject", ["type": "user", "id": "another", "properties": ["persona": "citizen"]]),
            ] as [(String, JSONValue)] where member == "context" || search[member] != nil {
                var changed = search
                changed[member] = value
                #expect(try Self.goesOn(kind, changed, token) == nil, "\(kind) \(member)")
            }
        }
    }

    @Test func `a token that was cut, or has no text behind its digest, is none`() throws {
        for (kind, search) in Self.searches {
            let bytes = try Base64URL.decode(try #require(try Self.token(kind, search).string))
            for end in 1...16 {
                let cut = JSONValue.string(Base64URL.encode(Array(bytes.prefix(end))))
                #expect(try Self.goesOn(kind, search, cut) == nil)
            }
            let noText = JSONValue.string(Base64URL.encode(Array(bytes.prefix(16)) + [0xFF]))
            #expect(try Self.goesOn(kind, search, noText) == nil)
        }
    }
}

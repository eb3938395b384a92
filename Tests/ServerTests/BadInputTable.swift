import OpenIDConnect
import Pages
import Wire

@testable import Server

// What is wrong, path by path.
extension BadInput {
    static let table: [BadInput] = [forms, pages, events, evaluations, documents, names].flatMap(\.self)

    private static let long = String(repeating: "a", count: 5_000)
    private static let huge = [UInt8](repeating: UInt8(ascii: "a"), count: 4 << 20)
    private static let form = "application/x-www-form-urlencoded"
    private static let json = "application/json"

    private static func row(
        _ route: String, _ wrong: String, _ expected: Told, _ method: String = "POST", at target: String? = nil,
        type: String? = nil, body: [UInt8] = [],
        _ headers: @escaping @Sendable (BadInputWorld) async throws -> [(String, String)] = { _ in [] }
    ) -> BadInput {
        BadInput(route: route, wrong: wrong, expected: expected) { world in
            let headers = try await headers(world) + (type.map { [("Content-Type", $0)] } ?? [])
            return try await Browser(world.provider).send(method, target ?? route, headers: headers, bytes: body)
        }
    }

    private static func otherMethods(_ route: String, than allowed: String..., at target: String? = nil) -> [BadInput] {
        ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"].filter { !allowed.contains($0) }.map { method in
            row(route, method, .allowed(allowed.joined(separator: ", ")), method, at: target)
        }
    }

    // MARK: What clients send with their secret (RFC 7009, RFC 7662, RFC 8628)

    private static let forms: [BadInput] = [
        clientForm(
            "/oauth2/introspect", "token=abc", missing: .error(400, "invalid_request"), long: .answered(200),
            markup: .answered(200)),
        clientForm(
            "/oauth2/revoke", "token=abc", missing: .error(400, "invalid_request"), long: .answered(200),
            markup: .answered(200)),
        clientForm(
            "/oauth2/device_authorization", "scope=openid", missing: .answered(200),
            // A scope that nobody knows asks for nothing (RFC 6749 §3.3).
            long: .error(400, "invalid_request"), markup: .answered(200)),
    ].flatMap(\.self)

    /// - Parameters:
    ///   - good: one parameter that it reads, and nothing wrong with it.
    ///   - missing: what a request without it is told; the others: what one of 5,000 letters, and one of markup.
    private static func clientForm(
        _ route: String, _ good: String, missing: Told, long longAnswer: Told, markup markupAnswer: Told
    ) -> [BadInput] {
        let name = good.prefix { $0 != "=" }
        let secret = BadInputWorld.secret(of: "platform")
        func sent(_ wrong: String, _ body: String, _ told: Told = .error(400, "invalid_request")) -> BadInput {
            row(route, wrong, told, type: form, body: Array(body.utf8)) { _ in [secret] }
        }
        func shown(_ wrong: String, _ headers: [(String, String)], _ error: String, _ status: Int) -> BadInput {
            row(route, wrong, .error(status, error), type: form, body: Array(good.utf8)) { _ in headers }
        }
        let wrong: [BadInput] = [
            sent("nothing", "", missing), sent("an encoded NUL", good + "&x=%00"),
            sent("encoded bytes that aren't UTF-8", good + "&x=%ff"), sent("half a percent sign", good + "%4"),
            sent("a parameter twice", "\(good)&\(good)"), sent("5,000 characters", "\(name)=\(long)", longAnswer),
            sent("markup", "\(name)=%3Cscript%3Ealert(1)%3C/script%3E", markupAnswer),
            sent("sixty-five parameters", (0..<65).map { "p\($0)=1" }.joined(separator: "&")),
            sent("a secret in the form too", good + "&client_id=platform&client_secret=abc"),
            row(route, "bytes that aren't UTF-8", .error(400, "invalid_request"), type: form, body: [0x78, 0x3D, 0xFF])
            {
                _ in [secret]
            },
            row(route, "4 MB", .error(413, "invalid_request"), type: form, body: huge) { _ in [secret] },
            row(route, "JSON", .error(400, "invalid_request"), type: json, body: Array("{}".utf8)) { _ in [secret] },
            row(route, "no type", .error(400, "invalid_request"), body: Array(good.utf8)) { _ in [secret] },
            shown("no client", [], "invalid_client", 401),
            shown("another secret", [("Authorization", "Basic cGxhdGZvcm06d3Jvbmc=")], "invalid_client", 401),
            shown("a client that is none", [("Authorization", "Basic bm9ib2R5OmE=")], "invalid_client", 401),
            shown("Basic of no bytes", [("Authorization", "Basic !")], "invalid_client", 401),
            shown("two clients", [secret, secret], "invalid_request", 400),
            shown("a proof in two fields", [("Authorization", "Bearer a"), secret], "invalid_request", 400),
        ]
        return wrong + otherMethods(route, than: "POST")
    }

    // MARK: Pages with a form

    private static let pages: [BadInput] = [
        page("/device", "user_code=WDJB-MJHT", stranger: .page(403)),
        // Who isn't signed in begins with that.
        page("/requests", "request=abc", stranger: .answered(303)),
        page("/consents", "client=abc", stranger: .answered(303)),
        otherMethods("/device", than: "GET", "POST"), otherMethods("/requests", than: "GET", "POST"),
        otherMethods("/consents", than: "GET", "POST"),
        [
            row("/device", "NUL for a code", .answered(200), "GET", at: "/device?user_code=%00"),
            row("/device", "5,000 characters for a code", .answered(200), "GET", at: "/device?user_code=" + long),
            row("/device", "a code twice", .answered(200), "GET", at: "/device?user_code=a&user_code=b"),
            row(
                "/device", "markup for a code", .answered(200), "GET",
                at: "/device?user_code=%3Cscript%3Ealert(1)%3C/script%3E"),
        ],
    ].flatMap(\.self)

    /// - Parameter stranger: what a form is told that the browser wasn't given.
    private static func page(_ route: String, _ good: String, stranger: Told) -> [BadInput] {
        func sent(_ wrong: String, _ body: String, _ told: Told) -> BadInput {
            row(route, wrong, told, type: form, body: Array(body.utf8))
        }
        return [
            sent("nothing", "", stranger), sent("a form of nobody's", good, stranger),
            sent("a parameter twice", "\(good)&\(good)", stranger),
            sent("5,000 characters", "\(good)\(long)", stranger),
            sent("markup", good + "%3Cscript%3Ealert(1)%3C/script%3E", stranger),
            sent("an encoded NUL", good + "%00", .page(400)), sent("bytes that aren't UTF-8", good + "%ff", .page(400)),
            sent("half a percent sign", good + "%4", .page(400)),
            row(route, "4 MB", .page(413), type: form, body: huge),
            row(route, "JSON", .page(415), type: json, body: Array("{}".utf8)),
            row(route, "no type", .page(415), body: Array(good.utf8)),
        ]
    }

    // MARK: Streams of security events (OpenID SSF 1.0 §8)

    private static let events: [BadInput] = [
        receiverJSON("/ssf/stream", methods: ["POST", "PUT", "PATCH"], "description"),
        receiverJSON("/ssf/status", methods: ["POST"], "reason", #""stream_id": "a", "status": "paused""#),
        receiverJSON("/ssf/verify", methods: ["POST"], "state", #""stream_id": "a""#),
        receiverJSON("/ssf/poll", methods: ["POST"], "maxEvents"),
        escapedNUL("/ssf/stream", #"{"description": "a\u0000"}"#, .error(400, "invalid_request")),
        escapedNUL("/ssf/status", #"{"stream_id": "a\u0000", "status": "paused"}"#, .error(404, "not_found")),
        escapedNUL("/ssf/verify", #"{"stream_id": "a\u0000"}"#, .error(404, "not_found")),
        escapedNUL("/ssf/poll", #"{"ack": ["a\u0000"]}"#, .error(404, "not_found")),
        otherMethods("/ssf/stream", than: "GET", "POST", "PUT", "PATCH", "DELETE"),
        otherMethods("/ssf/status", than: "GET", "POST"), otherMethods("/ssf/verify", than: "POST"),
        otherMethods("/ssf/poll", than: "POST"),
        // Two are none: all are listed, or none is found.
        streamID("/ssf/stream", "GET", twice: .answered(200)),
        streamID("/ssf/stream", "DELETE", twice: .error(404, "not_found")),
        streamID("/ssf/status", "GET", twice: .error(404, "not_found")),
    ].flatMap(\.self)

    private static func streamID(_ route: String, _ method: String, twice: Told) -> [BadInput] {
        func asked(_ wrong: String, _ value: String, _ told: Told) -> BadInput {
            row(route, "\(method), a stream_id \(wrong)", told, method, at: "\(route)?stream_id=\(value)") {
                [try await $0.token()]
            }
        }
        return [
            asked("of 5,000 characters", long, .error(404, "not_found")),
            asked("of NUL", "%00", .challenge("invalid_request")),
            asked("twice", "a&stream_id=b", twice),
        ]
    }

    private static func escapedNUL(_ route: String, _ body: String, _ told: Told) -> [BadInput] {
        [row(route, "an escaped NUL", told, type: json, body: Array(body.utf8)) { [try await $0.token()] }]
    }

    /// - Parameters:
    ///   - member: one that may not have 5,000 characters.
    ///   - required: what a good body has.
    private static func receiverJSON(
        _ route: String, methods: [String], _ member: String, _ required: String = ""
    ) -> [BadInput] {
        let start = required.isEmpty ? "" : required + ", "
        return methods.flatMap { method in
            func sent(_ wrong: String, _ bytes: [UInt8], type: String? = json) -> BadInput {
                row(route, "\(method), \(wrong)", .error(400, "invalid_request"), method, type: type, body: bytes) {
                    [try await $0.token()]
                }
            }
            func shown(_ wrong: String, _ error: String?, _ headers: [(String, String)]) -> BadInput {
                row(
                    route, "\(method), \(wrong)", .challenge(error), method, type: json,
                    body: Array("{\(required)}".utf8)
                ) {
                    _ in headers
                }
            }
            let wrong: [BadInput] = [
                sent("a member twice", Array(#"{\#(start)"\#(member)": "a", "\#(member)": "a"}"#.utf8)),
                sent("5,000 characters", Array(#"{\#(start)"\#(member)": "\#(long)"}"#.utf8)),
                sent("a list for a text", Array(#"{\#(start)"\#(member)": []}"#.utf8)),
                sent("a form", Array("a=b".utf8), type: form), sent("no type", Array("{}".utf8), type: nil),
                shown("no token", nil, []), shown("another scheme", nil, [("Authorization", "Basic YTpi")]),
                shown("a token of nobody's", "invalid_token", [("Authorization", "Bearer a.b.c")]),
                shown("5,000 characters for a token", "invalid_token", [("Authorization", "Bearer " + long)]),
                shown("two tokens", "invalid_request", [("Authorization", "Bearer a"), ("Authorization", "Bearer b")]),
            ]
            return wrong + jsonFaults.map { sent($0.wrong, $0.bytes) }
        }
    }

    /// What is no JSON object.
    private static let jsonFaults: [(wrong: String, bytes: [UInt8])] = [
        ("nothing", []), ("a list", Array("[]".utf8)), ("half an object", Array(#"{"a": ["#.utf8)),
        ("a NUL", Array("{\"a\": \"\0\"}".utf8)), ("bytes that aren't UTF-8", [0x7B, 0xFF, 0x7D]), ("4 MB", huge),
        ("a hundred lists in each other", Array(#"{"a": "#.utf8) + Array(repeating: UInt8(ascii: "["), count: 100)),
    ]

    // MARK: The Authorization API

    private static let evaluations = [
        "evaluation", "evaluations", "search/subject", "search/resource", "search/action",
    ].flatMap { authorizationAPI("/access/v1/" + $0) }

    private static func authorizationAPI(_ route: String) -> [BadInput] {
        func sent(_ wrong: String, _ bytes: [UInt8], type: String? = json) -> BadInput {
            row(route, wrong, .sentence(400), type: type, body: bytes) { _ in [BadInputWorld.secret(of: "bi")] }
        }
        func shown(_ wrong: String, _ headers: [(String, String)]) -> BadInput {
            row(route, wrong, .sentence(401), type: json, body: Array("{}".utf8)) { _ in headers }
        }
        let wrong: [BadInput] = [
            sent("a member twice", Array(#"{"subject": {}, "subject": {}}"#.utf8)),
            sent("no subject and no resource", Array("{}".utf8)),
            sent("a text for a subject", Array(#"{"subject": "\#(long)", "action": {}, "resource": {}}"#.utf8)),
            sent("an escaped NUL for a type", Array(#"{"subject": {"type": "\u0000", "id": 1}}"#.utf8)),
            sent("a form", Array("a=b".utf8), type: form), sent("no type", Array("{}".utf8), type: nil),
            shown("no client", []), shown("another secret", [("Authorization", "Basic Ymk6d3Jvbmc=")]),
            shown("a token of nobody's", [("Authorization", "Bearer a.b.c")]),
            shown("two clients", [BadInputWorld.secret(of: "bi"), BadInputWorld.secret(of: "bi")]),
        ]
        return wrong + jsonFaults.map { sent($0.wrong, $0.bytes) } + otherMethods(route, than: "POST")
    }

    // MARK: What is the same for everybody

    private static let documents =
        asked("/") + otherMethods("/", than: "GET")
        + [
            "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server",
            "/.well-known/authzen-configuration", "/.well-known/ssf-configuration",
            "/.well-known/oauth-protected-resource", "/.well-known/oauth-protected-resource/oauth2/userinfo",
            "/.well-known/oauth-protected-resource/scim/v2", "/.well-known/oauth-protected-resource/ssf",
            "/oauth2/jwks", "/oauth2/check_session", Stylesheet.path,
        ].flatMap { asked($0) + otherMethods($0, than: "GET", "HEAD") }

    /// Nothing that stands in the query of a document changes it.
    private static func asked(_ route: String) -> [BadInput] {
        [
            ("NUL", "x=%00"), ("bytes that aren't UTF-8", "x=%ff"), ("half a percent sign", "x=%4"),
            ("twice", "x=1&x=2"),
            ("5,000 characters", "x=" + long), ("markup", "x=%3Cscript%3Ealert(1)%3C/script%3E"),
        ].map { wrong, query in row(route, wrong, .answered(200), "GET", at: "\(route)?\(query)") }
    }

    /// Documents of which each has a name in its path.
    private static let names =
        named("/mistakes/", "{mistake}") + otherMethods("/mistakes/{mistake}", than: "GET", at: "/mistakes/a")
        + named("/logos/", "{client}") + otherMethods("/logos/{client}", than: "GET", "HEAD", at: "/logos/a")

    private static func named(_ path: String, _ parameter: String) -> [BadInput] {
        [
            ("nobody's name", "nobody"), ("NUL", "%00"), ("bytes that aren't UTF-8", "%ff"),
            ("half a percent sign", "%4"),
            ("5,000 characters", long), ("markup", "%3Cscript%3Ealert(1)%3C%2Fscript%3E"),
            ("a path", "..%2f..%2fetc%2fpasswd"),
        ].map { wrong, name in row(path + parameter, wrong, .page(404), "GET", at: path + name) }
    }
}

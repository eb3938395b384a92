import JOSE
import OpenIDConnect
import TestSupport
import Testing
import Wire

@testable import Server

/// Receivers manage their streams of security events over HTTP (OpenID SSF 1.0 §7, §8), and fetch from them (RFC 8936).
@Suite(.bothDatabases) struct EventStreamTests {
    private let provider: RunningProvider

    init() async throws {
        provider = try RunningProvider(transmitsEvents: true)
        try await register("receiver")
    }

    private func register(_ id: String, scopes: [String] = ["ssf.manage"]) async throws {
        var registration = ClientRegistration(id: id, name: "Nền tảng \(id)", redirectURIs: [])
        registration.grants = ["client_credentials"]
        registration.scopes = scopes
        try await provider.add(
            registration.client(secret: SecretHash(of: "the secret of \(id)")), at: provider.clock.now)
    }

    private func token(_ id: String = "receiver") async throws -> String {
        let reply = try await SCIMCaller.askForToken(provider, id, [("scope", "ssf.manage")])
        return try #require(try reply.json()["access_token"]?.string, "\(reply.text)")
    }

    private func send(
        _ method: String, _ path: String, _ body: String? = nil, by token: String?, type: String = "application/json"
    ) async throws -> Reply {
        var headers = token.map { [("Authorization", "Bearer \($0)")] } ?? []
        if body != nil { headers.append(("Content-Type", type)) }
        return try await Browser(provider).send(method, path, headers: headers, body: body)
    }

    // MARK: What we say of ourselves

    /// §7.1: the members of its example, where we have them.
    @Test func `the metadata say where what is, and stand there exactly when it is enabled`() async throws {
        let reply = try await Browser(provider).get("/.well-known/ssf-configuration")
        #expect(reply.status == 200)
        let json = try reply.json()
        #expect(json["spec_version"] == "1_0" && json["issuer"] == "https://sso.hue.test")
        #expect(json["jwks_uri"] == "https://sso.hue.test/oauth2/jwks")
        #expect(json["delivery_methods_supported"] == ["urn:ietf:rfc:8935", "urn:ietf:rfc:8936"])
        #expect(json["configuration_endpoint"] == "https://sso.hue.test/ssf/stream")
        #expect(json["status_endpoint"] == "https://sso.hue.test/ssf/status")
        #expect(json["verification_endpoint"] == "https://sso.hue.test/ssf/verify")
        #expect(json["default_subjects"] == "ALL")
        #expect(json["add_subject_endpoint"] == nil && json["remove_subject_endpoint"] == nil)
        let other = Browser(try RunningProvider())
        for path in ["/.well-known/ssf-configuration", "/ssf/stream", "/.well-known/oauth-protected-resource/ssf"] {
            #expect(try await other.get(path).status == 404, "\(path)")
        }
        for (browser, isThere) in [(Browser(provider), true), (other, false)] {
            let scopes = try await browser.get("/.well-known/openid-configuration").json()["scopes_supported"]?.array
            #expect(scopes?.contains("ssf.manage") == isThere)
        }
        let resource = try await Browser(provider).get("/.well-known/oauth-protected-resource/ssf").json()
        #expect(resource["scopes_supported"] == ["ssf.manage"] && resource["resource"] == "https://sso.hue.test/ssf")
    }

    /// §8.1.3 is not there: a stream is about all whom its client has seen.
    @Test func `what isn't supported says so by its status`() async throws {
        let token = try await token()
        for path in ["/ssf/subjects:add", "/ssf/subjects:remove", "/ssf/subjects"] {
            #expect(try await send("POST", path, "{}", by: token).status == 404)
        }
        let reply = try await send("DELETE", "/ssf/poll", by: token)
        #expect(reply.status == 405 && reply.header("Allow") == "POST")
    }

    // MARK: The life of a stream

    @Test func `a stream is made, read, updated, replaced, paused and ended`() async throws {
        let token = try await token()
        let body = """
            {"delivery": {"method": "urn:ietf:rfc:8935", "endpoint_url": "https://receiver.hue.test/events"},
             "events_requested": ["\(SecurityEventType.sessionRevoked.rawValue)"], "description": "Luồng"}
            """
        let made = try await send("POST", "/ssf/stream", body, by: token)
        #expect(made.status == 201 && made.header("Cache-Control") == "no-store", "\(made.text)")
        let id = try #require(try made.json()["stream_id"]?.string)
        #expect(try made.json()["aud"] == "receiver")
        #expect(try await send("POST", "/ssf/stream", body, by: token).status == 409)

        let one = try await send("GET", "/ssf/stream?stream_id=\(id)", by: token)
        #expect(one.text == made.text)
        let all = try await send("GET", "/ssf/stream", by: token)
        #expect(all.text == "[\(made.text)]")

        let updated = try await send(
            "PATCH", "/ssf/stream", #"{"stream_id": "\#(id)", "events_requested": []}"#, by: token)
        #expect(try updated.status == 200 && updated.json()["events_delivered"] == [])
        #expect(try updated.json()["description"] == "Luồng")
        let replaced = try await send("PUT", "/ssf/stream", #"{"stream_id": "\#(id)"}"#, by: token)
        #expect(try replaced.json()["description"] == nil)
        #expect(try replaced.json()["delivery"]?.object?["endpoint_url"] == "https://sso.hue.test/ssf/poll")

        let paused = try await send(
            "POST", "/ssf/status", #"{"stream_id": "\#(id)", "status": "paused", "reason": "Bảo trì"}"#, by: token)
        #expect(paused.status == 200)
        let status = try await send("GET", "/ssf/status?stream_id=\(id)", by: token).json()
        #expect(status == ["stream_id": .string(id), "status": "paused", "reason": "Bảo trì"])

        #expect(try await send("DELETE", "/ssf/stream?stream_id=\(id)", by: token).status == 204)
        #expect(try await send("GET", "/ssf/stream?stream_id=\(id)", by: token).status == 404)
        #expect(try await send("GET", "/ssf/stream", by: token).text == "[]")
        let actions = try await provider.events().map(\.action)
        #expect(actions.filter { $0 == "event-stream-add" }.count == 2, "the second was refused")
        #expect(actions.contains("event-stream-edit") && actions.contains("event-stream-remove"))
    }

    // MARK: Verification

    /// §8.1.4.2, RFC 8936 §2.4, §2.5.
    @Test func `a verification event comes through the stream with its state, and not too often`() async throws {
        let token = try await token()
        let id = try #require(try await send("POST", "/ssf/stream", "{}", by: token).json()["stream_id"]?.string)
        let body = #"{"stream_id": "\#(id)", "state": "VGhpcyBpcyBhbiBleGFtcGxl"}"#
        #expect(try await send("POST", "/ssf/verify", body, by: token).status == 204)
        let again = try await send("POST", "/ssf/verify", body, by: token)
        #expect(again.status == 429 && again.header("Retry-After") == "30")

        let polled = try await send("POST", "/ssf/poll", #"{"returnImmediately": true}"#, by: token)
        #expect(try polled.status == 200 && polled.json()["moreAvailable"] == false, "\(polled.text)")
        let set = try #require(try polled.json()["sets"]?.object?.members.first)
        let verified = try UnverifiedJWT(parsing: try #require(set.value.string))
            .verified(by: provider.provider.keys.current.published)
        #expect(verified.header.type == "secevent+jwt" && verified.claims["jti"] == .string(set.name))
        #expect(verified.claims["sub_id"] == ["format": "opaque", "id": .string(id)])
        let event = verified.claims["events"]?.object?[
            "https://schemas.openid.net/secevent/ssf/event-type/verification"]
        #expect(event == ["state": "VGhpcyBpcyBhbiBleGFtcGxl"])
        let acknowledged = try await send("POST", "/ssf/poll", #"{"ack": ["\#(set.name)"]}"#, by: token)
        #expect(try acknowledged.json()["sets"] == [:])
        provider.clock.advance(by: .seconds(30))
        #expect(try await send("POST", "/ssf/verify", body, by: try await self.token()).status == 204)
    }

    // MARK: Who may

    private static let requests: [(String, String, String?)] = [
        ("POST", "/ssf/stream", "{}"), ("GET", "/ssf/stream", nil), ("PATCH", "/ssf/stream", "{}"),
        ("PUT", "/ssf/stream", "{}"), ("DELETE", "/ssf/stream?stream_id=a", nil), ("GET", "/ssf/status", nil),
        ("POST", "/ssf/status", "{}"), ("POST", "/ssf/verify", "{}"), ("POST", "/ssf/poll", "{}"),
    ]

    @Test func `who has no token for it gets nothing, and a disabled client neither`() async throws {
        let good = try await token()
        for (method, path, body) in Self.requests {
            for token in [nil, "wrong", "a.b.c"] {
                let reply = try await send(method, path, body, by: token)
                #expect(reply.status == 401, "\(method) \(path)")
                #expect(reply.header("WWW-Authenticate")?.hasPrefix("Bearer") == true)
            }
        }
        try await provider.disableClient("receiver")
        for (method, path, body) in Self.requests {
            #expect(try await send(method, path, body, by: good).status == 401, "\(method) \(path)")
        }
    }

    @Test func `a token for something else opens nothing here, and one for this nothing else`() async throws {
        try await register("service", scopes: [])
        let reply = try await SCIMCaller.askForToken(provider, "service", [])
        let other = try #require(try reply.json()["access_token"]?.string)
        let own = try await token()
        for (method, path, body) in Self.requests {
            #expect(try await send(method, path, body, by: other).status == 401, "\(method) \(path)")
        }
        #expect(try await send("GET", "/scim/v2/Users", by: own).status == 401)
        #expect(try await Browser(provider).userInfo(own).status == 401)
        let refused = try await SCIMCaller.askForToken(provider, "service", [("scope", "ssf.manage")])
        #expect(try refused.status == 400 && refused.json()["error"] == "invalid_scope")
    }

    @Test func `nobody sees or changes another's stream`() async throws {
        try await register("other")
        let (own, other) = (try await token(), try await token("other"))
        let id = try #require(try await send("POST", "/ssf/stream", "{}", by: own).json()["stream_id"]?.string)
        _ = try await send("POST", "/ssf/stream", "{}", by: other)
        for (method, path, body) in [
            ("GET", "/ssf/stream?stream_id=\(id)", nil), ("DELETE", "/ssf/stream?stream_id=\(id)", nil),
            ("GET", "/ssf/status?stream_id=\(id)", nil), ("PATCH", "/ssf/stream", #"{"stream_id": "\#(id)"}"#),
            ("PUT", "/ssf/stream", #"{"stream_id": "\#(id)"}"#),
            ("POST", "/ssf/status", #"{"stream_id": "\#(id)", "status": "paused"}"#),
            ("POST", "/ssf/verify", #"{"stream_id": "\#(id)"}"#),
        ] as [(String, String, String?)] {
            #expect(try await send(method, path, body, by: other).status == 404, "\(method) \(path)")
        }
        #expect(try await send("GET", "/ssf/stream?stream_id=\(id)", by: own).status == 200)
    }

    @Test(arguments: ["", "[]", "{", #"{"stream_id": 1}"#, #"{"maxEvents": "x"}"#])
    func `a body that can't be read is refused, and so is one that is no JSON`(body: String) async throws {
        let token = try await token()
        for path in ["/ssf/status", "/ssf/verify"] {
            let reply = try await send("POST", path, body, by: token)
            #expect(try reply.status == 400 && reply.json()["error"] == "invalid_request", "\(path)")
        }
        #expect(try await send("POST", "/ssf/stream", "{}", by: token, type: "text/plain").status == 400)
        let long = "{\"description\": \"\(String(repeating: "x", count: 70_000))\"}"
        #expect(try await send("POST", "/ssf/stream", long, by: token).status == 400)
    }
}

import OpenIDConnect
import TestSupport
import Testing
import Wire

/// What receivers say of their streams (OpenID SSF 1.0 §8.1) and of the events that they fetch (RFC 8936 §2).
@Suite struct EventStreamRequestTests {
    private func object(_ text: String) throws -> JSONObject { try JSONReader.readObject(Array(text.utf8)) }

    /// SSF 1.0 §8.1.1.1, figure "Example: Create Event Stream Request", with event types that we have.
    private static let example = """
        {
          "delivery": {
            "method": "urn:ietf:rfc:8935",
            "endpoint_url": "https://receiver.example.com/events"
          },
          "events_requested": [
            "urn:example:secevent:events:type_2",
            "https://schemas.openid.net/secevent/caep/event-type/session-revoked"
          ],
          "description" : "Stream for Receiver A using events type_2"
        }
        """

    private func stream(_ text: String = example) throws -> EventStream {
        EventStream(
            id: EventStreamID(stored: "f67e39a0a4d34d56b3aa1bc4cff0069f"), client: try Sample.client().id,
            contents: try EventStreamRequest(object(text)).contents)
    }

    /// §8.1.1.1: `events_delivered` is what was asked for and is supported.
    @Test func `the specification's request makes a stream that shows what it will deliver`() throws {
        let json = try stream().json(try Sample.issuer())
        #expect(json["stream_id"] == "f67e39a0a4d34d56b3aa1bc4cff0069f" && json["iss"] == "https://sso.hue.test")
        #expect(json["aud"] == "platform")
        #expect(
            json["delivery"] == [
                "method": "urn:ietf:rfc:8935", "endpoint_url": "https://receiver.example.com/events",
            ])
        #expect(json["events_delivered"] == ["https://schemas.openid.net/secevent/caep/event-type/session-revoked"])
        #expect(json["events_supported"]?.array?.count == SecurityEventType.allCases.count)
        #expect(json["description"] == "Stream for Receiver A using events type_2")
        #expect(json["min_verification_interval"] == 30)
    }

    @Test func `a stream without a delivery is fetched, at an address of ours`() throws {
        let json = try stream("{}").json(try Sample.issuer())
        #expect(
            json["delivery"] == ["method": "urn:ietf:rfc:8936", "endpoint_url": "https://sso.hue.test/ssf/poll"])
        #expect(json["events_delivered"] == [] && json["description"] == nil)
    }

    @Test(
        arguments: [
            #"{"delivery": "push"}"#, #"{"delivery": {}}"#, #"{"delivery": {"method": "urn:other"}}"#,
            #"{"delivery": {"method": "urn:ietf:rfc:8935"}}"#,
            #"{"delivery": {"method": "urn:ietf:rfc:8935", "endpoint_url": "http://receiver.example.com/"}}"#,
            #"{"delivery": {"method": "urn:ietf:rfc:8935", "endpoint_url": "https://r.example/#a"}}"#,
            #"{"delivery": {"method": "urn:ietf:rfc:8935", "endpoint_url": "https://r.example/", "authorization_header": "x"}}"#,
            #"{"events_requested": "all"}"#, #"{"events_requested": [1]}"#, #"{"description": 1}"#,
            "{\"description\": \"\(String(repeating: "x", count: 513))\"}", #"{"description": "a\nb"}"#,
            #"{"stream_id": 7}"#,
        ])
    func `a request that makes no stream is refused`(body: String) throws {
        let json = try object(body)
        #expect(throws: EventStreamError.self) { try EventStreamRequest(json) }
    }

    /// §8.1.1.3, §8.1.1.4.
    @Test func `an update leaves what it doesn't name, and a replacement doesn't`() throws {
        let (stream, issuer) = (try stream(), try Sample.issuer())
        let request = try EventStreamRequest(object(#"{"stream_id": "f67e39a0", "description": "Khác"}"#))
        let updated = try request.update(stream, issuer)
        #expect(updated.description == "Khác" && updated.requested == [.sessionRevoked] && updated.endpoint != nil)
        let replaced = try request.replacement(of: stream, issuer)
        #expect(replaced.description == "Khác" && replaced.requested.isEmpty && replaced.endpoint == nil)
    }

    @Test func `members of the transmitter may be there as they are, and in no other way`() throws {
        let (stream, issuer) = (try stream(), try Sample.issuer())
        var json = stream.json(issuer)
        #expect(try EventStreamRequest(json).update(stream, issuer) == stream.contents)
        json["aud"] = "other"
        let request = try EventStreamRequest(json)
        #expect(throws: EventStreamError.self) { try request.update(stream, issuer) }
    }

    // MARK: Fetching

    /// RFC 8936 §2.4, figures 1 to 5: the bodies of its requests.
    @Test(
        arguments: [
            ("{}", 100, [], []), (#"{"returnImmediately": true}"#, 100, [], []),
            (
                #"{"ack": ["4d3559ec67504aaba65d40b0363faad8", "3d0c3cf797584bd193bd0fb1bd4e7d30"], "maxEvents": 0}"#,
                0,
                ["4d3559ec67504aaba65d40b0363faad8", "3d0c3cf797584bd193bd0fb1bd4e7d30"], []
            ),
            (
                #"{"ack": ["3d0c3cf797584bd193bd0fb1bd4e7d30"], "setErrs": {"4d3559ec67504aaba65d40b0363faad8": {"err": "authentication_failed", "description": "The SET could not be authenticated"}}, "returnImmediately": true}"#,
                100, ["3d0c3cf797584bd193bd0fb1bd4e7d30"], ["4d3559ec67504aaba65d40b0363faad8"]
            ),
            (#"{"maxEvents": 100000}"#, 100, [], []),
        ] as [(String, Int, [String], [String])])
    func `the specification's requests are read, within our bound`(
        body: String, events: Int, acknowledged: [String], refused: [String]
    ) throws {
        let request = try PollRequest(object(body))
        #expect(request.events == events && request.acknowledged == acknowledged)
        #expect(request.refused.map(\.id) == refused)
        #expect(request.refused.allSatisfy { $0.code == "authentication_failed" })
    }

    @Test(
        arguments: [
            #"{"maxEvents": -1}"#, #"{"maxEvents": "1"}"#, #"{"ack": "a"}"#, #"{"ack": [1]}"#, #"{"setErrs": []}"#,
            #"{"returnImmediately": 1}"#,
        ])
    func `a request that can't be read is refused`(body: String) throws {
        let json = try object(body)
        #expect(throws: EventStreamError.self) { try PollRequest(json) }
    }

    @Test func `what a receiver says in words of its own is no word of ours`() throws {
        let request = try PollRequest(object(#"{"setErrs": {"a": {"err": "<b>"}, "b": 1}}"#))
        #expect(request.refused.map(\.code) == ["refused", "refused"])
    }
}

import Wire

/// What a receiver says of the stream that it wants (OpenID SSF 1.0 §8.1.1.1, §8.1.1.3, §8.1.1.4).
package struct EventStreamRequest: Sendable {
    private let json: JSONObject
    /// Named by updates; a new stream gets one of ours.
    package let streamID: String?

    private let endpoint: PushEndpoint??
    private let requested: Set<SecurityEventType>?
    private let description: String?

    /// Reads a body. What it says of the members that are ours is compared when the stream is known.
    package init(_ json: JSONObject) throws(EventStreamError) {
        self.json = json
        streamID = try json["stream_id"].map { value throws(EventStreamError) in try value.text("stream_id") }
        endpoint = try json["delivery"].map { value throws(EventStreamError) in try Self.endpoint(value) }
        requested = try json["events_requested"].map { value throws(EventStreamError) in try Self.types(value) }
        description = try json["description"].map { value throws(EventStreamError) in
            let text = try value.text("description")
            guard text.utf8.count <= Limits.streamTextBytes, PlainLine(text) != nil else {
                throw EventStreamError("description must be one short line")
            }
            return text
        }
    }

    /// A new stream's (§8.1.1.1): without a delivery it is fetched.
    package var contents: EventStream.Contents {
        EventStream.Contents(
            endpoint: endpoint ?? nil, requested: requested ?? [], description: description)
    }

    /// What an update makes of a stream (§8.1.1.3): what it doesn't name stays.
    package func update(_ stream: EventStream, _ issuer: Issuer) throws(EventStreamError) -> EventStream.Contents {
        try check(stream, issuer)
        var contents = stream.contents
        if let endpoint { contents.endpoint = endpoint }
        if let requested { contents.requested = requested }
        if let description { contents.description = description }
        return contents
    }

    /// What takes the place of a stream (§8.1.1.4): what it doesn't name goes.
    package func replacement(of stream: EventStream, _ issuer: Issuer) throws(EventStreamError) -> EventStream.Contents
    {
        try check(stream, issuer)
        return contents
    }

    /// The members of ours may be there, and then have to be as they are (§8.1.1.3).
    private func check(_ stream: EventStream, _ issuer: Issuer) throws(EventStreamError) {
        let current = stream.json(issuer)
        for name in ["iss", "aud", "events_supported", "events_delivered", "min_verification_interval"] {
            guard let value = json[name], name != "events_delivered" || requested == nil else { continue }
            guard value == current[name] else { throw EventStreamError("\(name) can't be changed") }
        }
    }

    /// `nil` for one that is fetched.
    private static func endpoint(_ value: JSONValue) throws(EventStreamError) -> PushEndpoint? {
        guard let delivery = value.object, let method = delivery["method"]?.string.flatMap(DeliveryMethod.init) else {
            throw EventStreamError("delivery must have a method: urn:ietf:rfc:8935 or urn:ietf:rfc:8936")
        }
        // What we send is signed: a password for it would be one more secret that we keep.
        guard delivery["authorization_header"] == nil else {
            throw EventStreamError("authorization_header is not supported; verify the signature of what is pushed")
        }
        switch method {
        // §8.1.1.1: its address is the transmitter's to say.
        case .poll: return nil
        case .push:
            guard let text = delivery["endpoint_url"]?.string else {
                throw EventStreamError("delivery must have an endpoint_url to push to")
            }
            do throws(RedirectURIError) { return try PushEndpoint(text) } catch {
                throw EventStreamError("endpoint_url: an address \(error.text.english)")
            }
        }
    }

    /// Those that we know; others are left out, which `events_delivered` shows.
    private static func types(_ value: JSONValue) throws(EventStreamError) -> Set<SecurityEventType> {
        guard let values = value.array else { throw EventStreamError("events_requested must be an array of texts") }
        var types: Set<SecurityEventType> = []
        for value in values {
            let name = try value.text("events_requested")
            if let type = SecurityEventType(rawValue: name) { types.insert(type) }
        }
        return types
    }
}

/// What a receiver sets the status of its stream to (SSF 1.0 §8.1.2.2).
package struct StreamStatusRequest: Hashable, Sendable {
    package let streamID: String
    package let status: EventStream.Status
    package let reason: String?

    package init(_ json: JSONObject) throws(EventStreamError) {
        streamID = try json.text("stream_id")
        guard let status = EventStream.Status(rawValue: try json.text("status")) else {
            throw EventStreamError("status must be enabled, paused or disabled")
        }
        self.status = status
        reason = try json["reason"].map { value throws(EventStreamError) in try value.text("reason") }
        if let reason, reason.utf8.count > Limits.streamTextBytes || PlainLine(reason) == nil {
            throw EventStreamError("reason must be one short line")
        }
    }
}

/// A receiver wants to see that its stream works (SSF 1.0 §8.1.4.2).
package struct StreamVerificationRequest: Hashable, Sendable {
    package let streamID: String
    /// What it finds in the event again.
    package let state: String?

    package init(_ json: JSONObject) throws(EventStreamError) {
        streamID = try json.text("stream_id")
        state = try json["state"].map { value throws(EventStreamError) in try value.text("state") }
        if let state, state.utf8.count > Limits.streamTextBytes { throw EventStreamError("state is too long") }
    }

    package var details: JSONObject { state.map { ["state": .string($0)] } ?? [:] }
}

/// A request that can't be read, in a sentence for developers.
package struct EventStreamError: Error, Hashable, Sendable {
    package let description: String

    package init(_ description: String) { self.description = description }
}

extension JSONObject {
    fileprivate func text(_ name: String) throws(EventStreamError) -> String {
        guard let value = self[name] else { throw EventStreamError("\(name) is missing") }
        return try value.text(name)
    }
}

extension JSONValue {
    fileprivate func text(_ name: String) throws(EventStreamError) -> String {
        guard let string else { throw EventStreamError("\(name) must be a text") }
        return string
    }
}

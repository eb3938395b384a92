import Cryptography
import Identity
import Wire

/// By what a receiver names its stream: random, so that it tells nothing.
package struct EventStreamID: Hashable, Sendable {
    package let text: String

    package init(random: any RandomSource) { text = Base64URL.encode(random.bytes(16)) }

    /// Reads an id that was written before.
    package init(stored text: String) { self.text = text }
}

/// How a client is told of security events (OpenID SSF 1.0 §8.1.1): each has one stream at most, which carries events about the
/// people whom that client has seen, and of the types that it has asked for.
package struct EventStream: Hashable, Sendable {
    package let id: EventStreamID
    package let client: ClientID
    package var contents: Contents
    package var status: Status
    /// Why it has that status: what the receiver says, or a word of ours.
    package var reason: String?

    /// What the receiver decides.
    package struct Contents: Hashable, Sendable {
        /// Where events are pushed; `nil` where the receiver fetches them.
        package var endpoint: PushEndpoint?
        package var requested: Set<SecurityEventType>
        package var description: String?

        package init(
            endpoint: PushEndpoint?, requested: Set<SecurityEventType>, description: String? = nil
        ) {
            self.endpoint = endpoint
            self.requested = requested
            self.description = description
        }
    }

    /// SSF 1.0 §8.1.2.
    package enum Status: String, Hashable, Sendable, CaseIterable {
        case enabled
        /// Events wait until it is enabled.
        case paused
        /// Events are neither sent nor kept.
        case disabled
    }

    package init(
        id: EventStreamID, client: ClientID, contents: Contents, status: Status = .enabled, reason: String? = nil
    ) {
        self.id = id
        self.client = client
        self.contents = contents
        self.status = status
        self.reason = reason
    }

    /// How often a receiver may ask for a verification event.
    package static let verificationInterval = Duration.seconds(30)
    /// So many events of a stream wait at most. One more, and the stream is disabled and says so: better that a receiver knows
    /// that it has missed something than that some event is left out in silence.
    package static let waitingAtMost = 1_000
    /// Why a stream is disabled whose receiver has fetched nothing for too long.
    package static let fullReason = "too many events wait; read what you know of people anew, then enable the stream"
    /// How long an event waits for a receiver that fetches, and its receipt is kept.
    package static let memory = Duration.hours(24 * 7)

    /// The configuration that the receiver is shown.
    package func json(_ issuer: Issuer) -> JSONObject {
        var json: JSONObject = [
            "stream_id": .string(id.text), "iss": .string(issuer.text), "aud": .string(client.text),
            "events_supported": Self.names(Set(SecurityEventType.allCases)),
            "events_requested": Self.names(contents.requested), "events_delivered": Self.names(contents.requested),
            "delivery": .object(delivery(issuer)),
            "min_verification_interval": .integer(Self.verificationInterval.wholeSeconds),
        ]
        json["description"] = contents.description.map(JSONValue.string)
        return json
    }

    private func delivery(_ issuer: Issuer) -> JSONObject {
        guard let endpoint = contents.endpoint else {
            return [
                "method": .string(DeliveryMethod.poll.rawValue),
                "endpoint_url": .string(issuer.address(Issuer.Path.eventPolling)),
            ]
        }
        return ["method": .string(DeliveryMethod.push.rawValue), "endpoint_url": .string(endpoint.uri.text)]
    }

    package var statusJSON: JSONObject {
        var json: JSONObject = ["stream_id": .string(id.text), "status": .string(status.rawValue)]
        json["reason"] = reason.map(JSONValue.string)
        return json
    }

    private static func names(_ types: Set<SecurityEventType>) -> JSONValue {
        ProviderMetadata.strings(SecurityEventType.allCases.filter(types.contains).map(\.rawValue))
    }
}

/// `delivery.method`.
package enum DeliveryMethod: String, Hashable, Sendable, CaseIterable {
    /// RFC 8935.
    case push = "urn:ietf:rfc:8935"
    /// RFC 8936.
    case poll = "urn:ietf:rfc:8936"
}

/// Where events are pushed: https, or http on this machine. It is a platform's of the city, as an administrator has given it the
/// scope for that, and may stand in the city's own network.
package struct PushEndpoint: Hashable, Sendable {
    package let uri: URI

    package init(_ text: String) throws(RedirectURIError) { uri = try RedirectURI(text, for: .web).uri }
}

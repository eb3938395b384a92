import Identity
import OpenIDConnect
import Storage

/// A receiver reads the configuration or the status of its stream (OpenID SSF 1.0 §8.1.1.2, §8.1.2.1).
package struct ReadEventStream: Sendable {
    private let receivers: EventReceivers

    package init(_ receivers: EventReceivers) { self.receivers = receivers }

    /// All streams of the client: one or none.
    package func all(
        by token: PresentedAccessToken, _ act: Act
    ) async throws -> Result<[EventStream], EventStreamRefusal> {
        try await receivers.read(by: token, act) { client, transaction in
            .success(try transaction.eventStreams.find(of: client.id).map { [$0] } ?? [])
        }
    }

    package func one(
        _ id: String, by token: PresentedAccessToken, _ act: Act
    ) async throws -> Result<EventStream, EventStreamRefusal> {
        try await receivers.read(by: token, act) { client, transaction in
            try transaction.stream(id, of: client.id)
        }
    }
}

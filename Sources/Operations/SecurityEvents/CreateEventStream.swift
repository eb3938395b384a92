import Identity
import OpenIDConnect
import Storage

/// A receiver makes its stream of security events (OpenID SSF 1.0 §8.1.1.1).
package struct CreateEventStream: Sendable {
    private let receivers: EventReceivers

    package init(_ receivers: EventReceivers) { self.receivers = receivers }

    package func run(
        _ request: Result<EventStreamRequest, EventStreamError>, by token: PresentedAccessToken, _ act: Act
    ) async throws -> Result<EventStream, EventStreamRefusal> {
        let id = EventStreamID(random: receivers.installation.random)
        return try await receivers.write(request, by: token, act) { request, client, transaction in
            let stream = EventStream(id: id, client: client.id, contents: request.contents)
            guard try transaction.eventStreams.add(stream, at: act.now) else {
                return .failure(.streamExists(client.id))
            }
            try transaction.audit.append(
                act.event(.eventStreamAdd, by: .client(client.id.text), client: client.id.text, object: id.text))
            return .success(stream)
        }
    }
}

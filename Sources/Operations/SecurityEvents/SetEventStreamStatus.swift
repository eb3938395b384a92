import Identity
import OpenIDConnect
import Storage

/// A receiver pauses, disables or enables its stream (OpenID SSF 1.0 §8.1.2.2).
package struct SetEventStreamStatus: Sendable {
    private let receivers: EventReceivers

    package init(_ receivers: EventReceivers) { self.receivers = receivers }

    package func run(
        _ request: Result<StreamStatusRequest, EventStreamError>, by token: PresentedAccessToken, _ act: Act
    ) async throws -> Result<EventStream, EventStreamRefusal> {
        try await receivers.write(request, by: token, act) { wanted, client, transaction in
            switch try transaction.stream(wanted.streamID, of: client.id) {
            case .failure(let refusal): return .failure(refusal)
            case .success(var stream):
                (stream.status, stream.reason) = (wanted.status, wanted.reason)
                try transaction.eventStreams.set(wanted.status, reason: wanted.reason, of: client.id, at: act.now)
                try transaction.audit.append(
                    act.event(
                        .eventStreamEdit, by: .client(client.id.text), client: client.id.text,
                        object: "\(stream.id.text) \(wanted.status.rawValue)"))
                return .success(stream)
            }
        }
    }
}

import Identity
import OpenIDConnect
import Storage

/// A receiver ends its stream (OpenID SSF 1.0 §8.1.1.5): what waits in it is told nobody.
package struct RemoveEventStream: Sendable {
    private let receivers: EventReceivers

    package init(_ receivers: EventReceivers) { self.receivers = receivers }

    package func run(
        _ id: String, by token: PresentedAccessToken, _ act: Act
    ) async throws -> Result<EventStream, EventStreamRefusal> {
        try await receivers.write(by: token, act) { client, transaction in
            let found = try transaction.stream(id, of: client.id)
            guard case .success = found else { return found }
            try transaction.eventStreams.remove(of: client.id, at: act.now)
            try transaction.audit.append(
                act.event(.eventStreamRemove, by: .client(client.id.text), client: client.id.text, object: id))
            return found
        }
    }
}

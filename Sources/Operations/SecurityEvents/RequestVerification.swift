import Identity
import OpenIDConnect
import Storage

/// A receiver wants to see an event come through its stream (OpenID SSF 1.0 §8.1.4): it goes the way of all events, and so says
/// nothing before it is delivered.
package struct RequestVerification: Sendable {
    private let receivers: EventReceivers

    package init(_ receivers: EventReceivers) { self.receivers = receivers }

    package func run(
        _ request: Result<StreamVerificationRequest, EventStreamError>, by token: PresentedAccessToken, _ act: Act
    ) async throws -> Result<EventStream, EventStreamRefusal> {
        try await receivers.write(request, by: token, act) { wanted, client, transaction in
            let found = try transaction.stream(wanted.streamID, of: client.id)
            guard case .success = found else { return found }
            guard try transaction.eventStreams.recordVerification(of: client.id, at: act.now) else {
                return .failure(.tooOften(client.id, retryAfter: EventStream.verificationInterval))
            }
            try transaction.securityEvents.add(.verification, wanted.details, to: client.id, at: act.now)
            return found
        }
    }
}

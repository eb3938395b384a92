import Database
import Identity
import OpenIDConnect
import Storage

/// A receiver changes what its stream is (OpenID SSF 1.0 §8.1.1.3, §8.1.1.4). What waits in it waits on.
package struct ChangeEventStream: Sendable {
    private let receivers: EventReceivers
    private let issuer: Issuer

    package init(_ receivers: EventReceivers, issuer: Issuer) {
        self.receivers = receivers
        self.issuer = issuer
    }

    /// What becomes of members that the request doesn't name.
    package enum Manner: Sendable {
        /// They stay.
        case update
        /// They go.
        case replace
    }

    package func run(
        _ request: Result<EventStreamRequest, EventStreamError>, _ manner: Manner, by token: PresentedAccessToken,
        _ act: Act
    ) async throws -> Result<EventStream, EventStreamRefusal> {
        try await receivers.write(request.flatMap(Self.named), by: token, act) { named, client, transaction in
            switch try transaction.stream(named.id, of: client.id) {
            case .failure(let refusal): return .failure(refusal)
            case .success(let stream): return try change(stream, named.request, manner, act, in: transaction)
            }
        }
    }

    private static func named(
        _ request: EventStreamRequest
    ) -> Result<(id: String, request: EventStreamRequest), EventStreamError> {
        guard let id = request.streamID else { return .failure(EventStreamError("stream_id is missing")) }
        return .success((id, request))
    }

    private func change(
        _ stream: EventStream, _ request: EventStreamRequest, _ manner: Manner, _ act: Act,
        in transaction: WriteTransaction
    ) throws -> Result<EventStream, EventStreamRefusal> {
        var changed = stream
        do throws(EventStreamError) {
            changed.contents =
                switch manner {
                case .update: try request.update(stream, issuer)
                case .replace: try request.replacement(of: stream, issuer)
                }
        } catch { return .failure(.malformed(error, stream.client)) }
        try transaction.eventStreams.set(changed.contents, of: stream.client)
        try transaction.audit.append(
            act.event(
                .eventStreamEdit, by: .client(stream.client.text), client: stream.client.text, object: stream.id.text))
        return .success(changed)
    }
}

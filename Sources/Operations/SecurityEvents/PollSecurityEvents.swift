import Audit
import Cryptography
import Database
import Identity
import JOSE
import Keys
import OpenIDConnect
import Storage
import Wire

/// A receiver fetches events from its stream, and says which of the last ones it has (RFC 8936 §2). Who doesn't say so is given
/// them once more after a while.
package struct PollSecurityEvents: Sendable {
    private let receivers: EventReceivers
    private let signing: SecurityEventSigning

    package init(_ receivers: EventReceivers, signing: SecurityEventSigning) {
        self.receivers = receivers
        self.signing = signing
    }

    package struct Answer: Hashable, Sendable {
        /// By `jti`; the oldest first.
        package let tokens: [String: String]
        package let hasMore: Bool
    }

    package func run(
        _ request: Result<PollRequest, EventStreamError>, by token: PresentedAccessToken, _ act: Act
    ) async throws -> Result<Answer, EventStreamRefusal> {
        let random = receivers.installation.random
        let count = (try? request.get().events) ?? 0
        let fresh = (0..<count).map { _ in TokenID(random: random) }
        let lease = Base64URL.encode(random.bytes(16))
        let taken = try await receivers.write(request, by: token, act) { request, client, transaction in
            try transaction.fetch(request, client, fresh: fresh, lease: lease, act)
        }
        switch taken {
        case .failure(let refusal): return .failure(refusal)
        case .success(let taken):
            let tokens = try taken.events.map { event in
                (event.id.text, try signing.token(event, of: taken.stream, to: taken.client))
            }
            return .success(
                Answer(
                    tokens: Dictionary(tokens, uniquingKeysWith: { first, _ in first }), hasMore: taken.hasMore))
        }
    }
}

/// What was taken for a receiver.
private struct TakenEvents: Sendable {
    let client: Client
    let stream: EventStream
    let events: [WaitingSecurityEvent]
    let hasMore: Bool
}

extension WriteTransaction {
    fileprivate func fetch(
        _ request: PollRequest, _ client: Client, fresh: [TokenID], lease: String, _ act: Act
    ) throws -> Result<TakenEvents, EventStreamRefusal> {
        // A stream that is pushed has no address to poll at.
        guard let stream = try eventStreams.find(of: client.id), stream.contents.endpoint == nil else {
            return .failure(.noStream(client.id))
        }
        for id in request.acknowledged { try receipt(of: id, failure: nil, from: client.id, act) }
        for refused in request.refused { try receipt(of: refused.id, failure: refused.code, from: client.id, act) }
        guard stream.status != .paused, !fresh.isEmpty else {
            let hasMore = try stream.status != .paused && securityEvents.hasMore(for: client.id, at: act.now)
            return .success(TakenEvents(client: client, stream: stream, events: [], hasMore: hasMore))
        }
        let events = try securityEvents.claim(
            for: client.id, lease: lease, until: act.now + DeliveryBounds.lease, fresh: fresh, at: act.now)
        return .success(
            TakenEvents(
                client: client, stream: stream, events: events,
                hasMore: try securityEvents.hasMore(for: client.id, at: act.now)))
    }

    /// An event that isn't there, or is done with, is nothing to say anything of (RFC 8936 §2.2).
    private func receipt(of id: String, failure: String?, from client: ClientID, _ act: Act) throws {
        guard let settled = try securityEvents.settle(id, of: client, failure: failure, at: act.now) else { return }
        try audit.append(
            act.event(
                .securityEvent, failure.map { _ in .refused("not-taken") } ?? .success, by: .client(client.text),
                client: client.text, session: settled.session?.text, object: settled.person?.text))
    }
}

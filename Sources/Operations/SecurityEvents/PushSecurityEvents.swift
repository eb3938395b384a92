import Audit
import Database
import Identity
import JOSE
import OpenIDConnect
import Storage
import Wire

/// Pushes security events to receivers (RFC 8935 §2): takes what is due from the outbox, sends each by itself, and writes down the
/// receipt, or when to try again.
package struct PushSecurityEvents: OutboxDelivery {
    package static let table = OutboxTable.securityEvents
    package let round: DeliveryRound
    private let signing: SecurityEventSigning

    package init(
        _ installation: Installation, signing: SecurityEventSigning, retry: LogoutRetry, fetcher: any Fetcher,
        strangers: any Fetcher
    ) {
        round = DeliveryRound(installation, retry: retry, fetcher: fetcher, strangers: strangers)
        self.signing = signing
    }

    /// An event that is under way to the endpoint that its stream had when it was taken.
    package struct Notice: OutboxNotice {
        let event: WaitingSecurityEvent
        let stream: EventStream
        package var number: Int64 { event.number }
        package var begun: Instant { event.begun }
        package var attempts: Int { event.attempts }
    }

    package func claim(
        for client: ClientID, _ turn: DeliveryTurn, in transaction: WriteTransaction
    ) throws -> [Notice] {
        guard let stream = try transaction.eventStreams.find(of: client), stream.contents.endpoint != nil,
            stream.status != .paused
        else { return [] }
        return try transaction.securityEvents.claim(
            for: client, lease: turn.lease, until: turn.end, fresh: turn.fresh, at: turn.now
        ).map { Notice(event: $0, stream: stream) }
    }

    package func attempt(
        _ notice: Notice, to client: Client?, by fetcher: any Fetcher, at now: Instant
    ) async throws -> DeliveryAttempt {
        guard let client, client.isEnabled, client.scopes.contains(.ssfManage),
            let endpoint = notice.stream.contents.endpoint
        else { return .withdrawn }
        let token: String
        do { token = try signing.token(notice.event, of: notice.stream, to: client) } catch {
            // There is no key for the client's algorithm now; there may be one later.
            return .failed("not-signed")
        }
        let headers = [("Content-Type", SecurityEventToken.mediaType), ("Accept", "application/json")]
        return try await send(Array(token.utf8), headers, to: endpoint.uri, by: fetcher, reading: Self.outcome)
    }

    /// §2.2: 202; frameworks answer 200 or 204 to whoever gives them no other.
    private static func outcome(_ answer: FetchResponse) -> DeliveryAttempt {
        switch answer.status {
        case 200, 202, 204: .taken
        // §2.3: why, in a code of a registry.
        case 400: .failed(SetErrorCode.code(in: try? JSONReader.readObject(answer.body)))
        default: .failed("status-\(answer.status)")
        }
    }

    package func receipt(
        of notice: Notice, _ outcome: AuditEvent.Outcome, to client: ClientID, _ act: Act
    ) -> AuditEvent {
        act.event(
            .securityEvent, outcome, client: client.text, session: notice.event.session?.text,
            object: notice.event.person?.text)
    }
}

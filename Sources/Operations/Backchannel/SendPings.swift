import Audit
import Cryptography
import Database
import Identity
import OpenIDConnect
import Storage
import Wire

/// Tells clients that a person has decided (CIBA Core §10.2): takes what is due from the outbox, sends it, and writes down that
/// it has arrived, or when to try again. A client that hears nothing finds out by polling; so it is tried no longer than the
/// request itself counts.
///
/// What is taken belongs to one node until its lease is over, as for logout tokens (`DeliverLogoutTokens`).
package struct SendPings: ClientDelivery {
    private let installation: Installation
    private let seal: PingSeal
    private let fetcher, strangers: any Fetcher

    private static let retry = LogoutRetry(givingUpAfter: BackchannelAuthenticationRequest.lifetimes.upperBound)

    /// - Parameters:
    ///   - fetcher: the way out to clients that an administrator has registered, which may be in the city's own network.
    ///   - strangers: the way out to those that registered themselves.
    package init(_ installation: Installation, seal: PingSeal, fetcher: any Fetcher, strangers: any Fetcher) {
        self.installation = installation
        self.seal = seal
        self.fetcher = fetcher
        self.strangers = strangers
    }

    package func due(at now: Instant) async throws -> [ClientID] {
        try await installation.database.read { transaction in
            try transaction.pings.dueClients(at: now, atMost: DeliveryBounds.clientsAtOnce)
        }
    }

    package func deliver(to client: ClientID, at now: Instant) async throws -> DeliveryResult {
        let lease = Base64URL.encode(installation.random.bytes(16))
        let (registered, due, isStranger) = try await installation.database.write {
            [clients = installation.clients] transaction in
            let due = try transaction.pings.claim(
                for: client, lease: lease, until: now + DeliveryBounds.lease, atMost: DeliveryBounds.atOnce, at: now)
            return (
                try clients.client(client, in: transaction), due, try transaction.clientRegistrations.isThere(client)
            )
        }
        return try await bring(due) { ping in
            let attempt = try await attempt(ping, to: registered, by: isStranger ? strangers : fetcher)
            return try await settle(ping, attempt, to: client, lease: lease)
        }
    }

    private func attempt(
        _ due: DuePing, to client: Client?, by fetcher: any Fetcher
    ) async throws -> DeliveryAttempt {
        guard let client, client.isEnabled, let address = client.backchannel.notificationEndpoint,
            let ping = seal.open(due.sealed, of: due.id)
        else { return .withdrawn }
        return try await send(ping.body, ping.headers, to: address, by: fetcher) { answer in
            // §10.2: 204, and whatever else says that it went well.
            switch answer.status {
            case 200..<300: .taken
            case 401, 403: .refused("status-\(answer.status)")
            default: .failed("status-\(answer.status)")
            }
        }
    }

    /// Nothing is written down, nor counted, where the lease was over and another has taken the ping.
    private func settle(
        _ ping: DuePing, _ attempt: DeliveryAttempt, to client: ClientID, lease: String
    ) async throws -> DeliveryResult {
        let act = Act(actor: .schedule, origin: .local, now: installation.clock.now)
        let begun = ping.end - BackchannelAuthenticationRequest.lifetimes.upperBound
        let next = Self.retry.next(after: ping.attempts, since: begun, at: act.now)
        return try await installation.database.write { transaction in
            func settle(_ outcome: AuditEvent.Outcome) throws -> Bool {
                guard try transaction.pings.settle(ping, lease: lease) else { return false }
                try transaction.audit.append(act.event(.ping, outcome, client: client.text))
                return true
            }
            var result = DeliveryResult()
            switch (attempt, next) {
            case (.taken, _): if try settle(.success) { result.delivered = 1 }
            case (.withdrawn, _): _ = try settle(.refused("withdrawn"))
            case (.failed(let why), nil), (.refused(let why), _):
                guard try settle(.refused("given-up")) else { break }
                (result.givenUp, result.failure) = (1, why)
            case (.failed(let why), .some(let next)):
                guard try transaction.pings.postpone(ping, lease: lease, until: next) else { break }
                (result.failed, result.failure) = (1, why)
            }
            return result
        }
    }
}

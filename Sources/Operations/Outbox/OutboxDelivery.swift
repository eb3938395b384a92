import Audit
import Cryptography
import Database
import Identity
import OpenIDConnect
import Storage
import Wire

/// What waits for clients, and is brought to each by itself.
package protocol ClientDelivery: Sendable {
    /// The clients for which something is due, some at a time; whoever waits longest first.
    func due(at now: Instant) async throws -> [ClientID]
    /// Tells a client some of what is due for it.
    func deliver(to client: ClientID, at now: Instant) async throws -> DeliveryResult
}

/// What is brought to clients out of an outbox: logout tokens, security events. Who conforms says what a row becomes on its way,
/// and how the client says that it has it; the turns that it takes are the same, and stand here once.
///
/// What is taken belongs to one node until its lease is over, so that several share the work and a node that dies leaves
/// nothing behind. A client is told at least once; it may be told twice, and then has nothing to do.
package protocol OutboxDelivery: ClientDelivery {
    associatedtype Notice: OutboxNotice

    static var table: OutboxTable { get }
    var round: DeliveryRound { get }

    /// Takes what is due for a client.
    func claim(for client: ClientID, _ turn: DeliveryTurn, in transaction: WriteTransaction) throws -> [Notice]

    /// Sends one.
    func attempt(
        _ notice: Notice, to client: Client?, by fetcher: any Fetcher, at now: Instant
    ) async throws -> DeliveryAttempt

    /// The receipt that the audit log keeps.
    func receipt(
        of notice: Notice, _ outcome: AuditEvent.Outcome, to client: ClientID, _ act: Act
    ) -> AuditEvent
}

/// A row that is being delivered.
package protocol OutboxNotice: Sendable {
    var number: Int64 { get }
    /// When it came to be.
    var begun: Instant { get }
    /// How often it was tried, this time too.
    var attempts: Int { get }
}

extension LogoutNotice: OutboxNotice {}

/// What became of sending one row.
package enum DeliveryAttempt: Hashable, Sendable {
    case taken
    /// - Parameter why: in a word of ours.
    case failed(String)
    /// The client itself says that it is not for it: it would say so again.
    case refused(String)
    /// The client is there no longer, or wants nothing of the kind any more.
    case withdrawn
}

/// One node's turn at what is due for a client: what is random about it was drawn before its transaction.
package struct DeliveryTurn: Sendable {
    /// A text that nobody else has.
    let lease: String
    /// When others may try, if nothing is heard of this turn.
    let end: Instant
    /// Ids for rows that are told for the first time, as many as are taken at most.
    let fresh: [TokenID]
    let now: Instant

    init(random: any RandomSource, at now: Instant) {
        lease = Base64URL.encode(random.bytes(16))
        fresh = (0..<DeliveryBounds.atOnce).map { _ in TokenID(random: random) }
        end = now + DeliveryBounds.lease
        self.now = now
    }
}

/// With what rows are brought.
package struct DeliveryRound: Sendable {
    let installation: Installation
    let retry: LogoutRetry
    let fetcher, strangers: any Fetcher

    /// - Parameters:
    ///   - fetcher: the way out to platforms that an administrator has registered, which may be in the city's own network.
    ///   - strangers: the way out to those that registered themselves.
    init(_ installation: Installation, retry: LogoutRetry, fetcher: any Fetcher, strangers: any Fetcher) {
        self.installation = installation
        self.retry = retry
        self.fetcher = fetcher
        self.strangers = strangers
    }
}

/// What became of what was due for a platform.
package struct DeliveryResult: Hashable, Sendable {
    package var delivered = 0
    /// Those that are tried again.
    package var failed = 0
    package var givenUp = 0
    /// Why the last of those that failed did.
    package var failure: String?
    /// Whether there may be more to do at once.
    package var isFull: Bool { delivered == DeliveryBounds.atOnce }

    fileprivate mutating func add(_ one: DeliveryResult) {
        delivered += one.delivered
        failed += one.failed
        givenUp += one.givenUp
        failure = one.failure ?? failure
    }
}

/// The bounds of all deliveries.
package enum DeliveryBounds {
    /// Platforms that are told at the same time, of which one that is slow keeps its own place only.
    package static let clientsAtOnce = 16
    /// Rows that are under way to one platform.
    package static let atOnce = 4
    /// How long a platform may take for one, and how much it may answer.
    static let timeout = Duration.seconds(5)
    static let answerBytes = 16_384
    /// How long nobody else tries; longer than an attempt and the writing down of it can take.
    package static let lease = Duration.minutes(1)
}

extension OutboxDelivery {
    package func due(at now: Instant) async throws -> [ClientID] {
        try await round.installation.database.read { transaction in
            try transaction.outbox(Self.table).dueClients(at: now, atMost: DeliveryBounds.clientsAtOnce)
        }
    }

    /// How many rows wait, and for how long the oldest has.
    package func backlog(at now: Instant) async throws -> (count: Int64, age: Duration) {
        let (count, oldest) = try await round.installation.database.read { transaction in
            try transaction.outbox(Self.table).waiting()
        }
        return (count, oldest.map { max(now - $0, .zero) } ?? .zero)
    }

    package func deliver(to client: ClientID, at now: Instant) async throws -> DeliveryResult {
        let installation = round.installation
        let turn = DeliveryTurn(random: installation.random, at: now)
        let (registered, notices, isStranger) = try await installation.database.write {
            [clients = installation.clients] transaction in
            let registered = try clients.client(client, in: transaction)
            let notices = try claim(for: client, turn, in: transaction)
            return (registered, notices, try transaction.clientRegistrations.isThere(client))
        }
        return try await bring(notices) { notice in
            let attempt = try await attempt(
                notice, to: registered, by: isStranger ? round.strangers : round.fetcher, at: now)
            return try await settle(notice, attempt, to: client, lease: turn.lease)
        }
    }

    /// Nothing is written down, nor counted, where the lease was over and another has taken the row.
    private func settle(
        _ notice: Notice, _ attempt: DeliveryAttempt, to client: ClientID, lease: String
    ) async throws -> DeliveryResult {
        let act = Act(actor: .schedule, origin: .local, now: round.installation.clock.now)
        let next = round.retry.next(after: notice.attempts, since: notice.begun, at: act.now)
        return try await round.installation.database.write { transaction in
            let outbox = transaction.outbox(Self.table)
            func settle(
                _ outcome: DeliveryOutcome, _ event: AuditEvent.Outcome, _ failure: String? = nil
            ) throws -> Bool {
                guard try outbox.settle(notice.number, lease: lease, outcome, failure: failure, at: act.now) else {
                    return false
                }
                try transaction.audit.append(receipt(of: notice, event, to: client, act))
                return true
            }
            var result = DeliveryResult()
            switch (attempt, next) {
            case (.taken, _):
                if try settle(.delivered, .success) { result.delivered = 1 }
            case (.withdrawn, _):
                _ = try settle(.withdrawn, .refused("withdrawn"))
            case (.failed(let why), nil), (.refused(let why), _):
                guard try settle(.givenUp, .refused("given-up"), why) else { break }
                (result.givenUp, result.failure) = (1, why)
            case (.failed(let why), .some(let next)):
                guard try outbox.postpone(notice.number, lease: lease, until: next, failure: why) else { break }
                (result.failed, result.failure) = (1, why)
            }
            return result
        }
    }
}

extension ClientDelivery {
    /// Brings rows to a client, all at the same time, and adds up what became of them.
    func bring<Row: Sendable>(
        _ rows: [Row], _ one: @escaping @Sendable (Row) async throws -> DeliveryResult
    ) async throws -> DeliveryResult {
        try await withThrowingTaskGroup(of: DeliveryResult.self) { group in
            for row in rows { group.addTask { try await one(row) } }
            var result = DeliveryResult()
            for try await one in group { result.add(one) }
            return result
        }
    }

    /// Sends a body to a client, which says by the status that it has it. Redirects are not followed.
    func send(
        _ body: [UInt8], _ headers: [(String, String)], to address: Wire.URI, by fetcher: any Fetcher,
        reading: (FetchResponse) -> DeliveryAttempt
    ) async throws -> DeliveryAttempt {
        let request = FetchRequest(
            method: .post, url: address, headers: headers, body: body,
            maximumResponseBytes: DeliveryBounds.answerBytes, timeout: DeliveryBounds.timeout)
        do throws(FetchError) {
            return reading(try await fetcher.fetch(request))
        } catch {
            // An attempt that was broken off says nothing of the client; it is made again after the lease.
            try Task.checkCancellation()
            return .failed(error.word)
        }
    }
}

extension FetchError {
    /// For logs.
    fileprivate var word: String {
        switch self {
        case .unreachable: "unreachable"
        case .timedOut: "timed-out"
        case .tooLarge: "answer-too-large"
        }
    }
}

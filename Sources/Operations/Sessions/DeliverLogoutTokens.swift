import Audit
import Cryptography
import Database
import Identity
import JOSE
import Keys
import OpenIDConnect
import Storage
import Wire

/// Tells platforms that sessions have ended (OpenID Connect Back-Channel Logout §2.5): takes what is due from the outbox,
/// sends each a logout token, and writes down the receipt, or when to try again.
///
/// What is taken belongs to one node until its lease is over, so that several share the work and a node that dies leaves
/// nothing behind. A platform is told at least once; it may be told twice, and then has nothing to do.
package struct DeliverLogoutTokens: Sendable {
    private let installation: Installation
    private let issuer: Issuer
    private let keys: KeyRing
    private let subjects: PairwiseSubjects
    private let retry: LogoutRetry
    private let fetcher, strangers: any Fetcher
    private let encrypt: EncryptToClient

    /// Platforms that are told at the same time, of which one that is slow keeps its own place only.
    package static let clientsAtOnce = 16
    /// Tokens that are under way to one platform.
    package static let atOnce = 4
    /// How long a platform may take for one, and how much it may answer, which nobody reads.
    private static let timeout = Duration.seconds(5)
    private static let answerBytes = 16_384
    /// How long nobody else tries; longer than an attempt and the writing down of it can take.
    package static let lease = Duration.minutes(1)

    /// - Parameters:
    ///   - fetcher: the way out to platforms that an administrator has registered, which may be in the city's own network.
    ///   - strangers: the way out to those that registered themselves.
    ///   - encrypt: for those that want their tokens encrypted.
    package init(
        _ installation: Installation, issuer: Issuer, keys: KeyRing, subjects: PairwiseSubjects, retry: LogoutRetry,
        fetcher: any Fetcher, strangers: any Fetcher, encrypt: EncryptToClient
    ) {
        self.encrypt = encrypt
        self.installation = installation
        self.issuer = issuer
        self.keys = keys
        self.subjects = subjects
        self.retry = retry
        self.fetcher = fetcher
        self.strangers = strangers
    }

    /// The platforms for which something is due, some at a time; whoever waits longest first.
    package func due(at now: Instant) async throws -> [ClientID] {
        try await installation.database.read { transaction in
            try transaction.logoutNotices.dueClients(at: now, atMost: Self.clientsAtOnce)
        }
    }

    /// How many notices wait, and for how long the oldest has.
    package func backlog(at now: Instant) async throws -> (count: Int64, age: Duration) {
        let (count, oldest) = try await installation.database.read { transaction in
            try transaction.logoutNotices.waiting()
        }
        return (count, oldest.map { max(now - $0, .zero) } ?? .zero)
    }

    /// What became of what was due for a platform.
    package struct Result: Hashable, Sendable {
        package var delivered = 0
        /// Those that are tried again.
        package var failed = 0
        package var givenUp = 0
        /// Why the last of those that failed did.
        package var failure: String?

        /// Whether there may be more to do at once.
        package var isFull: Bool { delivered == DeliverLogoutTokens.atOnce }
    }

    /// Tells a platform some of what is due for it.
    package func deliver(to client: ClientID, at now: Instant) async throws -> Result {
        let lease = Base64URL.encode(installation.random.bytes(16))
        let (registered, notices, isStranger) = try await installation.database.write {
            [clients = installation.clients] transaction in
            let notices = try transaction.logoutNotices.claim(
                for: client, lease: lease, until: now + Self.lease, atMost: Self.atOnce, at: now)
            let isStranger = try transaction.clientRegistrations.isThere(client)
            return (try clients.client(client, in: transaction), notices, isStranger)
        }
        return try await withThrowingTaskGroup(of: Result.self) { group in
            for notice in notices {
                group.addTask {
                    let attempt = try await attempt(
                        notice, to: registered, by: isStranger ? strangers : fetcher, at: now)
                    return try await settle(notice, attempt, to: client, lease: lease)
                }
            }
            var result = Result()
            for try await one in group {
                result.delivered += one.delivered
                result.failed += one.failed
                result.givenUp += one.givenUp
                result.failure = one.failure ?? result.failure
            }
            return result
        }
    }

    private enum Attempt {
        case taken
        /// - Parameter why: in a word of ours.
        case failed(String)
        case withdrawn
    }

    private func attempt(
        _ notice: LogoutNotice, to client: Client?, by fetcher: any Fetcher, at now: Instant
    ) async throws -> Attempt {
        guard let client, client.isEnabled, let address = client.backchannelLogout else { return .withdrawn }
        let token: String
        do {
            token = try await self.token(notice, to: client, at: now)
        } catch is JOSEError {
            // There is no key for the client's algorithm now; there may be one later.
            return .failed("not-signed")
        } catch is ClientKeysUnreachable {
            return .failed("not-encrypted")
        }
        let request = FetchRequest(
            method: .post, url: address.uri, headers: [("Content-Type", "application/x-www-form-urlencoded")],
            body: Array(FormParameters([("logout_token", token)]).encoded().utf8),
            maximumResponseBytes: Self.answerBytes, timeout: Self.timeout)
        do throws(FetchError) {
            let answer = try await fetcher.fetch(request)
            // §2.8: 200; frameworks make 204 of an answer without a body.
            return answer.status == 200 || answer.status == 204 ? .taken : .failed("status-\(answer.status)")
        } catch {
            // An attempt that was broken off says nothing of the platform; it is made again after the lease.
            try Task.checkCancellation()
            switch error {
            case .unreachable: return .failed("unreachable")
            case .timedOut: return .failed("timed-out")
            case .tooLarge: return .failed("answer-too-large")
            }
        }
    }

    /// Encrypted where the client's ID tokens are (§2.4), which it would refuse otherwise (§2.6).
    private func token(_ notice: LogoutNotice, to client: Client, at now: Instant) async throws -> String {
        let signed = try LogoutToken(notice.person, session: notice.session, to: client, subjects: subjects)
            .signed(TokenID(random: installation.random), issuer: issuer, keys: keys.current, at: now)
        guard let encryption = client.messages.idTokenEncryption else { return signed }
        return try await encrypt.encrypt(signed, to: client.id, encryption, at: now)
    }

    /// Nothing is written down, nor counted, where the lease was over and another has taken the notice.
    private func settle(
        _ notice: LogoutNotice, _ attempt: Attempt, to client: ClientID, lease: String
    ) async throws -> Result {
        let act = Act(actor: .schedule, origin: .local, now: installation.clock.now)
        let next = retry.next(after: notice.attempts, since: notice.begun, at: act.now)
        return try await installation.database.write { transaction in
            func settle(_ outcome: LogoutOutcome, _ event: AuditEvent.Outcome, _ failure: String? = nil) throws -> Bool
            {
                let notices = transaction.logoutNotices
                guard try notices.settle(notice, lease: lease, outcome, failure: failure, at: act.now) else {
                    return false
                }
                try transaction.audit.append(
                    act.event(
                        .logoutNotice, event, client: client.text, session: notice.session?.text,
                        object: notice.person.text))
                return true
            }
            var result = Result()
            switch (attempt, next) {
            case (.taken, _):
                if try settle(.delivered, .success) { result.delivered = 1 }
            case (.withdrawn, _):
                _ = try settle(.withdrawn, .refused("withdrawn"))
            case (.failed(let why), nil):
                guard try settle(.givenUp, .refused("given-up"), why) else { break }
                (result.givenUp, result.failure) = (1, why)
            case (.failed(let why), .some(let next)):
                guard try transaction.logoutNotices.postpone(notice, lease: lease, until: next, failure: why) else {
                    break
                }
                (result.failed, result.failure) = (1, why)
            }
            return result
        }
    }
}

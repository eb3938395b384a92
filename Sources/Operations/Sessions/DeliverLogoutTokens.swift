import Audit
import Database
import Identity
import JOSE
import Keys
import OpenIDConnect
import Storage
import Wire

/// Tells platforms that sessions have ended (OpenID Connect Back-Channel Logout §2.5): takes what is due from the outbox,
/// sends each a logout token, and writes down the receipt, or when to try again.
package struct DeliverLogoutTokens: OutboxDelivery {
    package static let table = OutboxTable.logoutNotices
    package let round: DeliveryRound
    private let issuer: Issuer
    private let keys: KeyRing
    private let subjects: PairwiseSubjects
    private let encrypt: EncryptToClient

    /// - Parameters:
    ///   - fetcher, strangers: as ``DeliveryRound``.
    ///   - encrypt: for those that want their tokens encrypted.
    package init(
        _ installation: Installation, issuer: Issuer, keys: KeyRing, subjects: PairwiseSubjects, retry: LogoutRetry,
        fetcher: any Fetcher, strangers: any Fetcher, encrypt: EncryptToClient
    ) {
        round = DeliveryRound(installation, retry: retry, fetcher: fetcher, strangers: strangers)
        self.encrypt = encrypt
        self.issuer = issuer
        self.keys = keys
        self.subjects = subjects
    }

    package func claim(
        for client: ClientID, _ turn: DeliveryTurn, in transaction: WriteTransaction
    ) throws -> [LogoutNotice] {
        try transaction.logoutNotices.claim(
            for: client, lease: turn.lease, until: turn.end, atMost: DeliveryBounds.atOnce, at: turn.now)
    }

    package func attempt(
        _ notice: LogoutNotice, to client: Client?, by fetcher: any Fetcher, at now: Instant
    ) async throws -> DeliveryAttempt {
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
        let body = Array(FormParameters([("logout_token", token)]).encoded().utf8)
        let headers = [("Content-Type", "application/x-www-form-urlencoded")]
        return try await send(body, headers, to: address.uri, by: fetcher) { answer in
            // §2.8: 200; frameworks make 204 of an answer without a body.
            answer.status == 200 || answer.status == 204 ? .taken : .failed("status-\(answer.status)")
        }
    }

    /// Encrypted where the client's ID tokens are (§2.4), which it would refuse otherwise (§2.6).
    private func token(_ notice: LogoutNotice, to client: Client, at now: Instant) async throws -> String {
        let signed = try LogoutToken(notice.person, session: notice.session, to: client, subjects: subjects)
            .signed(TokenID(random: round.installation.random), issuer: issuer, keys: keys.current, at: now)
        guard let encryption = client.messages.idTokenEncryption else { return signed }
        return try await encrypt.encrypt(signed, to: client.id, encryption, at: now)
    }

    package func receipt(
        of notice: LogoutNotice, _ outcome: AuditEvent.Outcome, to client: ClientID, _ act: Act
    ) -> AuditEvent {
        act.event(
            .logoutNotice, outcome, client: client.text, session: notice.session?.text, object: notice.person.text)
    }
}

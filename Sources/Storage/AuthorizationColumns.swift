import Accounts
import Database
import Identity
import OpenIDConnect

/// How an authorization is read beside what is bound to it: the columns, the tables, and when it counts.
enum AuthorizationColumns {
    static let names =
        "a.id, a.client_id, a.person, a.session, a.authenticated_at, a.level, a.methods, a.scopes, a.audiences, "
        + "a.userinfo_claims, a.id_token_claims, " + ofExchange + ", a.asserted_by, a.authorization_details"
    static let count = 11 + countOfExchange + 2

    static let joins =
        "LEFT JOIN people p ON p.id = a.person LEFT JOIN sessions s ON s.id = a.session"
    static let joined = "FROM authorizations a \(joins)"

    /// A condition: not revoked, and of a person whose account is enabled; the session has not ended, or may have, as long as
    /// what outlives sessions hasn't ended for everybody.
    /// - Parameter oldest: the place of `oldestSession`.
    static func isLive(_ oldest: String) -> String {
        """
        (a.revoked_at IS NULL AND (a.person IS NULL OR (p.is_enabled = 1 AND (
            (a.is_offline = 1 AND a.epoch >= \(SessionEpoch.ofOffline))
            OR (s.id IS NOT NULL AND \(SessionEpoch.isOpen("s")) AND s.authenticated_at > \(oldest))))))
        """
    }

    /// Before which a session that counts wasn't begun.
    static func oldestSession(at now: Instant) -> SQLValue { .moment(now - Session.totalLimit) }
}

extension Row {
    /// `AuthorizationColumns.names`, from a column on.
    func authorization(_ column: Int) throws -> Authorization {
        Authorization(
            id: AuthorizationID(stored: try text(column)), client: try clientID(column + 1),
            subject: try subject(column + 2), scopes: try scopes(column + 7), audiences: try list(column + 8),
            claims: RequestedClaims(userInfo: try claims(column + 9), idToken: try claims(column + 10)),
            details: try details(column + 12 + AuthorizationColumns.countOfExchange),
            exchange: try exchange(column + 11),
            assertedBy: try optionalText(column + 11 + AuthorizationColumns.countOfExchange))
    }

    /// `authorization_details`, empty where nothing was kept.
    func details(_ column: Int) throws -> AuthorizationDetails {
        try optional(column, "authorization details") { AuthorizationDetails(stored: $0) } ?? .none
    }

    private func subject(_ column: Int) throws -> Authorization.Subject {
        guard try optionalText(column) != nil else { return .client }
        return .person(
            try person(column), try authentication(column + 2), session: SessionID(try text(column + 1)))
    }
}

import Database
import Identity
import OpenIDConnect

/// What was allowed. Everything that goes back to one authorization ends with it.
package struct Authorizations<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var authorizations: Authorizations<Self> { Authorizations(transaction: self) }
}

// Made once, as nearly every visit asks them.
private let authorizationOfID = """
    SELECT \(AuthorizationColumns.names), \(AuthorizationColumns.isLive("$1")) \(AuthorizationColumns.joined)
    WHERE a.id = $2
    """
private let newAuthorization = """
    INSERT INTO authorizations (id, client_id, person, session, authenticated_at, level, methods, scopes,
        audiences, is_offline, ends_at, userinfo_claims, id_token_claims, asserted_by,
        authorization_details, exchanged_from, exchanged_to, exchange_root, actors, passed_by, known_sector, epoch)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
        \(SessionEpoch.ofOffline))
    """

extension Authorizations {
    /// An authorization, and whether it counts.
    package func find(
        _ id: AuthorizationID, at now: Instant
    ) throws -> (authorization: Authorization, isLive: Bool)? {
        let row = try transaction.row(
            authorizationOfID, AuthorizationColumns.oldestSession(at: now), .text(id.text))
        return try row.map { row in (try row.authorization(0), try row.flag(AuthorizationColumns.count)) }
    }
}

extension Authorizations where Context == WriteTransaction {
    /// - Parameter end: when nothing that goes back to it can count any more.
    package func add(_ authorization: Authorization, endingAt end: Instant) throws {
        let authentication = authorization.authentication
        try transaction.put(
            newAuthorization,
            arguments: [
                .text(authorization.id.text), .text(authorization.client.text), .text(authorization.person?.text),
                .text(authorization.session?.text), .moment(authentication?.moment),
                .integer(authentication.map { Int64($0.level.rawValue) }),
                authentication.map { .methods($0.methods) } ?? .null, .scopes(authorization.scopes),
                .list(authorization.audiences), .flag(authorization.isOffline), .moment(end),
                .claims(authorization.claims.userInfo), .claims(authorization.claims.idToken),
                .text(authorization.assertedBy), .text(authorization.details.stored),
            ] + SQLValue.columns(of: authorization.exchange))
    }

    /// Ends an authorization, and with it all that goes back to it.
    /// - Returns: whether this call did it.
    @discardableResult
    package func revoke(_ id: AuthorizationID, at now: Instant) throws -> Bool {
        try revokeExchanged(from: id, at: now)
        return try transaction.execute(
            "UPDATE authorizations SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL", .moment(now),
            .text(id.text)) == 1
    }

    /// Ends all that a person has allowed a client; the client is told that it knows nothing of the person any more.
    package func revokeAll(of person: PersonID, by client: ClientID, at now: Instant) throws {
        try transaction.logoutNotices.add(for: client, about: person, at: now)
        try transaction.securityEvents.addRevocation(
            ofWhatRests: "a.client_id = $5", .text(client.text), on: person, at: now)
        try revokeExchanged(of: person, passedBy: client, at: now)
        try transaction.execute(
            "UPDATE authorizations SET revoked_at = $1 WHERE person = $2 AND client_id = $3 AND revoked_at IS NULL",
            .moment(now), .text(person.text), .text(client.text))
    }

    /// Ends all that a person has allowed, those that outlive their sessions too: of those, platforms are to be told.
    package func revokeAll(of person: PersonID, at now: Instant) throws {
        try transaction.logoutNotices.add(forOfflineOf: person, at: now)
        try transaction.securityEvents.addRevocation(
            ofWhatRests: "a.is_offline = $5", .flag(true), on: person, at: now)
        try transaction.execute(
            "UPDATE authorizations SET revoked_at = $1 WHERE person = $2 AND revoked_at IS NULL", .moment(now),
            .text(person.text))
    }

    /// Ends what outlives sessions of some of those for whom it has ended with everybody's, so that platforms are told; what
    /// they have allowed since stays.
    /// - Parameter done: up to whom it is done, in the order of ids.
    /// - Returns: of how many, and the last of them; fewer than `limit` when there are no more.
    package func settleOffline(
        after done: PersonID?, atMost limit: Int, at now: Instant
    ) throws -> (count: Int, last: PersonID?) {
        let people = try transaction.rows(
            """
            SELECT DISTINCT a.person FROM authorizations a
            WHERE a.person > $1 AND a.ends_at > $2 AND \(SessionEpoch.isUnsettledOffline) ORDER BY a.person LIMIT $3
            """, .text(done?.text ?? ""), .moment(now), .integer(Int64(limit))
        ).map { row in try row.person(0) }
        for person in people {
            try transaction.logoutNotices.add(
                forOfflineOf: person, where: SessionEpoch.isUnsettledOffline, at: now)
            try transaction.securityEvents.addRevocation(
                ofWhatRests: "a.is_offline = $5 AND \(SessionEpoch.isUnsettledOffline)", .flag(true), on: person,
                at: now)
            try transaction.execute(
                """
                UPDATE authorizations AS a SET revoked_at = $1 WHERE a.person = $2 AND \(SessionEpoch.isUnsettledOffline)
                """, .moment(now), .text(person.text))
        }
        return (people.count, people.last)
    }
}

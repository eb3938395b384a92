import Accounts
import Database
import Identity
import OpenIDConnect

/// What clients have asked people behind the browser's back (CIBA Core), by the hash of its `auth_req_id`.
package struct BackchannelAuthentications<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var backchannelRequests: BackchannelAuthentications<Self> { BackchannelAuthentications(transaction: self) }
}

extension BackchannelAuthentications {
    package func find(_ id: AuthRequestHash) throws -> BackchannelAuthentication? {
        try transaction.row("\(Self.selected) WHERE hash = $1", .text(id.text)).map { row in
            try row.backchannelRequest()
        }
    }

    /// What waits for a person, the latest first.
    package func waiting(for person: PersonID, at now: Instant, atMost limit: Int) throws -> [BackchannelAuthentication]
    {
        try transaction.rows(
            "\(Self.selected) WHERE person = $1 AND expires_at > $2 AND state = $3 ORDER BY begun_at DESC, hash LIMIT $4",
            .text(person.text), .moment(now), .text(StoredState.pending), .integer(Int64(limit))
        ).map { row in try row.backchannelRequest() }
    }

    /// How many requests of a client wait.
    package func waiting(of client: ClientID, at now: Instant) throws -> Int64 {
        try decisions.waiting(at: now, where: "client_id = $3", .text(client.text))
    }

    /// How many wait for a person, whoever asks.
    package func waiting(for person: PersonID, at now: Instant) throws -> Int64 {
        try decisions.waiting(at: now, where: "person = $3", .text(person.text))
    }

    /// How many requests of a client wait for whom it means by a hint.
    package func waiting(of client: ClientID, to addressee: String, at now: Instant) throws -> Int64 {
        let row = try transaction.row(
            """
            SELECT COUNT(*) FROM backchannel_requests
            WHERE client_id = $1 AND addressee = $2 AND expires_at > $3 AND state = $4
            """, .text(client.text), .text(addressee), .moment(now), .text(StoredState.pending))
        return try row?.integer(0) ?? 0
    }

    fileprivate var decisions: PolledDecisions<Context> {
        PolledDecisions(transaction: transaction, table: "backchannel_requests", key: "hash")
    }

    private static var selected: String {
        """
        SELECT hash, client_id, person, addressee, scopes, level, binding_message, begun_at,
            \(PolledDecisions<Context>.columns)
        FROM backchannel_requests
        """
    }
}

extension BackchannelAuthentications where Context == WriteTransaction {
    /// - Parameter ping: what the client is told when it is decided, sealed; `nil` where it only polls.
    package func add(_ request: BackchannelAuthentication, ping: String?) throws {
        try transaction.put(
            """
            INSERT INTO backchannel_requests (hash, client_id, person, addressee, scopes, level, binding_message, begun_at,
                ping, expires_at, poll_interval, state)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """,
            arguments: [
                .text(request.id.text), .text(request.client.text), .text(request.person?.text),
                .text(request.addressee), .scopes(request.scopes),
                .integer(request.level.map { Int64($0.rawValue) }), .text(request.bindingMessage),
                .moment(request.begunAt), .text(ping),
            ] + SQLValue.columns(ofNew: request.decision))
    }

    /// Remembers a poll that came to nothing yet.
    package func recordPoll(_ id: AuthRequestHash, interval: Duration, at now: Instant) throws {
        try decisions.recordPoll(id.text, interval: interval, at: now)
    }

    /// The client is pinged from now on, if it wants to be.
    /// - Returns: whether this call did it: a request is approved or denied once, while it waits.
    package func approve(_ id: AuthRequestHash, _ authorization: AuthorizationID, at now: Instant) throws -> Bool {
        guard try decisions.approve(id.text, authorization, at: now) else { return false }
        try transaction.pings.begin(id, at: now)
        return true
    }

    /// - Returns: as ``approve(_:_:at:)``.
    package func deny(_ id: AuthRequestHash, at now: Instant) throws -> Bool {
        guard try decisions.deny(id.text, at: now) else { return false }
        try transaction.pings.begin(id, at: now)
        return true
    }

    /// - Returns: whether this call did it: the client gets its tokens once.
    package func consume(_ id: AuthRequestHash) throws -> Bool { try decisions.consume(id.text) }
}

extension Row {
    fileprivate func backchannelRequest() throws -> BackchannelAuthentication {
        let level = try optionalInteger(5)
        return BackchannelAuthentication(
            id: AuthRequestHash(stored: try text(0)), client: try clientID(1),
            person: try optional(2, "a person's id") { PersonID($0) }, addressee: try text(3), scopes: try scopes(4),
            level: try level.map { number in
                try required(Int(exactly: number).flatMap(AuthenticationLevel.init), "an authentication level")
            }, bindingMessage: try optionalText(6), begunAt: try moment(7), decision: try polledDecision(8))
    }
}

import Database
import Identity
import OpenIDConnect

/// Devices that wait for a person (RFC 8628), by the hashes of their two codes.
package struct DeviceAuthorizations<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var devicesWaiting: DeviceAuthorizations<Self> { DeviceAuthorizations(transaction: self) }
}

extension DeviceAuthorizations {
    package func find(_ code: DeviceCodeHash) throws -> DeviceAuthorization? {
        try find("code_hash", .text(code.text))
    }

    package func find(_ code: UserCodeHash) throws -> DeviceAuthorization? {
        try find("user_code_hash", .text(code.text))
    }

    /// How many of a client's devices wait for a person now.
    package func waiting(of client: ClientID, at now: Instant) throws -> Int64 {
        try transaction.row(
            "SELECT COUNT(*) FROM device_authorizations WHERE client_id = $1 AND expires_at > $2 AND state = $3",
            .text(client.text), .moment(now), .text(StoredState.pending))?.integer(0) ?? 0
    }

    private func find(_ column: String, _ value: SQLValue) throws -> DeviceAuthorization? {
        let row = try transaction.row(
            """
            SELECT code_hash, user_code_hash, client_id, scopes, expires_at, poll_interval, last_polled_at, state,
                authorization_id
            FROM device_authorizations WHERE \(column) = $1
            """, value)
        guard let row else { return nil }
        return DeviceAuthorization(
            code: DeviceCodeHash(stored: try row.text(0)), userCode: UserCodeHash(stored: try row.text(1)),
            client: try row.clientID(2), scopes: try row.scopes(3), expiresAt: try row.moment(4),
            interval: .milliseconds(try row.integer(5)), lastPolledAt: try row.optionalMoment(6), state: try state(row))
    }

    private func state(_ row: Row) throws -> DeviceAuthorization.State {
        switch try row.text(7) {
        case StoredState.pending: .pending
        case StoredState.denied: .denied
        case StoredState.consumed: .consumed
        case StoredState.approved: .approved(AuthorizationID(stored: try row.text(8)))
        default: throw DatabaseError.corruptRecord("a device's state")
        }
    }
}

extension DeviceAuthorizations where Context == WriteTransaction {
    package func add(_ device: DeviceAuthorization) throws {
        try transaction.execute(
            """
            INSERT INTO device_authorizations (code_hash, user_code_hash, client_id, scopes, expires_at, poll_interval,
                state)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            .text(device.code.text), .text(device.userCode.text), .text(device.client.text), .scopes(device.scopes),
            .moment(device.expiresAt), .integer(device.interval.milliseconds), .text(StoredState.pending))
    }

    /// Remembers a poll that came to nothing yet.
    package func recordPoll(_ code: DeviceCodeHash, interval: Duration, at now: Instant) throws {
        try transaction.execute(
            "UPDATE device_authorizations SET last_polled_at = $1, poll_interval = $2 WHERE code_hash = $3",
            .moment(now), .integer(interval.milliseconds), .text(code.text))
    }

    /// - Returns: whether this call did it: a device is approved or denied once, while it waits.
    package func approve(
        _ code: DeviceCodeHash, _ authorization: AuthorizationID, at now: Instant
    ) throws -> Bool {
        try transaction.execute(
            """
            UPDATE device_authorizations SET state = $1, authorization_id = $2
            WHERE code_hash = $3 AND state = $4 AND expires_at > $5
            """, .text(StoredState.approved), .text(authorization.text), .text(code.text),
            .text(StoredState.pending), .moment(now)) == 1
    }

    /// - Returns: whether this call did it.
    package func deny(_ code: DeviceCodeHash, at now: Instant) throws -> Bool {
        try transaction.execute(
            "UPDATE device_authorizations SET state = $1 WHERE code_hash = $2 AND state = $3 AND expires_at > $4",
            .text(StoredState.denied), .text(code.text), .text(StoredState.pending), .moment(now)) == 1
    }

    /// - Returns: whether this call did it: the device gets its tokens once.
    package func consume(_ code: DeviceCodeHash) throws -> Bool {
        try transaction.execute(
            "UPDATE device_authorizations SET state = $1 WHERE code_hash = $2 AND state = $3",
            .text(StoredState.consumed), .text(code.text), .text(StoredState.approved)) == 1
    }
}

private enum StoredState {
    static let pending = "pending"
    static let approved = "approved"
    static let denied = "denied"
    static let consumed = "consumed"
}

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
        try decisions.waiting(at: now, where: "client_id = $3", .text(client.text))
    }

    private var decisions: PolledDecisions<Context> {
        PolledDecisions(transaction: transaction, table: "device_authorizations", key: "code_hash")
    }

    private func find(_ column: String, _ value: SQLValue) throws -> DeviceAuthorization? {
        let row = try transaction.row(
            """
            SELECT code_hash, user_code_hash, client_id, scopes, \(PolledDecisions<Context>.columns)
            FROM device_authorizations WHERE \(column) = $1
            """, value)
        guard let row else { return nil }
        return DeviceAuthorization(
            code: DeviceCodeHash(stored: try row.text(0)), userCode: UserCodeHash(stored: try row.text(1)),
            client: try row.clientID(2), scopes: try row.scopes(3), decision: try row.polledDecision(4))
    }
}

extension DeviceAuthorizations where Context == WriteTransaction {
    package func add(_ device: DeviceAuthorization) throws {
        try transaction.put(
            """
            INSERT INTO device_authorizations (code_hash, user_code_hash, client_id, scopes, expires_at, poll_interval,
                state)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            arguments: [
                .text(device.code.text), .text(device.userCode.text), .text(device.client.text), .scopes(device.scopes),
            ] + SQLValue.columns(ofNew: device.decision))
    }

    /// Remembers a poll that came to nothing yet.
    package func recordPoll(_ code: DeviceCodeHash, interval: Duration, at now: Instant) throws {
        try decisions.recordPoll(code.text, interval: interval, at: now)
    }

    /// - Returns: whether this call did it: a device is approved or denied once, while it waits.
    package func approve(
        _ code: DeviceCodeHash, _ authorization: AuthorizationID, at now: Instant
    ) throws -> Bool {
        try decisions.approve(code.text, authorization, at: now)
    }

    /// - Returns: whether this call did it.
    package func deny(_ code: DeviceCodeHash, at now: Instant) throws -> Bool {
        try decisions.deny(code.text, at: now)
    }

    /// - Returns: whether this call did it: the device gets its tokens once.
    package func consume(_ code: DeviceCodeHash) throws -> Bool { try decisions.consume(code.text) }
}

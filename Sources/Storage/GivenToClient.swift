import Database
import OpenIDConnect

/// What a client was given, or is to be told: none of it opens anything once the client is removed. It goes some rows at a
/// time, as a platform of the whole city has a city's worth of it. Its access tokens aren't here: they go with their age, within
/// the hour, and without their authorization they are none.
package enum GivenToClient: String, CaseIterable, Sendable {
    case consents, interactions, authorizations
    case codes = "authorization_codes"
    case devices = "device_authorizations"
    case pushedRequests = "pushed_requests"
    case backchannelRequests = "backchannel_requests"
    case sessions = "session_clients"
    case logoutNotices = "logout_notices"
    case securityEvents = "security_events"

    fileprivate var key: String {
        switch self {
        case .consents: "person, client_id"
        case .interactions, .authorizations: "id"
        case .codes, .pushedRequests, .backchannelRequests: "hash"
        case .devices: "code_hash"
        case .sessions: "session, client_id, known_as"
        case .logoutNotices, .securityEvents: "number"
        }
    }
}

extension Clients where Context == WriteTransaction {
    /// Forgets some of what a client was given.
    /// - Returns: how many rows that were.
    package func forget(_ given: GivenToClient, of id: ClientID, atMost limit: Int) throws -> Int {
        let selection = "SELECT \(given.key) FROM \(given.rawValue) WHERE client_id = $1 LIMIT $2"
        let arguments: [SQLValue] = [.text(id.text), .integer(Int64(limit))]
        guard given == .authorizations else {
            return try transaction.execute(
                "DELETE FROM \(given.rawValue) WHERE (\(given.key)) IN (\(selection))", arguments: arguments)
        }
        let authorizations = try transaction.rows(selection, arguments: arguments)
        for row in authorizations {
            let authorization = SQLValue.text(try row.text(0))
            try transaction.put("DELETE FROM refresh_tokens WHERE authorization_id = $1", authorization)
            try transaction.put("DELETE FROM authorizations WHERE id = $1", authorization)
        }
        return authorizations.count
    }
}

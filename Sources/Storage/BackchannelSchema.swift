import Database
import JOSE
import OpenIDConnect
import Wire

/// The tables of requests behind the browser's back.
extension Schema {
    /// `ping` is there as long as a client is to be told; it is due once it has `ping_due_at`, and who tries moves that behind the
    /// end of the attempt and leaves a `ping_lease` of their own.
    static let backchannel: [String] = [
        """
        CREATE TABLE backchannel_requests (
            hash TEXT PRIMARY KEY NOT NULL, client_id TEXT NOT NULL, person TEXT, addressee TEXT NOT NULL,
            scopes TEXT NOT NULL, level BIGINT, binding_message TEXT, begun_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL, poll_interval BIGINT NOT NULL, last_polled_at BIGINT, state TEXT NOT NULL,
            authorization_id TEXT, ping TEXT, ping_due_at BIGINT, ping_attempts BIGINT NOT NULL DEFAULT 0,
            ping_lease TEXT
        )
        """,
        "CREATE INDEX backchannel_requests_of_client ON backchannel_requests (client_id, addressee, expires_at)",
        "CREATE INDEX backchannel_requests_of_person ON backchannel_requests (person, expires_at)",
        "CREATE INDEX backchannel_requests_by_age ON backchannel_requests (expires_at)",
        "CREATE INDEX pings_due ON backchannel_requests (ping_due_at) WHERE ping_due_at IS NOT NULL",
        // What a person has picked; empty for the page of all that waits.
        "ALTER TABLE interactions ADD COLUMN backchannel_request TEXT",
        "ALTER TABLE clients ADD COLUMN backchannel TEXT",
    ]
}

extension Row {
    /// How a client asks people, as it stands in its row: the members of its metadata, as JSON.
    /// - Parameter keys: the client's keys, whatever else they are for.
    func backchannelRules(_ column: Int, keys: ClientKeys?) throws -> BackchannelRules {
        let text = try optionalText(column) ?? "{}"
        let json = try required(try? JSONReader.readObject(Array(text.utf8)), "how a client asks people")
        return try required(
            try? ClientRegistration.Backchannel(metadata: json).rules(keys: keys), "how a client asks people")
    }
}

extension BackchannelRules {
    /// To be read again; `nil` where it is what everybody has.
    var column: String? {
        guard self != BackchannelRules() else { return nil }
        return String(decoding: JSONWriter.write(ClientRegistration.Backchannel(self).json), as: UTF8.self)
    }
}

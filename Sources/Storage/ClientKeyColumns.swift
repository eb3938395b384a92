import Database
import JOSE
import OpenIDConnect
import Wire

/// A client's public keys, and what it is held to, as they stand in its row.
extension Clients {
    func keys(_ row: Row, _ column: Int) throws -> ClientKeys? {
        if let set = try row.optional(column, "a client's keys", keySet) { return .set(set) }
        return try row.optional(column + 1, "the address of a client's keys") { KeySetAddress($0) }.map(
            ClientKeys.address)
    }

    private func keySet(_ text: String) -> JWKSet? {
        // By the writer's limit: what was taken in once can be read again.
        guard let json = try? JSONReader.readObject(Array(text.utf8)) else { return nil }
        return try? JWKSet(json)
    }

    func protection(_ row: Row, _ column: Int) throws -> ClientProtection {
        ClientProtection(
            profile: try row.optional(column, "a security profile") { SecurityProfile(rawValue: $0) },
            bindsTokens: try row.flag(column + 1))
    }
}

extension ClientKeys {
    /// The set, to be read again.
    var set: String? {
        guard case .set(let set) = self else { return nil }
        return String(decoding: JSONWriter.write(set.json), as: UTF8.self)
    }

    var address: String? {
        guard case .address(let address) = self else { return nil }
        return address.uri.text
    }
}

extension Schema {
    static let clientKeys = [
        "ALTER TABLE clients ADD COLUMN jwks TEXT",
        "ALTER TABLE clients ADD COLUMN jwks_uri TEXT",
        "ALTER TABLE clients ADD COLUMN profile TEXT",
        "CREATE TABLE used_proofs (hash TEXT PRIMARY KEY NOT NULL, ends_at BIGINT NOT NULL)",
        "CREATE INDEX used_proofs_by_age ON used_proofs (ends_at)",
    ]
}

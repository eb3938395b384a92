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

    /// The name of the certificate by which a client proves itself: its kind, and behind a space the name.
    func certificateSubject(_ row: Row, _ column: Int) throws -> CertificateSubject? {
        try row.optional(column, "the name of a certificate") { text in
            let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
            guard parts.count == 2, let kind = CertificateSubject.Kind(rawValue: parts[0]) else { return nil }
            return CertificateSubject(kind, parts[1])
        }
    }

    private func keySet(_ text: String) -> JWKSet? {
        // By the writer's limit: what was taken in once can be read again.
        guard let json = try? JSONReader.readObject(Array(text.utf8)) else { return nil }
        return try? JWKSet(json)
    }

    func protection(_ row: Row, _ column: Int, certificate: Int) throws -> ClientProtection {
        ClientProtection(
            profile: try row.optional(column, "a security profile") { SecurityProfile(rawValue: $0) },
            bindsTokens: try row.flag(column + 1), bindsToCertificate: try row.flag(certificate))
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

extension ClientCredential {
    /// The name of its certificate, to be read again.
    var certificateName: String? {
        guard case .certificate(let subject) = self else { return nil }
        return "\(subject.kind.rawValue) \(subject.text)"
    }
}

extension Schema {
    /// Secrets of clients that sign with them, sealed under the master key (`SealedSecrets`).
    static let sealedClientSecrets = [
        "ALTER TABLE clients ADD COLUMN sealed_secret TEXT",
        "ALTER TABLE clients ADD COLUMN former_sealed_secret TEXT",
    ]

    static let initiateLogin: [SchemaStatement] = ["ALTER TABLE clients ADD COLUMN initiate_login_uri TEXT"]

    static let clientCertificates = [
        "ALTER TABLE clients ADD COLUMN certificate_name TEXT",
        "ALTER TABLE clients ADD COLUMN certificate_bound BIGINT NOT NULL DEFAULT 0",
    ]

    static let clientKeys = [
        "ALTER TABLE clients ADD COLUMN jwks TEXT",
        "ALTER TABLE clients ADD COLUMN jwks_uri TEXT",
        "ALTER TABLE clients ADD COLUMN profile TEXT",
        "CREATE TABLE used_proofs (hash TEXT PRIMARY KEY NOT NULL, ends_at BIGINT NOT NULL)",
        "CREATE INDEX used_proofs_by_age ON used_proofs (ends_at)",
    ]
}

import Database
import OpenIDConnect

/// What tokens and codes are bound to, as it stands in their rows: the thumbprint of a key, behind what it is of.
extension Row {
    func confirmation(_ column: Int) throws -> Confirmation? {
        try optional(column, "what a token is bound to") { Confirmation(stored: $0) }
    }

    func keyThumbprint(_ column: Int) throws -> KeyThumbprint? {
        try optional(column, "a key's thumbprint") { KeyThumbprint($0) }
    }
}

extension Confirmation {
    fileprivate init?(stored text: String) {
        func thumbprint(behind prefix: String) -> String? {
            text.utf8.starts(with: prefix.utf8) ? String(text.dropFirst(prefix.count)) : nil
        }
        if let key = thumbprint(behind: Self.keyPrefix).flatMap(KeyThumbprint.init) {
            self = .key(key)
        } else if let certificate = thumbprint(behind: Self.certificatePrefix).flatMap(CertificateThumbprint.init) {
            self = .certificate(certificate)
        } else {
            return nil
        }
    }

    var stored: String {
        switch self {
        case .key(let thumbprint): Self.keyPrefix + thumbprint.text
        case .certificate(let thumbprint): Self.certificatePrefix + thumbprint.text
        }
    }

    private static let keyPrefix = "jkt:"
    private static let certificatePrefix = "x5t#S256:"
}

extension Schema {
    static let proofs = [
        "ALTER TABLE clients ADD COLUMN dpop_bound BIGINT NOT NULL DEFAULT 0",
        "ALTER TABLE access_tokens ADD COLUMN confirmation TEXT",
        "ALTER TABLE refresh_tokens ADD COLUMN confirmation TEXT",
        "ALTER TABLE authorization_codes ADD COLUMN dpop_jkt TEXT",
    ]
}

import Cryptography
import Wire

/// Whose certificate a client's is, as it is registered for `tls_client_auth` (RFC 8705 §2.1.2): one name of the certificate's, in
/// one of five places.
package struct CertificateSubject: Hashable, Sendable {
    package let kind: Kind
    package let text: String

    /// The raw values are the members of the metadata.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case distinguishedName = "tls_client_auth_subject_dn"
        case dns = "tls_client_auth_san_dns"
        case uri = "tls_client_auth_san_uri"
        case address = "tls_client_auth_san_ip"
        case email = "tls_client_auth_san_email"
    }

    /// - Returns: `nil` for what can't be such a name.
    package init?(_ kind: Kind, _ text: String) {
        guard !text.isEmpty, text.utf8.count <= Limits.redirectURIBytes,
            PlainLine(text)?.text.hasSameBytes(as: text) == true
        else { return nil }
        switch kind {
        case .distinguishedName: guard text.utf8.contains(UInt8(ascii: "=")) else { return nil }
        case .uri: guard (try? URI(text)) != nil else { return nil }
        case .address: guard IPAddress(text) != nil else { return nil }
        case .dns, .email: guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        }
        self.kind = kind
        self.text = text
    }

    func isOf(_ certificate: Certificate) -> Bool {
        switch kind {
        case .distinguishedName: Self.plain(text).hasSameBytes(as: Self.plain(certificate.subject))
        // A pattern in a certificate means hosts, and is nobody's name (RFC 6125 §6.4.3 is about servers).
        case .dns:
            certificate.names.contains { if case .dns(let name) = $0 { Self.sameCase(name, text) } else { false } }
        case .uri: certificate.names.contains(.uri(text))
        case .email: certificate.names.contains(.email(text))
        case .address:
            certificate.names.contains {
                if case .address(let bytes) = $0 { IPAddress(bytes: bytes) == IPAddress(text) } else { false }
            }
        }
    }

    private static func sameCase(_ one: String, _ other: String) -> Bool {
        one.lowercased().hasSameBytes(as: other.lowercased())
    }

    /// A name as it is compared: what RFC 4514 §2 leaves to whoever writes it down, the case of types and spaces around
    /// separators, is made one; values are compared by their bytes.
    private static func plain(_ name: String) -> String {
        var (parts, isEscaped): ([[UInt8]], Bool) = ([[]], false)
        for byte in name.utf8 {
            if !isEscaped, byte == UInt8(ascii: ",") || byte == UInt8(ascii: "+") {
                parts += [[byte], []]
            } else {
                parts[parts.count - 1].append(byte)
            }
            isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
        }
        return parts.map(attribute).joined()
    }

    private static func attribute(_ bytes: [UInt8]) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let equals = text.firstIndex(of: "=") else { return text }
        let value = text[text.index(after: equals)...]
        // An escaped space at the end is part of the value.
        let isEscaped = value.hasSuffix("\\ ")
        let trimmed = isEscaped ? String(value.drop { $0 == " " }) : value.trimmed
        return String(text[..<equals]).trimmed.uppercased() + "=" + trimmed
    }
}

extension StringProtocol {
    fileprivate var trimmed: String {
        var rest = Substring(self).drop { $0 == " " }
        while rest.last == " " { rest.removeLast() }
        return String(rest)
    }
}

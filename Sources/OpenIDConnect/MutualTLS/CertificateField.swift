import Wire

/// The field in which a proxy of ours, which ends TLS, says whose certificate came with a connection.
extension ClientCertificate {
    /// Reads one of the forms that proxies write: the Byte Sequence of `Client-Cert` (RFC 9440 §2.1), or PEM in one line, with its
    /// line breaks percent-encoded (nginx, `$ssl_client_escaped_cert`) or as spaces (Apache, `%{SSL_CLIENT_CERT}s`).
    /// - Returns: `nil` for what has none of these forms.
    package init?(field text: String) {
        let bytes =
            text.hasPrefix(":")
            ? Self.byteSequence(text)
            : Self.unescaped(text).flatMap { PEMText.decodeAll($0, label: "CERTIFICATE")?.only }
        guard let bytes else { return nil }
        self.init(bytes)
    }

    /// RFC 9651 §3.3.5: between colons, in Base64 with padding.
    private static func byteSequence(_ text: String) -> [UInt8]? {
        guard text.utf8.count >= 2, text.hasSuffix(":") else { return nil }
        return try? Base64.decode(String(text.dropFirst().dropLast()))
    }

    /// A `+` in PEM is a `+` of Base64, never a space; a `%` begins an escape and nothing else (RFC 3986 §2.1).
    private static func unescaped(_ text: String) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(hexDigitValue), let low = rest.popFirst().flatMap(hexDigitValue)
            else { return nil }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

extension Array {
    /// The element of a list of one.
    fileprivate var only: Element? { count == 1 ? first : nil }
}

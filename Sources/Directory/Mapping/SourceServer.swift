/// One directory server, and how its connection is kept from others' eyes.
///
/// `ldap://` is StartTLS (RFC 4513 §3) unless the operator has said that there is to be none; a certificate is verified
/// wherever there is one, and that can't be switched off.
package enum SourceServer: Hashable, Sendable, CustomStringConvertible {
    /// `ldaps://`: TLS from the first byte.
    case ldaps(host: String, port: Int)
    /// `ldap://`, and StartTLS before anything else is sent.
    case startTLS(host: String, port: Int)
    /// `ldap://` in the clear, by the operator's word.
    case plain(host: String, port: Int)
    /// `ldapi://`: a socket of this machine, by its absolute path.
    case local(path: String)

    /// Reads the URL of a server: a scheme, a host, a port where it isn't the usual one, and nothing else.
    ///
    /// - Parameter usesTLS: not where an operator says `tls: none`; it means `ldap://` only.
    /// - Returns: `nil` for anything else.
    package init?(_ url: String, usesTLS: Bool = true) {
        guard let colon = url.utf8.firstIndex(of: UInt8(ascii: ":")), url[colon...].hasPrefix("://") else { return nil }
        let rest = url[colon...].dropFirst(3)
        switch url[..<colon] {
        case "ldapi":
            guard let path = Self.socketPath(rest) else { return nil }
            self = .local(path: path)
        case "ldaps":
            guard let place = Self.place(rest, usualPort: 636) else { return nil }
            self = .ldaps(host: place.host, port: place.port)
        case "ldap":
            guard let place = Self.place(rest, usualPort: 389) else { return nil }
            self =
                usesTLS
                ? .startTLS(host: place.host, port: place.port) : .plain(host: place.host, port: place.port)
        default: return nil
        }
    }

    /// As libldap takes it, and as people read it.
    package var description: String {
        switch self {
        case .ldaps(let host, let port): "ldaps://\(host):\(port)"
        case .startTLS(let host, let port), .plain(let host, let port): "ldap://\(host):\(port)"
        case .local(let path): "ldapi://" + path.replacing("/", with: "%2F")
        }
    }

    /// `ldap://` in the clear.
    var isPlain: Bool {
        if case .plain = self { true } else { false }
    }

    /// The name that the server's certificate has to bear; `nil` where there is none.
    package var certifiedHost: String? {
        switch self {
        case .ldaps(let host, _), .startTLS(let host, _): host
        case .plain, .local: nil
        }
    }

    /// `host`, `host:port` or `[address]:port`; a last slash is let go.
    private static func place(_ text: Substring, usualPort: Int) -> (host: String, port: Int)? {
        let text = text.hasSuffix("/") ? text.dropLast() : text
        let hostEnd: Substring.Index
        if text.hasPrefix("[") {
            guard let bracket = text.firstIndex(of: "]") else { return nil }
            hostEnd = text.index(after: bracket)
        } else {
            hostEnd = text.firstIndex(of: ":") ?? text.endIndex
        }
        let host = text[..<hostEnd]
        guard !host.isEmpty, host.utf8.count <= 255, host.utf8.allSatisfy(isHostByte) else { return nil }
        guard hostEnd != text.endIndex else { return (String(host), usualPort) }
        guard let port = Int(text[hostEnd...].dropFirst()), (1...65_535).contains(port) else { return nil }
        return (String(host), port)
    }

    /// Letters, digits and what addresses are written with; no percent, question mark or space that a URL's reader could
    /// take for something else.
    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._:[]".utf8.contains(byte)
        }
    }

    /// `%2Frun%2Fslapd%2Fldapi`, as libldap wants it, or the path as it is.
    private static func socketPath(_ text: Substring) -> String? {
        let path = text.replacing("%2F", with: "/").replacing("%2f", with: "/")
        let isPlainPath = path.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"%?#".utf8.contains($0) }
        return path.hasPrefix("/") && isPlainPath ? String(path) : nil
    }
}

/// How to reach a directory and who we are to it. Whether a certificate is looked at can't be said: it always is.
package struct SourceConnection: Hashable, Sendable {
    /// In the order in which they are tried; at least one.
    package let servers: [SourceServer]
    package let tls: TLS
    package let bind: Bind
    package let timeouts: Timeouts

    /// `nil` without a server, and where a name and a password, or what is read, would cross a network in the clear.
    package init?(servers: [SourceServer], tls: TLS = TLS(), bind: Bind, timeouts: Timeouts = Timeouts()) {
        guard !servers.isEmpty else { return nil }
        if case .simple = bind, servers.contains(where: \.isPlain) { return nil }
        (self.servers, self.tls, self.bind, self.timeouts) = (servers, tls, bind, timeouts)
    }

    package struct TLS: Hashable, Sendable {
        /// The certificates to trust, in PEM; `nil` for those of the system.
        package let authorityFile: String?
        package let minimum: Version

        package init(authorityFile: String? = nil, minimum: Version = .v12) {
            self.authorityFile = authorityFile
            self.minimum = minimum
        }

        package enum Version: String, Hashable, Sendable, CaseIterable {
            case v12 = "1.2"
            case v13 = "1.3"
        }
    }

    /// How we say who we are (RFC 4513).
    package enum Bind: Hashable, Sendable {
        /// By the account of this process, over a socket of the machine, or by its certificate (SASL EXTERNAL).
        case external
        case simple(dn: DistinguishedName, passwordFile: String)
        case anonymous
    }

    package struct Timeouts: Hashable, Sendable {
        /// To connect and to agree on TLS, for each server.
        package let connect: Duration
        /// For one answer, and for the silence between two messages.
        package let answer: Duration
        /// For a whole reading.
        package let whole: Duration

        package init(
            connect: Duration = .seconds(5), answer: Duration = .seconds(15), whole: Duration = .seconds(600)
        ) {
            (self.connect, self.answer, self.whole) = (connect, answer, whole)
        }
    }
}

/// One server of a source.
package enum SourceServer: Hashable, Sendable {
    case ldaps(host: String, port: Int)
    /// `ldap://`, and TLS before anything else is said (RFC 4513 §3).
    case startTLS(host: String, port: Int)
    /// `ldap://` without TLS: for tests on one machine.
    case plain(host: String, port: Int)
    /// A socket of this machine, `ldapi://`.
    case local(path: String)

    /// Reads `ldaps://HOST[:PORT]`, `ldap://HOST[:PORT]` and `ldapi:///PATH`, the path with `%2F` for its slashes or
    /// without; `nil` for anything else.
    package init?(_ url: String, usesTLS: Bool = true) {
        if url.hasPrefix("ldapi://") {
            let path = url.dropFirst(8).replacing("%2F", with: "/").replacing("%2f", with: "/")
            let rest = path.drop { $0 == "/" }
            guard !rest.isEmpty, rest.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x25 }) else { return nil }
            self = .local(path: "/" + rest)
        } else if url.hasPrefix("ldaps://") {
            guard let (host, port) = Self.authority(url.dropFirst(8), defaultPort: 636) else { return nil }
            self = .ldaps(host: host, port: port)
        } else if url.hasPrefix("ldap://") {
            guard let (host, port) = Self.authority(url.dropFirst(7), defaultPort: 389) else { return nil }
            self = usesTLS ? .startTLS(host: host, port: port) : .plain(host: host, port: port)
        } else {
            return nil
        }
    }

    /// As libldap takes it.
    package var url: String {
        switch self {
        case .ldaps(let host, let port): "ldaps://\(host):\(port)"
        case .startTLS(let host, let port), .plain(let host, let port): "ldap://\(host):\(port)"
        case .local(let path): "ldapi://" + path.replacing("/", with: "%2F")
        }
    }

    var isPlain: Bool {
        if case .plain = self { true } else { false }
    }

    /// A host name, an IPv4 address or an IPv6 address in brackets, and a port.
    private static func authority(_ text: Substring, defaultPort: Int) -> (String, Int)? {
        let text = text.hasSuffix("/") ? text.dropLast() : text
        let hostEnd = text.hasPrefix("[") ? text.firstIndex(of: "]").map(text.index(after:)) : text.firstIndex(of: ":")
        let host = text[..<(hostEnd ?? text.endIndex)]
        let rest = text[host.endIndex...]
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        guard !host.isEmpty, host.utf8.count <= 255,
            host.unicodeScalars.allSatisfy({
                ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0) || $0 == "."
                    || $0 == "-"
                    || $0 == "_" || (isBracketed && ($0 == ":" || $0 == "[" || $0 == "]"))
            })
        else { return nil }
        if rest.isEmpty { return (String(host), defaultPort) }
        guard rest.hasPrefix(":"), let port = Int(rest.dropFirst()), (1...65_535).contains(port),
            rest.dropFirst().allSatisfy({ ("0"..."9").contains($0) })
        else { return nil }
        return (String(host), port)
    }
}

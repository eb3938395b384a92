/// How to reach a directory and who we are to it. Whether a certificate is looked at can't be said: it always is.
package struct SourceConnection: Hashable, Sendable {
    /// In the order in which they are tried; at least one.
    package let servers: [SourceServer]
    package let tls: TLS
    package let bind: Bind
    package let timeouts: Timeouts
    /// The servers that a reference is followed to (RFC 4511 §4.5.3); none, as a rule.
    package let referrals: [SourceServer]

    /// `nil` without a server, and where a name and a password, or what is read, would cross a network in the clear.
    package init?(
        servers: [SourceServer], tls: TLS = TLS(), bind: Bind, timeouts: Timeouts = Timeouts(),
        referrals: [SourceServer] = []
    ) {
        guard !servers.isEmpty else { return nil }
        if case .simple = bind, (servers + referrals).contains(where: \.isPlain) { return nil }
        (self.servers, self.tls, self.bind, self.timeouts) = (servers, tls, bind, timeouts)
        self.referrals = referrals
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

import Directory

/// Where a directory is, and how it's talked to. A combination that can't work, or that would send a password in a way
/// that the operator hasn't asked for, can't be made.
package struct LDAPSettings: Hashable, Sendable {
    /// Tried in this order; never empty.
    package let servers: [SourceServer]
    package let trust: TLSTrust
    package let bind: LDAPBind
    package let timeouts: LDAPTimeouts
    /// Entries of one page (RFC 2696); halved where the server refuses it, down to 50.
    package let pageSize: Int
    /// The servers that a reference of another is followed to, with the same trust and as the same reader; as a rule none.
    package let referrals: [SourceServer]
    package let keepAlive: KeepAlive

    package init(
        servers: [SourceServer], trust: TLSTrust = TLSTrust(), bind: LDAPBind, timeouts: LDAPTimeouts = LDAPTimeouts(),
        pageSize: Int = 500, referrals: [SourceServer] = [], keepAlive: KeepAlive = KeepAlive()
    ) throws(LDAPSettingsError) {
        guard !servers.isEmpty else { throw .noServer }
        guard Set(servers).count == servers.count else { throw .serverTwice }
        guard (50...10_000).contains(pageSize) else { throw .pageSize(pageSize) }
        if case .external = bind {
            // Over TCP it would ask for a client's certificate, which we have none of.
            for server in servers + referrals {
                guard case .local = server else { throw .externalNeedsSocket(server) }
            }
        }
        self.servers = servers
        self.trust = trust
        self.bind = bind
        self.timeouts = timeouts
        self.pageSize = pageSize
        self.referrals = referrals
        self.keepAlive = keepAlive
    }
}

/// How we say who reads (RFC 4513 §5).
package enum LDAPBind: Hashable, Sendable {
    case simple(dn: String, password: BindPassword)
    /// SASL EXTERNAL: the server knows us by the user that the process runs as.
    case external
}

/// Whose certificates are believed.
package struct TLSTrust: Hashable, Sendable {
    /// A file of PEM certificates. By default those that Debian trusts.
    package let authorities: String
    package let minimum: Version

    package enum Version: String, Hashable, Sendable, CaseIterable {
        case v1_2 = "1.2"
        case v1_3 = "1.3"
    }

    package static let systemAuthorities = "/etc/ssl/certs/ca-certificates.crt"

    package init(authorities: String = TLSTrust.systemAuthorities, minimum: Version = .v1_2) {
        self.authorities = authorities
        self.minimum = minimum
    }
}

/// How long is waited for what. Only the resolver of names has times of its own (resolv.conf), which nobody can shorten.
package struct LDAPTimeouts: Hashable, Sendable {
    /// For the connection and, apart, for the TLS handshake, per server.
    package let connect: Duration
    /// For a bind, and for the first message of an answer.
    package let answer: Duration
    /// For a whole read or refresh.
    package let whole: Duration
    /// Between two messages of one answer; in live mode how long nothing is heard before the server is asked whether it
    /// is there.
    package let silence: Duration

    package init(
        connect: Duration = .seconds(5), answer: Duration = .seconds(15), whole: Duration = .seconds(600),
        silence: Duration = .seconds(60)
    ) {
        self.connect = max(connect, .milliseconds(1))
        self.answer = max(answer, .milliseconds(1))
        self.whole = max(whole, .milliseconds(1))
        self.silence = max(silence, .milliseconds(1))
    }
}

/// TCP's own question whether the peer is there (RFC 9293 §3.8.4).
package struct KeepAlive: Hashable, Sendable {
    /// Seconds.
    package let idle: Int32
    package let interval: Int32
    package let probes: Int32

    package init(idle: Int32 = 60, interval: Int32 = 10, probes: Int32 = 3) {
        self.idle = idle
        self.interval = interval
        self.probes = probes
    }
}

/// Why settings can't be made.
package enum LDAPSettingsError: Error, Hashable, Sendable {
    case noServer
    case serverTwice
    /// 50 to 10,000.
    case pageSize(Int)
    case externalNeedsSocket(SourceServer)
}

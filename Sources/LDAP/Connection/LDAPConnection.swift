import CLDAP
import Directory
import Glibc

/// One handle of libldap, which is one connection. It belongs to the thread that made it; whatever blocks in it is under
/// the watchdog. After an error of libldap's own (below nought) the handle is dead for good, and so is this.
final class LDAPConnection {
    let server: SourceServer
    let settings: LDAPSettings
    let watchdog: Watchdog
    /// libldap's own; the other files of this room read and write by it.
    let handle: OpaquePointer
    private let callbacks: UnsafeMutablePointer<ldap_conncb>
    /// Whether the server's certificate is verified. Where it isn't, nobody is ever bound.
    let isVerified: Bool

    /// Connects, and shakes hands where the server has a certificate; nobody is bound yet.
    ///
    /// - Parameter isVerified: `false` to look at a certificate that isn't believed.
    init(
        _ server: SourceServer, _ settings: LDAPSettings, _ watchdog: Watchdog, isVerified: Bool = true
    ) throws(LDAPError) {
        var handle: OpaquePointer?
        let made = ldap_initialize(&handle, server.description)
        guard made == ResultCode.success, let handle else { throw .unsendable(code: made) }
        self.server = server
        self.settings = settings
        self.watchdog = watchdog
        self.handle = handle
        self.isVerified = isVerified
        callbacks = .allocate(capacity: 1)
        callbacks.initialize(
            to: ldap_conncb(
                lc_add: { _, socket, _, _, callbacks in LDAPConnection.opened(socket, callbacks) },
                lc_del: { _, socket, callbacks in LDAPConnection.closed(socket, callbacks) },
                lc_arg: Unmanaged.passUnretained(watchdog).toOpaque()))
        try configure()
        try connect()
    }

    deinit {
        // It sends a last message, and would wait for a peer that reads nothing.
        _ = watchdog.guarding(.reading, within: settings.timeouts.connect) { ldap_unbind_ext(handle, nil, nil) }
        callbacks.deallocate()
    }

    // MARK: Options

    private func configure() throws(LDAPError) {
        set(LDAP_OPT_PROTOCOL_VERSION, Int32(3))
        set(LDAP_OPT_DEREF, Int32(0))
        // "Off" is a null pointer. libldap would go anywhere, and be nobody there; `LDAPSource.follow` goes.
        ldap_set_option(handle, LDAP_OPT_REFERRALS, nil)
        set(LDAP_OPT_NETWORK_TIMEOUT, asTimeval(settings.timeouts.connect))
        set(LDAP_OPT_TIMEOUT, asTimeval(settings.timeouts.answer))
        set(LDAP_OPT_X_KEEPALIVE_IDLE, settings.keepAlive.idle)
        set(LDAP_OPT_X_KEEPALIVE_INTERVAL, settings.keepAlive.interval)
        set(LDAP_OPT_X_KEEPALIVE_PROBES, settings.keepAlive.probes)
        ldap_set_option(handle, LDAP_OPT_CONNECT_CB, callbacks)
        if server.certifiedHost != nil { try configureTLS() }
    }

    /// Everything per handle, so that neither ldap.conf nor the environment has a say.
    private func configureTLS() throws(LDAPError) {
        ldap_set_option(handle, LDAP_OPT_X_TLS_CACERTFILE, settings.trust.authorities)
        // Those of a folder would be believed besides.
        ldap_set_option(handle, LDAP_OPT_X_TLS_CACERTDIR, nil)
        set(LDAP_OPT_X_TLS_REQUIRE_CERT, Int32(isVerified ? LDAP_OPT_X_TLS_DEMAND : LDAP_OPT_X_TLS_NEVER))
        // A certificate with names of its own is for those, whatever its common name is (RFC 6125 §6.4.4).
        set(LDAP_OPT_X_TLS_REQUIRE_SAN, Int32(LDAP_OPT_X_TLS_TRY))
        // LDAP_OPT_X_TLS_PROTOCOL_MIN does nothing in a libldap that is built with GnuTLS, as Debian's is (ldap.conf(5)).
        ldap_set_option(handle, LDAP_OPT_X_TLS_CIPHER_SUITE, settings.trust.minimum.priorities)
        // Last: what is set after it doesn't count. Its code is all that is ever said of a file that can't be read.
        guard set(LDAP_OPT_X_TLS_NEWCTX, Int32(0)) == 0 else {
            throw .unreadableAuthorities(settings.trust.authorities)
        }
    }

    @discardableResult private func set<Value: BitwiseCopyable>(_ option: Int32, _ value: Value) -> Int32 {
        withUnsafePointer(to: value) { ldap_set_option(handle, option, $0) }
    }

    // MARK: Connecting

    private func connect() throws(LDAPError) {
        let time = settings.timeouts.connect
        let connected = watchdog.guardingConnection(within: time) { ldap_connect(handle) }
        guard connected == ResultCode.success else {
            let stage = watchdog.stage
            guard case .ldaps = server, stage == .handshake, watchdog.cut == nil else {
                throw failure(connected, stage)
            }
            throw .untrusted(server)
        }
        guard case .startTLS = server else { return }
        let secured = watchdog.guarding(.handshake, within: time) { ldap_start_tls_s(handle, nil, nil) }
        if secured > 0 { throw .refused(LDAPRefusal(code: secured, text: diagnostic)) }
        if secured == ResultCode.connectError, watchdog.cut == nil { throw .untrusted(server) }
        guard secured == ResultCode.success else { throw failure(secured, .handshake) }
        guard ldap_tls_inplace(handle) == 1 else { throw .untrusted(server) }
    }

    private static func opened(_ socket: OpaquePointer?, _ callbacks: UnsafeMutablePointer<ldap_conncb>?) -> Int32 {
        guard let socket, let watchdog = watchdog(callbacks) else { return 0 }
        var limit = ber_len_t(SourceLimits.messageOctets)
        ber_sockbuf_ctrl(socket, LBER_SB_OPT_SET_MAX_INCOMING, &limit)
        if let descriptor = descriptor(socket) { watchdog.opened(descriptor) }
        return 0
    }

    private static func closed(_ socket: OpaquePointer?, _ callbacks: UnsafeMutablePointer<ldap_conncb>?) {
        if let descriptor = descriptor(socket) { watchdog(callbacks)?.closed(descriptor) }
    }

    private static func watchdog(_ callbacks: UnsafeMutablePointer<ldap_conncb>?) -> Watchdog? {
        callbacks?.pointee.lc_arg.map { Unmanaged<Watchdog>.fromOpaque($0).takeUnretainedValue() }
    }

    private static func descriptor(_ socket: OpaquePointer?) -> Int32? {
        // Of a connection that never came to be there is none, and libldap would end the process for asking.
        guard let socket else { return nil }
        var descriptor: ber_socket_t = -1
        guard ber_sockbuf_ctrl(socket, LBER_SB_OPT_GET_FD, &descriptor) == 1, descriptor >= 0 else { return nil }
        return descriptor
    }

    // MARK: Failing

    /// What a code below nought means, given what the watchdog did.
    func failure(_ code: Int32, _ stage: LDAPStage) -> LDAPError {
        switch watchdog.cut {
        case .cancelled: return .cancelled
        case .late(let stage): return .timedOut(server, stage)
        case nil: break
        }
        switch code {
        case ResultCode.timeout: return .timedOut(server, stage)
        case ResultCode.encodingError, ResultCode.filterError, ResultCode.parameterError: return .unsendable(code: code)
        default: return .unreachable(server, stage)
        }
    }

    /// What the server said besides the code of the last answer.
    private var diagnostic: String {
        var text: UnsafeMutablePointer<CChar>?
        ldap_get_option(handle, LDAP_OPT_DIAGNOSTIC_MESSAGE, &text)
        guard let text else { return "" }
        defer { ldap_memfree(text) }
        return String(cString: text)
    }
}

extension TLSTrust.Version {
    /// What may be spoken, as GnuTLS writes it (its manual, "Priority Strings").
    fileprivate var priorities: String {
        switch self {
        case .v1_2: "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"
        case .v1_3: "NORMAL:-VERS-ALL:+VERS-TLS1.3"
        }
    }
}

/// As libldap takes a time.
func asTimeval(_ time: Duration) -> Glibc.timeval {
    let (seconds, attoseconds) = time.components
    return Glibc.timeval(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
}

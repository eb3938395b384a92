import Directory

/// Why a directory server gave no answer, or not a whole one. Whatever it is: what was read until then is no reading.
package enum LDAPError: Error, Hashable, Sendable {
    /// A result other than success: also the limits (3, 4, 11) that are met after good entries.
    case refused(LDAPRefusal)
    /// The connection couldn't be made, or was lost.
    case unreachable(SourceServer, LDAPStage)
    /// The server's certificate isn't believed, or TLS failed otherwise; GnuTLS says no more. `LDAPProbe` looks.
    case untrusted(SourceServer)
    /// The file of authorities can't be read, or holds no certificate.
    case unreadableAuthorities(String)
    case timedOut(SourceServer, LDAPStage)
    /// Every server has failed lately; the first is asked again after so long.
    case resting(Duration)
    /// Too many wait for the directory at once.
    case busy
    /// The server no longer knows what our cookie stands for, or is older than it (RFC 4533 §5): forget it, read in full.
    case cookieRefused(LDAPRefusal)
    /// The answer isn't what the protocol says: a page without its control, an entry without its state.
    case malformed(String)
    /// libldap refused what we gave it before it was sent: a filter, a name.
    case unsendable(code: Int32)
    /// The system gave no thread.
    case noThread(Int32)
    case cancelled

    /// Whether what was asked about isn't there, or is hidden from us (RFC 4511 §4.1.9).
    package var isNoSuchObject: Bool { code == ResultCode.noSuchObject }

    /// Whether the server doesn't do what it was asked to do or refuse: of a request to follow it, that it has no content
    /// synchronisation (RFC 4511 §4.1.11).
    package var isUnavailableExtension: Bool { code == ResultCode.unavailableCriticalExtension }

    private var code: Int32? { if case .refused(let refusal) = self { refusal.code } else { nil } }
}

/// A server's refusal, as it says it (RFC 4511 §4.1.9). The text is from outside.
package struct LDAPRefusal: Hashable, Sendable {
    package let code: Int32
    /// The nearest entry above that is there, of code 32.
    package let matched: String
    package let text: String

    package init(code: Int32, matched: String = "", text: String = "") {
        self.code = code
        self.matched = matched
        self.text = text
    }
}

/// What was being done.
package enum LDAPStage: String, Hashable, Sendable {
    case connecting, handshake, binding, searching, reading, whole, following
}

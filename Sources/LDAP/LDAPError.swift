import CLDAP

/// Why a directory server gave no answer, or not a whole one.
package enum LDAPError: Error, Hashable, Sendable {
    /// A result code of RFC 4511 §4.1.9 other than success.
    case refused(code: Int32)
    /// The connection could not be made, was lost, or was silent for too long.
    case unreachable(String)
}

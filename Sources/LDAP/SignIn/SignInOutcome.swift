import Directory

/// What a directory server says to a user name and a password.
package enum SignInOutcome: Hashable, Sendable {
    /// The password is right, and the server lets them in.
    case accepted(SignedInEntry, PasswordNotice?)
    /// No such user, more than one, or not their password.
    case wrong
    case locked
    /// Right or not: the password is too old to be used.
    case expired
    /// The password is right, and good for nothing but to be changed (draft-behera-ldap-password-policy §9.1).
    case mustChange
    /// The account is switched off, or its time is over.
    case disabled
    /// Not at this hour, or not from here (Active Directory).
    case notNow
    case unavailable(LDAPError)
}

/// Whose password it was.
package struct SignedInEntry: Hashable, Sendable {
    package let key: EntryKey
    package let name: DistinguishedName
}

/// What a person should hear with it.
package enum PasswordNotice: Hashable, Sendable {
    /// It has expired, and may be used so many times more.
    case graceSignIns(Int)
    case expires(in: Duration)
}

/// How a person is found by the name that they sign in with.
package struct SignInQuery: Hashable, Sendable {
    package let base: String
    /// Who may sign in at all (RFC 4515).
    package let filter: String
    /// The attribute of the name: `uid`, `sAMAccountName`.
    package let username: String
    package let key: KeyAttribute

    package init(base: String, filter: String, username: String, key: KeyAttribute) {
        self.base = base
        self.filter = filter
        self.username = username
        self.key = key
    }
}

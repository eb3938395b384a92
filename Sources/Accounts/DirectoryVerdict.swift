/// What a directory says of a user name and a password that were shown to it.
package enum DirectoryVerdict: Hashable, Sendable {
    case accepted(DirectoryWarning?)
    /// Or nobody is called so: it doesn't say.
    case wrong
    /// By the directory's own counting, or switched off there. It says so without having looked at the password.
    case locked, disabled
    case expired
    /// It was right, and is good for nothing but to be changed, in the directory: whoever looks only at the result code
    /// lets them in.
    case mustChange
    /// It was right, and isn't taken at this hour, or from here.
    case notNow
    /// Nobody has looked at the password; and why, for the log.
    case unavailable(String)
}

/// What goes on working for a while only.
package enum DirectoryWarning: Hashable, Sendable {
    /// The password has expired, and is taken so many times more.
    case graceLeft(Int)
    case expires(in: Duration)
}

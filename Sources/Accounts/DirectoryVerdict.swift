/// What a directory says of a user name and a password that were shown to it.
package enum DirectoryVerdict: Hashable, Sendable {
    case accepted(DirectoryWarning?)
    /// Or nobody is called so: it doesn't say.
    case wrong
    /// By the directory's own counting.
    case locked
    case expired
    /// It was right, and is good for nothing but to be changed, in the directory: whoever looks only at the result code
    /// lets them in.
    case mustChange
    /// Nobody has looked at the password.
    case unavailable
}

/// What goes on working for a while only.
package enum DirectoryWarning: Hashable, Sendable {
    /// The password has expired, and is taken so many times more.
    case graceLeft(Int)
    case expires(in: Duration)
}

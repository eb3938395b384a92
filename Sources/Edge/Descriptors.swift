import Glibc

/// File descriptors, of which every connection costs one, and of which there must always be some left: files, the
/// database, log and libdispatch need them at any moment, and libdispatch ends the process where it finds none.
package enum Descriptors {
    /// Lets this process have as many as the system allows it: the usual soft limit of 1,024 is there for programs that
    /// use `select`, which none of ours does.
    /// - Returns: how many there may be.
    @discardableResult
    package static func raise() -> Int {
        var limit = rlimit()
        // Can't fail for a resource that exists and a valid pointer (getrlimit(2)).
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        if limit.rlim_cur < limit.rlim_max {
            var raised = limit
            raised.rlim_cur = limit.rlim_max
            if setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0 { limit = raised }
        }
        return Int(clamping: limit.rlim_cur)
    }

    /// How many connections the public port may have, of so many descriptors.
    /// - Parameter wanted: what the settings say, if they do.
    package static func connections(of descriptors: Int, wanted: Int?) -> Int {
        let room = max(atLeast, descriptors - reserve(of: descriptors))
        return min(wanted ?? atMost, room)
    }

    /// What is kept for everything else, the administrative port among it.
    private static func reserve(of descriptors: Int) -> Int { min(256, max(96, descriptors / 4)) }

    /// Each costs some 50 KB with TLS, so that there is a limit however many descriptors there are.
    private static let atMost = 8_192
    private static let atLeast = 16

    /// Connections of the administrative port.
    package static let administrativeConnections = 32
}

import Glibc

/// How much room the database has to grow, as the volume and `DatabaseLimits` say.
package struct DatabaseRoom: Hashable, Sendable {
    /// Bytes that can still be written.
    package private(set) var free: Int64
    /// Bytes of the whole.
    package let total: Int64
    /// Bytes that one transaction may write ahead, before they are written back: what the volume has left, without what
    /// is free in the database's file.
    package let ahead: Int64

    private init(free: Int64, total: Int64, ahead: Int64) {
        self.free = free
        self.total = total
        self.ahead = ahead
    }

    /// Nobody says: it is looked after elsewhere.
    package static let unknown = DatabaseRoom(free: .max / 4, total: .max / 4, ahead: .max / 4)

    /// The volume on which a file lies.
    init(volumeOf path: String) throws {
        var volume = statvfs()
        guard statvfs(path, &volume) == 0 else {
            throw DatabaseError.unavailable("the volume says nothing of itself (error \(errno))")
        }
        let block = Int64(clamping: volume.f_frsize)
        free = Int64(clamping: volume.f_bavail).multipliedReportingOverflow(by: block).partialValue
        total = Int64(clamping: volume.f_blocks).multipliedReportingOverflow(by: block).partialValue
        ahead = free
    }

    /// Counts what was written since it was looked at.
    package mutating func take(_ bytes: Int64) { free -= min(free, bytes) }

    func adding(_ bytes: Int64) -> DatabaseRoom { DatabaseRoom(free: free + bytes, total: total, ahead: ahead) }

    /// No more than a limit leaves of which so much is used.
    func within(_ limit: Int64, used: Int64) -> DatabaseRoom {
        DatabaseRoom(free: min(free, max(0, limit - used)), total: min(total, limit), ahead: ahead)
    }
}

import Glibc
import TestSupport

/// A volume in memory of some megabytes, gone with the value: what a full disk does can't be tried on a large one.
final class SmallVolume: Sendable {
    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    private let directory: TemporaryDirectory

    /// Mounts it, which only root may.
    init(megabytes: Int) throws {
        directory = try TemporaryDirectory()
        guard mount("tmpfs", directory.path, "tmpfs", 0, "size=\(megabytes)m,mode=0700") == 0 else {
            throw Missing(
                description: "no volume of \(megabytes) MB can be mounted (error \(errno)): run this test as root")
        }
    }

    deinit {
        umount2(directory.path, Int32(MNT_DETACH))
    }

    func path(_ name: String) -> String { directory.path(name) }
}

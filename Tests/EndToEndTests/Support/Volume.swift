import Foundation

/// A small volume of a test's own, in memory: what a full disk does can't be tried on a large one.
struct Volume: Sendable {
    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    let folder: URL

    /// Mounts it, which only root may.
    static func mount(megabytes: Int) async throws -> Volume {
        let folder = try makeTemporaryFolder("volume")
        let run = try await ProgramRun(
            of: URL(fileURLWithPath: "/usr/bin/mount"),
            ["-t", "tmpfs", "-o", "size=\(megabytes)m,mode=0700", "tmpfs", folder.path])
        guard run.code == 0 else {
            try? FileManager.default.removeItem(at: folder)
            throw Missing(
                description: "no volume of \(megabytes) MB can be mounted: run this test as root, with mount(8); \(run)"
            )
        }
        return Volume(folder: folder)
    }

    func remove() async {
        _ = try? await ProgramRun(of: URL(fileURLWithPath: "/usr/bin/umount"), ["--lazy", folder.path])
        try? FileManager.default.removeItem(at: folder)
    }
}

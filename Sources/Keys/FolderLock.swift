import Foundation

/// A lock on a folder that processes share, by flock(2) on a file in it: it goes with the process, however that ends.
///
/// - `changes` is held for as long as files are read and written that belong together; whoever comes waits.
/// - `use` is held by everybody who has the secrets open, and alone by who seals them under another master key.
package final class FolderLock: Sendable {
    enum Kind: String {
        case changes = ".changes.lock"
        case use = ".use.lock"
    }

    private let descriptor: Int32

    /// - Parameters:
    ///   - isShared: whether others may share it.
    ///   - waits: whether to wait for others; otherwise `nil` is returned where there are some, and only then.
    init?(_ kind: Kind, in directory: URL, isShared: Bool = false, waits: Bool = true) throws(SecretFileError) {
        let path = directory.appending(path: kind.rawValue).path
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SecretFileError(code: errno) }
        let operation = (isShared ? LOCK_SH : LOCK_EX) | (waits ? 0 : LOCK_NB)
        while flock(descriptor, operation) != 0 {
            let code = errno
            if code == EINTR { continue }
            if code == EWOULDBLOCK { return nil }
            throw SecretFileError(code: code)
        }
    }

    deinit {
        guard descriptor >= 0 else { return }
        // By name: closing lets go of it with the last descriptor only (flock(2)), and a process that is being started
        // meanwhile has one until its exec.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}

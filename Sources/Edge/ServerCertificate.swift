import NIOCore
import NIOSSL
import Synchronization

/// The certificate with which the server speaks TLS, from its files. It can be read again while connections are open: each
/// keeps the one with which it began.
package final class ServerCertificate: Sendable {
    private let files: Mutex<CertificateContents.Files>
    private let current = Mutex<CertificateContents?>(nil)

    /// Nothing is read yet.
    package init(_ files: CertificateContents.Files) {
        self.files = Mutex(files)
    }

    /// What connections that begin now speak TLS with; `nil` before the first `load`.
    /// - Parameter asking: whether clients are asked for certificates.
    func context(asking: Bool) -> NIOSSLContext? {
        current.withLock { asking ? $0?.askingContext : $0?.context }
    }

    /// Reads the files, these or those of before. Where they can't be used, what is in use stays.
    package func load(_ newFiles: CertificateContents.Files? = nil) throws(CertificateContents.Unusable) {
        let files = newFiles ?? files.withLock { $0 }
        let contents = try CertificateContents(reading: files)
        current.withLock { $0 = contents }
        self.files.withLock { $0 = files }
    }
}

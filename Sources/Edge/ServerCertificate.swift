import NIOCore
import NIOSSL
import Synchronization

/// The certificate with which the server speaks TLS, from its files. It can be read again while connections are open: each
/// keeps the one with which it began.
package final class ServerCertificate: Sendable {
    private let files: Mutex<Files>
    private let current = Mutex<NIOSSLContext?>(nil)

    package struct Files: Sendable, Equatable {
        /// PEM: the certificate, then those that vouch for it.
        let chain: String
        let privateKey: String

        package init(chain: String, privateKey: String) {
            self.chain = chain
            self.privateKey = privateKey
        }
    }

    /// Files that can't be used; the one that is in use stays.
    package struct Unusable: Error, CustomStringConvertible {
        package let files: Files
        package let reason: String

        package var description: String {
            "chứng thư không dùng được / the certificate can't be used: \(files.chain), \(files.privateKey): \(reason)"
        }
    }

    /// Nothing is read yet.
    package init(_ files: Files) {
        self.files = Mutex(files)
    }

    /// What connections that begin now speak TLS with; `nil` before the first `load`.
    var context: NIOSSLContext? { current.withLock { $0 } }

    /// Reads the files, these or those of before.
    package func load(_ newFiles: Files? = nil) throws(Unusable) {
        let files = newFiles ?? files.withLock { $0 }
        do {
            var tls = TLSConfiguration.makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMFile(files.chain).map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: files.privateKey, format: .pem)))
            tls.minimumTLSVersion = .tlsv12
            tls.applicationProtocols = ["h2", "http/1.1"]
            // How long a peer may take to say good-bye.
            tls.shutdownTimeout = .seconds(1)
            let context = try NIOSSLContext(configuration: tls)
            current.withLock { $0 = context }
        } catch {
            throw Unusable(files: files, reason: "\(error)")
        }
        self.files.withLock { $0 = files }
    }
}

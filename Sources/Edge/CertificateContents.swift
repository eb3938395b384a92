import Foundation
import NIOCore
import NIOSSL

/// A certificate chain and its private key, read as TLS takes them; or what is wrong, and in which file.
package struct CertificateContents: Sendable {
    /// Speaks TLS with whoever comes.
    let context: NIOSSLContext
    /// Asks them for certificates besides (RFC 8446 §4.3.2). Who has signed one is nothing to it: which are believed, a
    /// client's registration says (RFC 8705 §2).
    let askingContext: NIOSSLContext
    /// The end of the first certificate, our own, in seconds since 1970.
    package let expiry: Int

    package struct Files: Sendable, Equatable {
        /// PEM: the certificate, then those that vouch for it.
        let chain: String
        let privateKey: String

        package init(chain: String, privateKey: String) {
            self.chain = chain
            self.privateKey = privateKey
        }
    }

    package struct Unusable: Error, Equatable {
        /// At least one.
        package let faults: [Fault]
    }

    package struct Fault: Sendable, Equatable {
        package let file: String
        package let kind: Kind
    }

    package enum Kind: Sendable, Equatable {
        case missing, unreadable, empty
        case noCertificate
        case noPrivateKey
        /// Nobody is here to type its password.
        case encryptedPrivateKey
        /// The key is not that of the first certificate of this chain.
        case foreignPrivateKey(chain: String)
    }

    package init(reading files: Files) throws(Unusable) {
        var faults: [Fault] = []
        var chain: [NIOSSLCertificate] = []
        var key: NIOSSLPrivateKey?
        do throws(Kind) { chain = try Self.chain(files.chain) } catch {
            faults.append(Fault(file: files.chain, kind: error))
        }
        do throws(Kind) { key = try Self.privateKey(files.privateKey) } catch {
            faults.append(Fault(file: files.privateKey, kind: error))
        }
        guard let first = chain.first, let key, faults.isEmpty else { throw Unusable(faults: faults) }
        // libssl compares the key with the first certificate when both come into a context.
        do {
            var tls = Self.configuration(chain, key)
            context = try NIOSSLContext(configuration: tls)
            tls.certificateVerification = .optionalVerification
            tls.trustRoots = .certificates([])
            askingContext = try NIOSSLContext(configuration: tls)
        } catch {
            throw Unusable(faults: [
                Fault(file: files.privateKey, kind: .foreignPrivateKey(chain: files.chain))
            ])
        }
        expiry = Int(first.notValidAfter)
    }

    private static func configuration(_ chain: [NIOSSLCertificate], _ key: NIOSSLPrivateKey) -> TLSConfiguration {
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        tls.minimumTLSVersion = .tlsv12
        tls.applicationProtocols = ["h2", "http/1.1"]
        // How long a peer may take to say good-bye.
        tls.shutdownTimeout = .seconds(1)
        return tls
    }

    private static func chain(_ path: String) throws(Kind) -> [NIOSSLCertificate] {
        let bytes = try read(path)
        guard let chain = try? NIOSSLCertificate.fromPEMBytes(bytes), !chain.isEmpty else { throw .noCertificate }
        return chain
    }

    private static func privateKey(_ path: String) throws(Kind) -> NIOSSLPrivateKey {
        let bytes = try read(path)
        // Both forms of an encrypted key say so in the clear (RFC 7468 §11, RFC 1421 §4.6.1.1).
        guard !String(decoding: bytes, as: UTF8.self).contains("ENCRYPTED") else { throw .encryptedPrivateKey }
        guard let key = try? NIOSSLPrivateKey(bytes: bytes, format: .pem) else { throw .noPrivateKey }
        return key
    }

    private static func read(_ path: String) throws(Kind) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw FileManager.default.fileExists(atPath: path) ? .unreadable : .missing
        }
        guard !data.isEmpty else { throw .empty }
        return Array(data)
    }
}

extension CertificateContents.Kind: Error {}

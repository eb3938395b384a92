import Foundation
import Identity
import NIOSSL
import Settings

/// A certificate chain and its private key, read as TLS takes them, or with what is wrong and in which file.
package struct TLSFiles: Sendable {
    /// The end of the first certificate, our own, in seconds since 1970.
    let expiry: Int

    package init(_ files: CertificateFiles) throws(ConfigurationErrors) {
        var problems: [ConfigurationProblem] = []
        let chain = Self.chain(files.chain, &problems)
        let key = Self.privateKey(files.privateKey, &problems)
        guard let chain, let first = chain.first, let key else { throw ConfigurationErrors(problems: problems) }
        let configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        // libssl compares the key with the first certificate when both come into a context.
        do { _ = try NIOSSLContext(configuration: configuration) } catch {
            throw ConfigurationErrors(problems: [
                ConfigurationProblem(
                    place: files.privateKey,
                    text: Bilingual(
                        "khóa bí mật không thuộc về chứng thư đầu tiên trong \(files.chain)",
                        "the private key is not that of the first certificate in \(files.chain)"))
            ])
        }
        expiry = Int(first.notValidAfter)
    }

    private static func chain(_ path: String, _ problems: inout [ConfigurationProblem]) -> [NIOSSLCertificate]? {
        guard let bytes = read(path, &problems) else { return nil }
        guard let chain = try? NIOSSLCertificate.fromPEMBytes(bytes), !chain.isEmpty else {
            add("không có chứng thư dạng PEM nào", "holds no certificate in PEM", path, &problems)
            return nil
        }
        return chain
    }

    private static func privateKey(_ path: String, _ problems: inout [ConfigurationProblem]) -> NIOSSLPrivateKey? {
        guard let bytes = read(path, &problems) else { return nil }
        // Both forms of an encrypted key say so in the clear (RFC 7468 §11, RFC 1421 §4.6.1.1).
        guard !String(decoding: bytes, as: UTF8.self).contains("ENCRYPTED") else {
            add(
                "khóa bí mật được mã hóa bằng mật khẩu, ở đây không có ai nhập mật khẩu; hãy giải mã bằng openssl pkey",
                "the private key is encrypted, and nobody is here to type its password; decrypt it with openssl pkey",
                path, &problems)
            return nil
        }
        guard let key = try? NIOSSLPrivateKey(bytes: bytes, format: .pem) else {
            add("không có khóa bí mật dạng PEM nào", "holds no private key in PEM", path, &problems)
            return nil
        }
        return key
    }

    private static func read(_ path: String, _ problems: inout [ConfigurationProblem]) -> [UInt8]? {
        guard let data = FileManager.default.contents(atPath: path) else {
            let isThere = FileManager.default.fileExists(atPath: path)
            add(
                isThere ? "không đọc được" : "không có tệp này", isThere ? "can't be read" : "is not there", path,
                &problems)
            return nil
        }
        guard !data.isEmpty else {
            add("tệp trống", "is empty", path, &problems)
            return nil
        }
        return Array(data)
    }

    private static func add(
        _ vietnamese: String, _ english: String, _ path: String, _ problems: inout [ConfigurationProblem]
    ) {
        problems.append(ConfigurationProblem(place: path, text: Bilingual(vietnamese, english)))
    }
}

import Edge
import Identity
import Settings

extension ConfigurationErrors {
    /// Files of TLS that can't be used, each with what is wrong.
    init(_ unusable: CertificateContents.Unusable) {
        self.init(problems: unusable.faults.map { ConfigurationProblem(place: $0.file, text: $0.kind.text) })
    }
}

extension CertificateContents.Files {
    init(_ files: CertificateFiles) {
        self.init(chain: files.chain, privateKey: files.privateKey)
    }
}

extension CertificateContents.Kind {
    fileprivate var text: Bilingual {
        switch self {
        case .missing: Bilingual("không có tệp này", "is not there")
        case .unreadable: Bilingual("không đọc được", "can't be read")
        case .empty: Bilingual("tệp trống", "is empty")
        case .noCertificate: Bilingual("không có chứng thư dạng PEM nào", "holds no certificate in PEM")
        case .noPrivateKey: Bilingual("không có khóa bí mật dạng PEM nào", "holds no private key in PEM")
        case .encryptedPrivateKey:
            Bilingual(
                "khóa bí mật được mã hóa bằng mật khẩu, ở đây không có ai nhập mật khẩu; hãy giải mã bằng openssl pkey",
                "the private key is encrypted, and nobody is here to type its password; decrypt it with openssl pkey")
        case .foreignPrivateKey(let chain):
            Bilingual(
                "khóa bí mật không thuộc về chứng thư đầu tiên trong \(chain)",
                "the private key is not that of the first certificate in \(chain)")
        }
    }
}

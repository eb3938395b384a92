import Identity

/// What can go wrong with keys at rest.
package enum KeyVaultError: Error, Hashable, CustomStringConvertible {
    case badMasterKey
    case masterKeyUnreadable(String)
    case wrongMasterKey(String)
    case unreadable(String)
    case unusableDirectory(String)
    case generationFailed
    /// There is neither a key nor a pairwise secret.
    case noKeys
    /// There are keys, and this document is gone.
    case pairwiseSecretMissing(String)
    /// There is a pairwise secret, and no key of these algorithms.
    case signingKeysMissing(String)

    package var text: Bilingual {
        switch self {
        case .badMasterKey:
            Bilingual(
                "khóa chủ phải là 32 byte dạng Base64url (43 ký tự)",
                "the master key must be 32 bytes in Base64url (43 characters)")
        case .masterKeyUnreadable(let file):
            Bilingual("không đọc được tệp khóa chủ \(file)", "the master key file \(file) can't be read")
        case .wrongMasterKey(let file):
            Bilingual(
                "\(file) không được niêm phong bằng khóa chủ này, hoặc đã bị sửa",
                "\(file) was not sealed with this master key, or has been changed")
        case .unreadable(let file):
            Bilingual(
                "\(file) không có, hoặc phiên bản này không đọc được",
                "\(file) isn't there, or is nothing that this version can read")
        case .unusableDirectory(let path):
            Bilingual("không đọc và ghi được \(path)", "\(path) can't be read and written")
        case .generationFailed:
            Bilingual("libcrypto không tạo được khóa", "libcrypto could not make a key")
        case .noKeys:
            Bilingual(
                "không có khóa nào trong cơ sở dữ liệu, cũng không có trong thư mục Keys/",
                "there are no keys in the database, and none in the folder Keys/")
        case .pairwiseSecretMissing(let file):
            Bilingual(
                "thiếu \(file), bí mật làm nên mã người dùng tại các nền tảng; nếu tạo mới, mọi người sẽ thành người lạ",
                "\(file) is missing, the secret that people's names at platforms are made of; with a new one everybody "
                    + "would be a stranger")
        case .signingKeysMissing(let algorithms):
            Bilingual("thiếu khóa ký của \(algorithms)", "the signing keys of \(algorithms) are missing")
        }
    }

    package var description: String { text.english }
}

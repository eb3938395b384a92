import Identity

/// What can go wrong with the keys on disk.
package enum KeyVaultError: Error, Hashable, CustomStringConvertible {
    case badMasterKey
    case masterKeyUnreadable(String)
    case wrongMasterKey(String)
    case unreadable(String)
    case unusableDirectory(String)
    case generationFailed
    /// Keys were to be made, and some are there.
    case alreadyThere(String)
    /// There is neither a key nor a pairwise secret in this directory.
    case noKeys(String)
    /// There are keys, and this file is gone.
    case pairwiseSecretMissing(String)
    /// There is a pairwise secret, and no key of these algorithms.
    case signingKeysMissing(String, String)
    /// Another process has the secrets open, or is sealing them under another master key.
    case inUse(String)

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
                "\(file) không phải là tệp khóa mà phiên bản này đọc được",
                "\(file) is no key file that this version can read")
        case .unusableDirectory(let path):
            Bilingual("không đọc và ghi được \(path)", "\(path) can't be read and written")
        case .inUse(let path):
            Bilingual(
                "\(path) đang được dùng; hãy dừng máy chủ rồi chạy lại",
                "\(path) is in use; stop the server, and try again")
        case .generationFailed:
            Bilingual("libcrypto không tạo được khóa", "libcrypto could not make a key")
        case .alreadyThere(let directory):
            Bilingual("\(directory) đã có khóa", "\(directory) has keys already")
        case .noKeys(let directory):
            Bilingual("\(directory) không có khóa nào", "there are no keys in \(directory)")
        case .pairwiseSecretMissing(let file):
            Bilingual(
                "thiếu \(file), tệp bí mật làm nên mã người dùng tại các nền tảng; nếu tạo mới, mọi người sẽ thành người lạ",
                "\(file) is missing, the secret that people's names at platforms are made of; with a new one everybody "
                    + "would be a stranger")
        case .signingKeysMissing(let directory, let algorithms):
            Bilingual(
                "\(directory) thiếu khóa ký của \(algorithms)",
                "the signing keys of \(algorithms) are missing in \(directory)")
        }
    }

    package var description: String { text.english }
}

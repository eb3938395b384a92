import Identity

/// What can go wrong with the keys on disk.
package enum KeyVaultError: Error, Hashable, CustomStringConvertible {
    case badMasterKey
    case wrongMasterKey(String)
    case unreadable(String)
    case unusableDirectory(String)
    case generationFailed
    /// There are no keys to change.
    case noKeys(String)
    /// Another process has the secrets open, or is sealing them under another master key.
    case inUse(String)

    package var text: Bilingual {
        switch self {
        case .badMasterKey:
            Bilingual(
                "khóa chủ phải là 32 byte dạng Base64url (43 ký tự)",
                "the master key must be 32 bytes in Base64url (43 characters)")
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
        case .noKeys(let path):
            Bilingual("chưa có khóa nào trong \(path)", "there are no keys in \(path) yet")
        case .inUse(let path):
            Bilingual(
                "\(path) đang được dùng; hãy dừng máy chủ rồi chạy lại",
                "\(path) is in use; stop the server, and try again")
        case .generationFailed:
            Bilingual("libcrypto không tạo được khóa", "libcrypto could not make a key")
        }
    }

    package var description: String { text.english }
}

import Identity

/// Why a backup can't be written or read. The text names the rule and what to do, never a value of what is in it.
package enum BackupError: Error, Hashable, Sendable {
    /// It begins as no backup does.
    case noBackup
    /// It was made by a newer version of this program.
    case newerFormat(Int)
    /// Another master key or passphrase, or a changed beginning: nobody can tell them apart.
    case wrongSecret
    /// A part was changed, moved, left out or added, or the end is cut off.
    case damaged
    /// The system's error number of a file that could not be read or written.
    case unusable(path: String, code: Int32)
    case cryptography

    package var text: Bilingual {
        switch self {
        case .noBackup: Bilingual("không phải là tệp sao lưu của hue-sso", "is no backup of hue-sso")
        case .newerFormat(let version):
            Bilingual(
                "do phiên bản mới hơn tạo (định dạng \(version)); hãy dùng phiên bản đó",
                "was made by a newer version (format \(version)); use that one")
        case .wrongSecret:
            Bilingual(
                "không mở được bằng khóa chủ hay mật khẩu này, hoặc phần đầu đã bị sửa",
                "doesn't open with this master key or passphrase, or its beginning has been changed")
        case .damaged:
            Bilingual(
                "bị cắt cụt hoặc đã bị sửa; hãy dùng bản khác", "has been cut off or changed; take another one")
        case .unusable(let path, let code):
            Bilingual(
                "không đọc hoặc ghi được \(path) (mã lỗi \(code))", "\(path) can't be read or written (error \(code))")
        case .cryptography: Bilingual("libcrypto báo lỗi", "libcrypto has failed")
        }
    }
}

import Glibc
import Identity
import Settings

/// Files whose content is nobody else's business, and who else may have it by their modes. A group may read: secrets
/// that a service manager hands over are often its group's.
enum LooseModes {
    /// What others may do with a secret file; `nil` when nothing, or when it isn't there.
    static func problem(ofFile path: String) -> ConfigurationProblem? {
        problem(path, forbidden: 0o027, remedy: "600")
    }

    /// What others may do with a directory of secret files: whoever writes to it replaces them.
    static func problem(ofDirectory path: String) -> ConfigurationProblem? {
        problem(path, forbidden: 0o002, remedy: "700")
    }

    private static func problem(_ path: String, forbidden: mode_t, remedy: String) -> ConfigurationProblem? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & forbidden != 0 else { return nil }
        let mode = String(status.st_mode & 0o777, radix: 8)
        return ConfigurationProblem(
            place: path,
            text: Bilingual(
                "quyền truy cập \(mode) để người khác đọc hoặc sửa được; hãy chạy chmod \(remedy)",
                "others can read or change it by its mode \(mode); run chmod \(remedy)"))
    }
}

import ArgumentParser
import Cryptography
import Foundation
import Keys
import Operations
import Settings

struct KeyReseal: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reseal",
        abstract: "Niêm phong lại mọi thứ bằng khóa chủ mới. (Seal everything under another master key.)",
        discussion: """
            Nên dừng máy chủ trước: máy chủ còn chạy bằng khóa cũ sẽ tự dừng. Khóa chủ hiện tại lấy như 'serve' lấy; \
            khóa mới từ tệp hoặc đầu vào chuẩn, không bao giờ từ dòng lệnh. Khóa ký, bí mật của mã người dùng, mầm mã \
            xác thực hai bước, mã bí mật mà nền tảng ký bằng, khóa mà VNeID mã hóa cho và cấu hình chung được niêm phong \
            lại trong một giao dịch: lúc nào một trong hai khóa cũng mở được tất cả. Bản sao lưu cũ vẫn cần khóa cũ.

            (Better stop the servers first: those that go on with the old key end by themselves. The present master \
            key comes from where 'serve' takes it; the new one from a file or standard input, never from the command \
            line. Signing keys, the secret of people's identifiers, the seeds of second factors, the secrets that \
            platforms sign with, the keys that VNeID seals to and shared settings are sealed anew in one transaction: at \
            every moment one of the two keys opens everything. Old backups still need the old key.)
            """)

    @Option(
        name: .long,
        help: """
            Tệp chứa khóa chủ mới, 32 byte dạng Base64url; - là đầu vào chuẩn. (A file with the new master key, 32 bytes in \
            Base64url; - is standard input.)
            """)
    var newMasterKeyFile: String

    @OptionGroup var data: DataOptions
    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let text = try readText(newMasterKeyFile).trimmingCharacters(in: .whitespacesAndNewlines)
            let place = try await KeyInstallation(data)
            let new = try KeyVault(masterKey: try MasterKey(text), random: KernelRandomSource())
            try confirmation.confirm(
                "Khóa chủ hiện tại sẽ không mở được dữ liệu này nữa.",
                english: "The present master key will open this installation no more.")
            let old = try await place.vault()
            // One that is still in the file of a version before goes with the others.
            _ = try await place.envelopeKeys(old)
            try await ResealSecrets(place.installation, from: old, to: new).run(place.act)
            if output.json { return printJSON(["resealed": .bool(true)]) }
            print(
                """
                Đã niêm phong lại. Hãy đặt khóa chủ mới vào \(Self.source) rồi khởi động máy chủ.
                (Sealed anew. Put the new master key where \(Self.source) says, and start the server.)
                """)
        }
    }

    private static let source = "HUE_SSO_MASTER_KEY / HUE_SSO_MASTER_KEY_FILE"
}

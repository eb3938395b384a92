import Accounts
import Identity
import Operations
import Wire

let activationDiscussion = """
    Mã kích hoạt chỉ hiện một lần, có thời hạn. Trao riêng cho chủ tài khoản: khi đăng nhập lần đầu, họ nhập mã thay \
    cho mật khẩu, rồi tự đặt mật khẩu và thiết lập xác thực hai bước. Người quản trị không biết mật khẩu của ai.

    (The activation code is shown this once, and has an end. Hand it to the account's holder in private: at the first \
    sign-in they type it in place of the password, choose a password and set up the second step. No administrator \
    knows anybody's password.)
    """

/// Prints an account's activation code, this once.
/// - Throws: when it could not be shown, with the way to a new one.
func show(
    _ activation: IssuedActivation, of username: Username, _ installation: Installation, json: Bool
) async throws {
    var listing: JSONObject?
    if json { listing = try await IssuedAccounts(installation).find(username, at: installation.clock.now)?.listing }
    listing?["activation_code"] = .string(activation.code.text)
    let reset = "hue-sso account reset \(username)"
    try printOnce(remedy: Bilingual("hãy cấp mã kích hoạt mới: \(reset)", "make a new activation code: \(reset)")) {
        if let listing { return printJSON(listing) }
        print(
            """
            Tên đăng nhập (username): \(username)
            Mã kích hoạt (activation code): \(activation.code.text)
            Dùng được đến (good until): \(activation.until.text)
            """)
    }
}

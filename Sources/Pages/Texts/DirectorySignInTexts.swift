import Identity

/// What pages say of a password that the directory of staff has: it is changed there, never here.
enum DirectorySignInTexts {
    static let hint = Bilingual(
        "Cán bộ có tài khoản trong thư mục nhân sự (tài khoản máy tính cơ quan) nhập tên và mật khẩu của tài khoản đó. "
            + "Mật khẩu này không được lưu ở đây.",
        "Staff with an account in the staff directory (as for the computers at work) type its name and password. "
            + "That password is not kept here.")
    static let forgotten = Bilingual(
        "Mật khẩu của thư mục nhân sự được đổi tại máy tính cơ quan, hoặc do người quản trị thư mục đặt lại.",
        "The password of the staff directory is changed at your computer at work, or reset by its administrators.")

    /// The same whatever was wrong: it doesn't tell whether there is such an account.
    static let wrong = Bilingual(
        "Tên đăng nhập hoặc mật khẩu không đúng, hoặc tài khoản đang bị khóa trong thư mục nhân sự. "
            + "Vui lòng kiểm tra và thử lại; nếu vẫn vậy, hãy liên hệ người quản trị.",
        "The username or the password is wrong, or the account is locked in the staff directory. "
            + "Please check and try again; if that does not help, ask the administrator.")
    static let unavailable = Bilingual(
        "Thư mục nhân sự hiện không trả lời, nên chưa kiểm tra được tên và mật khẩu này. "
            + "Vui lòng thử lại sau ít phút hoặc chọn phương thức khác.",
        "The staff directory does not answer at this moment, so this name and password could not be checked. "
            + "Please try again in a few minutes, or use another way.")
    static let expired = Bilingual(
        "Mật khẩu trong thư mục nhân sự đã hết hạn. Hãy đổi mật khẩu tại máy tính cơ quan "
            + "hoặc liên hệ người quản trị thư mục, rồi đăng nhập lại.",
        "Your password in the staff directory has expired. Change it at your computer at work, "
            + "or ask the administrators of the directory, then sign in again.")
    static let toChange = Bilingual(
        "Thư mục nhân sự yêu cầu ông/bà đổi mật khẩu trước. Hãy đổi mật khẩu tại máy tính cơ quan "
            + "hoặc liên hệ người quản trị thư mục, rồi đăng nhập lại.",
        "The staff directory wants you to change your password first. Change it at your computer at work, "
            + "or ask the administrators of the directory, then sign in again.")
    static let notNow = Bilingual(
        "Thư mục nhân sự không cho tài khoản này đăng nhập vào lúc này hoặc từ nơi này. "
            + "Hãy liên hệ người quản trị thư mục.",
        "The staff directory does not let this account sign in at this time, or from here. "
            + "Please ask the administrators of the directory.")
    static let locked = Bilingual(
        "Tài khoản đang bị khóa trong thư mục nhân sự. Hãy liên hệ người quản trị thư mục để mở khóa.",
        "The account is locked in the staff directory. Please ask its administrators to unlock it.")
    static let disabled = Bilingual(
        "Tài khoản đã ngừng hoạt động trong thư mục nhân sự. Hãy liên hệ người quản trị thư mục.",
        "The account is switched off in the staff directory. Please ask its administrators.")

    static func notice(_ notice: PasswordNotice) -> Bilingual {
        switch notice {
        case .graceLeft(0):
            Bilingual(
                "Mật khẩu trong thư mục nhân sự đã hết hạn và đây là lần cuối còn dùng được. Hãy đổi mật khẩu ngay "
                    + "tại máy tính cơ quan.",
                "Your password in the staff directory has expired, and this was the last time that it is taken. "
                    + "Change it at your computer at work now.")
        case .graceLeft(let count):
            Bilingual(
                "Mật khẩu trong thư mục nhân sự đã hết hạn; còn dùng được \(count) lần nữa. Hãy đổi mật khẩu tại "
                    + "máy tính cơ quan.",
                "Your password in the staff directory has expired; it is taken "
                    + (count == 1 ? "once more" : "\(count) times more")
                    + ". Change it at your computer at work.")
        case .expires(let days):
            Bilingual(
                days == 0
                    ? "Mật khẩu trong thư mục nhân sự hết hạn trong vòng một ngày. Hãy đổi mật khẩu tại máy tính cơ quan."
                    : "Mật khẩu trong thư mục nhân sự hết hạn sau \(days) ngày. Hãy đổi mật khẩu tại máy tính cơ quan.",
                "Your password in the staff directory expires "
                    + (days == 0 ? "within a day" : days == 1 ? "in 1 day" : "in \(days) days")
                    + ". Change it at your computer at work.")
        }
    }
}

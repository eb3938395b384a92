import Identity

/// What the page says on which an authenticator app is set up.
enum EnrolmentTexts {
    static let title = Bilingual("Thiết lập xác thực hai bước", "Set up the second step")
    static let why = Bilingual(
        "Tài khoản được cấp cần thêm mã từ điện thoại, để người có mật khẩu của ông/bà cũng không thể đăng nhập thay.",
        "An account issued by the city needs a code from your phone as well, so that a password alone lets nobody in.")
    static let install = Bilingual(
        "Cài đặt một ứng dụng xác thực trên điện thoại, ví dụ Google Authenticator, Microsoft Authenticator, FreeOTP.",
        "Install an authenticator app on your phone, for example Google Authenticator, Microsoft Authenticator, FreeOTP."
    )
    static let scan = Bilingual(
        "Trong ứng dụng, chọn thêm tài khoản và quét mã này:", "In the app, choose to add an account, and scan this:")
    static let picture = Bilingual(
        "Mã QR chứa khóa bí mật; có thể dùng khóa dạng chữ ở dưới để thay thế",
        "QR code with the secret key; the key as text, below, serves as well")
    static let onThisPhone = Bilingual(
        "Đang dùng chính điện thoại đó: mở trong ứng dụng", "If this is that phone: open it in the app")
    static let byHand = Bilingual("Không quét được mã?", "Can’t scan it?")
    static let byHandHelp = Bilingual(
        "Trong ứng dụng, chọn nhập khóa thiết lập, loại “dựa trên thời gian”, rồi nhập khóa sau. "
            + "Không cần nhập dấu cách.",
        "In the app, choose to enter a setup key, of the kind “time-based”, and type this key. "
            + "The spaces may be left out.")
    static let secret = Bilingual("Khóa bí mật", "Secret key")
    static let label = Bilingual("Mã 6 chữ số ứng dụng đang hiển thị", "The 6 digits that the app shows now")
    static let hint = Bilingual(
        "Để biết chắc ứng dụng đã sẵn sàng. Không cung cấp mã này cho bất kỳ ai.",
        "So that we know that it has worked. Tell this code to nobody.")
    static let submit = Bilingual("Hoàn tất thiết lập", "Finish")

    static func problem(_ problem: EnrolSecondFactorPage.Problem) -> Bilingual {
        switch problem {
        case .wrongCode: SecondFactorTexts.wrongCode
        case .locked(let minutes): FormTexts.tooManyWrongCodes(minutes: minutes)
        case .formTooOld: FormTexts.formTooOld
        }
    }
}

/// What the page says that shows the recovery codes.
enum RecoveryCodesTexts {
    static let title = Bilingual("Lưu các mã dự phòng", "Keep your recovery codes")
    static let explanation = Bilingual(
        "Khi không có điện thoại, ông/bà đăng nhập bằng mật khẩu và một trong các mã này. Mỗi mã chỉ dùng được một lần.",
        "Without your phone, you sign in with your password and one of these codes. Each is good once.")
    static let once = Bilingual(
        "Các mã chỉ hiển thị một lần này. Hãy in trang này hoặc chép ra giấy trước khi tiếp tục.",
        "They are shown this once. Print this page or write them down before you go on.")
    static let keep = Bilingual(
        "Cất ở nơi an toàn, không để cùng điện thoại, không chụp ảnh gửi cho người khác.",
        "Keep them in a safe place, not with the phone, and send no picture of them to anybody.")
    static let kept = Bilingual("Tôi đã lưu các mã", "I have kept them")
}

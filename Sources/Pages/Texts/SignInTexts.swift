import Identity

/// What the login page says.
enum SignInTexts {
    static let title = Bilingual("Đăng nhập", "Sign in")
    static let asks = Bilingual("Đăng nhập để sử dụng:", "Sign in to use:")
    static let forCitizens = Bilingual(
        "Công dân, tổ chức và cán bộ có VNeID", "Citizens, organisations and staff with VNeID")
    static let withVNeID = Bilingual(
        "Đăng nhập bằng tài khoản định danh điện tử", "Sign in with your electronic identity (VNeID)")
    static let withVNeIDApp = Bilingual(
        "Mở ứng dụng VNeID trên điện thoại này", "Open VNeID's app on this phone")
    static let vneidHint = Bilingual(
        "Ông/bà sẽ được chuyển đến VNeID. Hệ thống này không nhận và không lưu mật khẩu VNeID.",
        "You are taken to VNeID. This system never sees or keeps your VNeID password.")
    static let elsewhere = Bilingual("Tài khoản khác", "Another account")
    static let or = Bilingual("hoặc", "or")
    static let withAccount = Bilingual("Tài khoản được cấp", "Account issued by the city")
    static let accountHint = Bilingual(
        "Dành cho cán bộ, công chức, viên chức được thành phố cấp tài khoản. "
            + "Nếu có mã kích hoạt, hãy nhập mã vào ô mật khẩu.",
        "For officials and staff to whom the city has issued an account. "
            + "If you have an activation code, type it in place of the password.")
    static let username = Bilingual("Tên đăng nhập", "Username")
    static let password = Bilingual("Mật khẩu", "Password")
    static let submit = Bilingual("Đăng nhập", "Sign in")
    static let forgotten = Bilingual("Quên mật khẩu?", "Forgotten your password?")
    static let forgottenHelp = Bilingual(
        "Hãy liên hệ người quản trị tài khoản tại cơ quan, đơn vị của ông/bà để được cấp mã kích hoạt mới.",
        "Ask the person in charge of accounts at your unit; they can give you a new activation code.")

    /// Put before the browser's title, where a screen reader begins.
    static let problemMark = Bilingual("Lỗi", "Error")

    static func again(_ reauthentication: SignInPage.Reauthentication) -> Bilingual {
        switch reauthentication {
        case .platformAsksAgain(let name):
            Bilingual(
                SessionTexts.signedInAs(name).vietnamese
                    + ". Vui lòng đăng nhập lại để tiếp tục, hoặc dùng tài khoản khác.",
                SessionTexts.signedInAs(name).english
                    + ". Please sign in again to go on, or use another account.")
        }
    }

    static func problem(_ problem: SignInPage.Problem, offersDirectory: Bool = false) -> Bilingual {
        switch problem {
        case .wrongUsernameOrPassword where offersDirectory: DirectorySignInTexts.wrong
        case .wrongUsernameOrPassword:
            Bilingual(
                "Tên đăng nhập hoặc mật khẩu không đúng. Vui lòng kiểm tra và thử lại.",
                "The username or the password is wrong. Please check them and try again.")
        case .missingFields:
            Bilingual("Vui lòng nhập tên đăng nhập và mật khẩu.", "Please fill in username and password.")
        case .passwordTooLong:
            Bilingual(
                "Mật khẩu quá dài: không mật khẩu nào ở đây dài như vậy. Vui lòng kiểm tra và nhập lại.",
                "The password is too long: none here is. Please check it and type it again.")
        case .formTooOld:
            Bilingual(
                "Trang đăng nhập đã hết hiệu lực hoặc được mở từ nơi khác. Vui lòng nhập lại.",
                "This form was too old, or came from elsewhere. Please fill it in again.")
        case .tooManyAttemptsAtOnce:
            Bilingual(
                "Hệ thống đang có nhiều người đăng nhập cùng lúc. Vui lòng thử lại sau ít giây.",
                "Many people are signing in at this moment. Please try again in a few seconds.")
        case .accountDisabled:
            Bilingual(
                "Tài khoản này đã ngừng hoạt động. "
                    + "Hãy liên hệ bộ phận hỗ trợ, hoặc người quản trị tài khoản tại cơ quan, đơn vị của ông/bà.",
                "This account is not active any more. "
                    + "Please ask the support, or the person in charge of accounts at your unit.")
        case .locked(let minutes):
            Bilingual(
                "Tài khoản tạm khóa vì nhập sai nhiều lần. Vui lòng thử lại sau \(minutes) phút, "
                    + "hoặc liên hệ người quản trị.",
                "The account is locked for a while after too many wrong attempts. Please try again in "
                    + (minutes == 1 ? "1 minute" : "\(minutes) minutes") + ", or ask the administrator.")
        case .vneidRefused:
            Bilingual(
                "Ông/bà đã từ chối chia sẻ thông tin tại VNeID, nên chưa đăng nhập được. "
                    + "Ông/bà có thể thử lại hoặc chọn phương thức khác.",
                "You did not agree at VNeID, so you are not signed in. You can try again, or use another way.")
        case .vneidFailed:
            Bilingual(
                "Không xác thực được kết quả từ VNeID. Vui lòng thử lại hoặc chọn phương thức khác.",
                "VNeID’s answer could not be confirmed. Please try again, or use another way.")
        case .vneidUnavailable:
            Bilingual(
                "Hiện không kết nối được với VNeID. Vui lòng thử lại sau ít phút hoặc chọn phương thức khác.",
                "VNeID does not answer at this moment. Please try again in a few minutes, or use another way.")
        case .levelTooLow:
            Bilingual(
                "Tài khoản định danh điện tử của ông/bà chưa đạt mức độ mà nền tảng này yêu cầu. "
                    + "Ông/bà có thể nâng mức độ tại cơ quan Công an.",
                "Your electronic identity is of a lower level than this platform requires. "
                    + "It can be raised at a police office.")
        case .vneidNotFresh:
            Bilingual(
                "VNeID đã không yêu cầu ông/bà đăng nhập lại, trong khi nền tảng này cần một lần đăng nhập mới. "
                    + "Vui lòng thử lại; nếu vẫn vậy, hãy đăng xuất khỏi VNeID trước, hoặc chọn phương thức khác.",
                "VNeID did not ask you to sign in again, but this platform needs a new sign-in. Please try again; if "
                    + "that does not help, sign out of VNeID first, or use another way.")
        case .elsewhere(let what, let name): UpstreamTexts.problem(what, at: name)
        case .directoryUnavailable: DirectorySignInTexts.unavailable
        case .directoryPasswordExpired: DirectorySignInTexts.expired
        case .directoryPasswordToChange: DirectorySignInTexts.toChange
        case .directoryNotNow: DirectorySignInTexts.notNow
        case .lockedInDirectory: DirectorySignInTexts.locked
        case .disabledInDirectory: DirectorySignInTexts.disabled
        }
    }
}

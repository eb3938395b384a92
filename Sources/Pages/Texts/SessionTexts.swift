import Identity

/// What the pages around a session say: continuing, timing out, signing out.
enum SessionTexts {
    static func signedInAs(_ name: String) -> Bilingual {
        name.isEmpty
            ? Bilingual("Ông/bà đang đăng nhập", "You are already signed in")
            : Bilingual("Ông/bà đang đăng nhập với tên \(name)", "You are already signed in as \(name)")
    }
    static let continueTo = Bilingual("Tiếp tục đến:", "Continue to:")
    static func continueAs(_ name: String) -> Bilingual {
        name.isEmpty ? `continue` : Bilingual("Tiếp tục với tên \(name)", "Continue as \(name)")
    }
    static let another = Bilingual("Dùng tài khoản khác", "Use another account")
    static let choosePost = Bilingual("Ông/bà làm việc với tư cách nào?", "In which post do you act?")
    static func choosePostOf(_ name: String) -> Bilingual {
        name.isEmpty
            ? Bilingual(
                "Ông/bà giữ nhiều chức vụ. Chọn một để tiếp tục đến:", "You hold several posts. Choose one for:")
            : Bilingual(
                "\(name) giữ nhiều chức vụ. Chọn một để tiếp tục đến:", "\(name) holds several posts. Choose one for:")
    }
    static let choosePostHint = Bilingual(
        "Lựa chọn có hiệu lực đến khi đăng xuất; muốn đổi, hãy đăng xuất rồi đăng nhập lại.",
        "The choice holds until you sign out; to change it, sign out and in again.")
    static let finished = Bilingual(
        "Lần đăng nhập này đã hoàn tất. Ông/bà có thể quay lại nền tảng để làm việc tiếp.",
        "This sign-in is complete. You can go back to the platform and carry on.")
    static let `continue` = Bilingual("Tiếp tục", "Continue")
    static func `continue`(to platform: String) -> Bilingual {
        platform.isEmpty ? `continue` : Bilingual("Tiếp tục đến \(platform)", "Continue to \(platform)")
    }
    static func back(to platform: String) -> Bilingual {
        platform.isEmpty ? `continue` : Bilingual("Quay lại \(platform)", "Back to \(platform)")
    }
    static let expired = Bilingual("Phiên đăng nhập này không còn hiệu lực", "This sign-in is not valid any more")
    static let expiredExplanation = Bilingual(
        "Trang này đã mở quá lâu, hoặc được mở ở một trình duyệt khác. Không có thông tin nào bị mất.",
        "It has taken too long, or was begun in another browser. Nothing is lost.")
    static let goBack = Bilingual(
        "Hãy quay lại nền tảng ông/bà muốn sử dụng và chọn đăng nhập lần nữa.",
        "Please go back to the platform that you want to use, and sign in from there.")
    static let continuing = Bilingual("Đang chuyển tiếp…", "Continuing…")
    static let pressIfNot = Bilingual(
        "Nếu trang không tự chuyển, hãy bấm nút bên dưới.", "If nothing happens, press the button below.")
    static let confirmLogout = Bilingual("Ông/bà muốn đăng xuất?", "Do you want to sign out?")
    static func asksForLogout(_ platform: String) -> Bilingual {
        Bilingual("\(platform) đề nghị đăng xuất.", "\(platform) asks to sign you out.")
    }
    /// A platform keeps a session of its own, of whose end it has to be told.
    static let logoutMeans = Bilingual(
        "Sau khi đăng xuất, ông/bà phải đăng nhập lại khi vào các nền tảng của thành phố. "
            + "Các nền tảng đang mở sẽ được báo để đăng xuất theo; trang tiếp theo cho biết nền tảng nào không nhận được báo.",
        "After signing out you have to sign in again to use the platforms of the city. "
            + "Platforms that are open now are told to sign you out; the next page says which can't be told.")
    static let logout = Bilingual("Đăng xuất", "Sign out")
    static let stay = Bilingual("Không đăng xuất", "Stay signed in")
    static let signedOut = Bilingual("Ông/bà đã đăng xuất", "You are signed out")
    static let signedOutExplanation = Bilingual(
        "Nếu dùng chung máy với người khác, hãy đóng tất cả cửa sổ trình duyệt.",
        "If others use this device too, please close all windows of the browser.")
    static let home = Bilingual("Quay lại trang chủ", "Back to the home page")
}

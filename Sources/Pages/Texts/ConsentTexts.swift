import Identity

/// What the consent page says, and what each scope means to the person who is asked.
enum ConsentTexts {
    static let title = Bilingual("Đồng ý chia sẻ thông tin?", "Share your information?")
    static let hint = Bilingual(
        "Nếu từ chối, không có thông tin nào được chia sẻ và ông/bà sẽ trở lại nền tảng.",
        "If you refuse, nothing is shared and you go back to the platform.")
    static let rights = Bilingual(
        "và được làm thay ông/bà, trong phạm vi quyền ông/bà đang có:",
        "and to do the following for you, as far as you may do it yourself:")
    static let policy = Bilingual("Nền tảng dùng dữ liệu thế nào", "What the platform does with your data")
    static let terms = Bilingual("Điều khoản sử dụng của nền tảng", "The platform's terms of use")
    static let allow = Bilingual("Đồng ý", "Allow")
    static let deny = Bilingual("Từ chối", "Refuse")

    static func asks(_ name: String) -> Bilingual {
        name.isEmpty
            ? Bilingual("đề nghị được nhận các thông tin sau của ông/bà:", "asks for the following about you:")
            : Bilingual("đề nghị được nhận các thông tin sau của \(name):", "asks for the following about \(name):")
    }

    static let given = Bilingual("Những gì ông/bà đã đồng ý chia sẻ", "What you have agreed to share")
    static let nothingGiven = Bilingual(
        "Ông/bà chưa đồng ý chia sẻ gì. Các nền tảng của chính thành phố không hỏi điều này.",
        "You have agreed to nothing. The city's own platforms don't ask.")
    static let withdrawalMeans = Bilingual(
        "Khi rút lại, nền tảng được báo, không còn đọc được thông tin của ông/bà ở đây và phải hỏi lại lần sau. "
            + "Những gì nền tảng đã nhận trước đó thì hãy hỏi nền tảng ấy.",
        "What you take back, the platform is told of: it can't read your information here any more, and has to ask again. "
            + "For what it has received before, ask that platform.")
    static func since(_ moment: String) -> Bilingual { Bilingual("từ \(moment)", "since \(moment)") }
    static let withdraw = Bilingual("Rút lại", "Take back")

    /// - Returns: for a scope that we don't know its name alone, so that nothing is given away unseen.
    static func scope(_ name: String) -> (title: Bilingual, explanation: Bilingual?) {
        switch name {
        case "openid":
            (
                Bilingual("Mã nhận diện riêng", "An identifier of your own"),
                Bilingual(
                    "Để nền tảng nhận ra ông/bà ở lần sau; không phải số định danh cá nhân.",
                    "So that the platform knows you again. It is not your personal number.")
            )
        case "profile":
            (
                Bilingual("Họ tên, ngày sinh", "Name and date of birth"),
                Bilingual(
                    "Và mức độ định danh, tên đăng nhập, ngôn ngữ của tài khoản.",
                    "And the level of your electronic identity, your user name and language.")
            )
        case "email":
            (
                Bilingual("Địa chỉ thư điện tử", "E-mail address"),
                Bilingual("Địa chỉ cơ quan đã cấp, nếu có.", "The one that your office gave you, if it did.")
            )
        case "phone":
            (
                Bilingual("Số điện thoại", "Phone number"),
                Bilingual("Số đã đăng ký với tài khoản.", "As registered with your account.")
            )
        case "address":
            (
                Bilingual("Địa chỉ", "Address"),
                Bilingual("Nơi cư trú ghi trong tài khoản.", "The residence recorded in your account.")
            )
        case "citizen_id":
            (
                Bilingual("Số định danh cá nhân (12 chữ số)", "Personal identification number (12 digits)"),
                Bilingual("Chỉ chia sẻ khi thật sự cần.", "Share it only if it is really needed.")
            )
        case "org":
            (
                Bilingual("Đơn vị và chức vụ", "Unit and position"),
                Bilingual("Nơi ông/bà làm việc, chức vụ hiện tại.", "Where you work, and your present position.")
            )
        case "permissions":
            (
                Bilingual("Quyền sử dụng trên nền tảng này", "Your rights on this platform"),
                Bilingual("Chức năng được giao tại các đơn vị.", "The functions granted to you, by unit.")
            )
        default: (Bilingual(name, name), nil)
        }
    }
}

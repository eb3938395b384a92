import Identity

/// What forms say that several pages have in common.
enum FormTexts {
    static let formTooOld = Bilingual(
        "Trang này đã hết hiệu lực hoặc được mở từ nơi khác. Vui lòng nhập lại.",
        "This form was too old, or came from elsewhere. Please fill it in again.")

    /// How long somebody has to wait: in hours from two on, rounded up.
    static func span(minutes: Int) -> Bilingual {
        let hours = minutes / 60 + (minutes % 60 > 0 ? 1 : 0)
        if minutes >= 120 { return Bilingual("\(hours) giờ", "\(hours) hours") }
        return Bilingual("\(minutes) phút", minutes == 1 ? "1 minute" : "\(minutes) minutes")
    }

    /// Somebody has sent too many wrong codes, and has to wait.
    static func tooManyWrongCodes(minutes: Int) -> Bilingual {
        let span = span(minutes: minutes)
        return Bilingual(
            "Tạm khóa vì nhập sai mã nhiều lần. Vui lòng thử lại sau \(span.vietnamese), "
                + "hoặc liên hệ người quản trị tài khoản tại cơ quan, đơn vị của ông/bà.",
            "Locked for a while after too many wrong codes. Please try again in \(span.english), "
                + "or ask the person in charge of accounts at your unit.")
    }
}

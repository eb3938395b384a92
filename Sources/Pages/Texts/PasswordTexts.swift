import Identity

/// What the page says on which a password is chosen.
enum PasswordTexts {
    static let title = Bilingual("Đặt mật khẩu", "Choose a password")
    static let explanation = Bilingual(
        "Mã kích hoạt đã đúng. Từ nay ông/bà đăng nhập bằng mật khẩu do chính mình đặt, không ai khác biết.",
        "The activation code is right. From now on you sign in with a password of your own, which nobody else knows.")
    static let password = Bilingual("Mật khẩu mới", "New password")
    static let rules = Bilingual(
        "Ít nhất 14 ký tự, gồm chữ thường, chữ hoa, chữ số và ký tự khác (kể cả dấu cách); không chứa tên đăng nhập.",
        "At least 14 characters: lower case, upper case, digits and others (spaces too); not the username in it.")
    static let again = Bilingual("Nhập lại mật khẩu mới", "The new password again")
    static let submit = Bilingual("Đặt mật khẩu", "Set the password")

    static func problem(_ problem: ChoosePasswordPage.Problem) -> Bilingual {
        switch problem {
        case .notTheSame:
            Bilingual(
                "Hai lần nhập mật khẩu không giống nhau. Vui lòng nhập lại.",
                "The two passwords are not the same. Please type them again.")
        case .refused(let lack):
            Bilingual(
                "Mật khẩu \(lack.vietnamese). Vui lòng chọn mật khẩu khác.",
                "The password \(lack.english). Please choose another.")
        case .formTooOld: FormTexts.formTooOld
        case .tooManyAttemptsAtOnce: SignInTexts.problem(.tooManyAttemptsAtOnce)
        }
    }
}

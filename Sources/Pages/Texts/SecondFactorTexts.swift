import Identity

/// What the page says that asks for the second factor.
enum SecondFactorTexts {
    static let title = Bilingual("Xác thực bước hai", "The second step")
    static let asks = Bilingual("Còn một bước nữa để sử dụng:", "One more step, to use:")
    static let submit = Bilingual("Xác nhận", "Confirm")
    static let lost = Bilingual("Mất cả điện thoại và mã dự phòng?", "Lost both the phone and the recovery codes?")
    static let lostHelp = Bilingual(
        "Hãy liên hệ người quản trị tài khoản tại cơ quan, đơn vị của ông/bà để được cấp mã kích hoạt mới.",
        "Ask the person in charge of accounts at your unit for a new activation code.")

    static func label(_ way: SecondFactorPage.Way) -> Bilingual {
        switch way {
        case .oneTimePassword: Bilingual("Mã xác thực (6 chữ số)", "Code (6 digits)")
        case .recoveryCode: Bilingual("Mã dự phòng", "Recovery code")
        }
    }

    static func hint(_ way: SecondFactorPage.Way) -> Bilingual {
        switch way {
        case .oneTimePassword:
            Bilingual(
                "Mở ứng dụng xác thực trên điện thoại và nhập mã đang hiển thị cho tài khoản này.",
                "Open the authenticator app on your phone, and type the code that it shows for this account.")
        case .recoveryCode:
            Bilingual(
                "Một trong các mã ông/bà đã lưu khi thiết lập. Mỗi mã chỉ dùng được một lần.",
                "One of the codes that you have kept. Each is good once.")
        }
    }

    static func otherWay(than way: SecondFactorPage.Way) -> Bilingual {
        switch way {
        case .oneTimePassword:
            Bilingual("Không có điện thoại: dùng mã dự phòng", "Without your phone: use a recovery code")
        case .recoveryCode: Bilingual("Dùng mã của ứng dụng xác thực", "Use the code of the authenticator app")
        }
    }

    static func problem(_ problem: SecondFactorPage.Problem, _ way: SecondFactorPage.Way) -> Bilingual {
        switch (problem, way) {
        case (.wrongCode, .oneTimePassword): wrongCode
        case (.wrongCode, .recoveryCode):
            Bilingual(
                "Mã dự phòng không đúng. Vui lòng kiểm tra và thử lại.",
                "The recovery code is wrong. Please check it and try again.")
        case (.usedCode, .oneTimePassword):
            Bilingual(
                "Mã này đã được sử dụng. Vui lòng đợi mã mới trong ứng dụng (tối đa 30 giây).",
                "This code has been used. Please wait for the next one in the app (at most 30 seconds).")
        case (.usedCode, .recoveryCode):
            Bilingual(
                "Mã dự phòng này đã được sử dụng. Vui lòng dùng mã khác.",
                "This recovery code has been used. Please take another.")
        case (.locked(let minutes), _): FormTexts.tooManyWrongCodes(minutes: minutes)
        case (.formTooOld, _): FormTexts.formTooOld
        }
    }

    /// Most often it is the phone's clock.
    static let wrongCode = Bilingual(
        "Mã không đúng hoặc đã quá hạn. Vui lòng nhập mã đang hiển thị trong ứng dụng; "
            + "nếu vẫn không được, hãy kiểm tra ngày giờ trên điện thoại.",
        "The code is wrong or too old. Please type the one that the app shows now; "
            + "if it happens again, check date and time on the phone.")
}

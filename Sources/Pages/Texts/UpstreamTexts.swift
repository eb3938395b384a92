import Identity

/// What the login page says of parties other than VNeID.
enum UpstreamTexts {
    static func with(_ name: Bilingual) -> Bilingual {
        Bilingual("Đăng nhập bằng \(name.vietnamese)", "Sign in with \(name.english)")
    }

    static func problem(_ problem: SignInPage.Elsewhere, at name: Bilingual) -> Bilingual {
        let (place, english) = (name.vietnamese, name.english)
        return switch problem {
        case .refused:
            Bilingual(
                "Ông/bà đã từ chối tại \(place), nên chưa đăng nhập được. "
                    + "Ông/bà có thể thử lại hoặc chọn phương thức khác.",
                "You did not agree at \(english), so you are not signed in. You can try again, or use another way.")
        case .failed:
            Bilingual(
                "Không xác thực được kết quả từ \(place). Vui lòng thử lại hoặc chọn phương thức khác.",
                "The answer of \(english) could not be confirmed. Please try again, or use another way.")
        case .unavailable:
            Bilingual(
                "Hiện không kết nối được với \(place). Vui lòng thử lại sau ít phút hoặc chọn phương thức khác.",
                "\(english) does not answer at this moment. Please try again in a few minutes, or use another way.")
        case .levelTooLow:
            Bilingual(
                "Lần đăng nhập tại \(place) chưa đạt mức độ mà nền tảng này yêu cầu. Vui lòng chọn phương thức khác.",
                "Signing in at \(english) is of a lower level than this platform requires. Please use another way.")
        case .notFresh:
            Bilingual(
                "\(place) đã không yêu cầu ông/bà đăng nhập lại, trong khi nền tảng này cần một lần đăng nhập mới. "
                    + "Vui lòng thử lại; nếu vẫn vậy, hãy đăng xuất khỏi đó trước, hoặc chọn phương thức khác.",
                "\(english) did not ask you to sign in again, but this platform needs a new sign-in. Please try again; "
                    + "if that does not help, sign out there first, or use another way.")
        }
    }
}

import Identity

/// The texts around every page.
enum FrameTexts {
    static let system = Bilingual("Hệ thống đăng nhập một lần thành phố Huế", "Hue City Single Sign-On")
    static let skip = Bilingual("Đến nội dung chính", "Skip to the content")
    /// The link to the other language, in that language.
    static let switchLanguage = Bilingual("English", "Tiếng Việt")
    static let footer = Bilingual(
        "Ủy ban nhân dân thành phố Huế. Cán bộ của hệ thống không bao giờ hỏi mật khẩu hay mã OTP của ông/bà.",
        "People’s Committee of Hue City. Nobody of this system will ever ask for your password or one-time code.")
}

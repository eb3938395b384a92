import Identity

/// What our own page says.
enum HomeTexts {
    static let title = Bilingual(
        "Một lần đăng nhập cho mọi nền tảng của thành phố", "One sign-in for all platforms of the city")
    static let explanation = Bilingual(
        "Hãy mở nền tảng ông/bà muốn sử dụng và chọn đăng nhập. Ông/bà sẽ được đưa đến đây khi cần.",
        "Open the platform that you want to use, and sign in from there. You are brought here when it is needed.")
}

import Identity

/// What the page of a mistake says around it.
enum MistakeTexts {
    static let title = Bilingual(
        "Nền tảng được cấu hình chưa đúng", "The platform isn't set up right")
}

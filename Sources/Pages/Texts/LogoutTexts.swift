import Identity

/// What the page after signing out says of the platforms.
enum LogoutTexts {
    static func state(_ state: SignedOutPage.State) -> Bilingual {
        switch state {
        case .signedOut: Bilingual("đã đăng xuất", "signed out")
        case .beingTold: Bilingual("đang được báo", "being told")
        case .inBrowser:
            Bilingual(
                "trang của nền tảng đang mở trong trình duyệt này", "its own page is being loaded in this browser")
        case .retrying:
            Bilingual(
                "chưa trả lời, hệ thống đang thử lại", "has not answered yet; we keep trying")
        case .unreached:
            Bilingual(
                "không nhận báo đăng xuất: hãy đăng xuất thêm tại đó", "can't be told: please sign out there as well")
        }
    }
}

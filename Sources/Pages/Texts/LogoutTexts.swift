import Identity

/// What the page after signing out says of the platforms.
enum LogoutTexts {
    static func summary(signedOut: Int, of all: Int, retrying: Int) -> Bilingual {
        let platforms = all == 1 ? "platform" : "platforms"
        return retrying == 0
            ? Bilingual(
                "\(signedOut) trên \(all) nền tảng đã đăng xuất", "\(signedOut) of \(all) \(platforms) signed out")
            : Bilingual(
                "\(signedOut) trên \(all) nền tảng đã đăng xuất, \(retrying) đang được báo",
                "\(signedOut) of \(all) \(platforms) signed out, \(retrying) being told")
    }

    static func state(_ state: SignedOutPage.State) -> Bilingual {
        switch state {
        case .signedOut: Bilingual("đã đăng xuất", "signed out")
        case .beingTold: Bilingual("đang được báo", "being told")
        case .retrying:
            Bilingual(
                "chưa trả lời, hệ thống đang thử lại", "has not answered yet; we keep trying")
        case .unreached:
            Bilingual(
                "không nhận báo đăng xuất: hãy đăng xuất thêm tại đó", "can't be told: please sign out there as well")
        }
    }
}

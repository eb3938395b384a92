/// How far the platforms have heard of a session's end, in numbers and in one sentence: the page after signing out and the
/// administrators' command say the same.
package struct LogoutSummary: Hashable, Sendable {
    /// All platforms that knew of the session.
    package let all: Int
    /// Those that have taken the logout token (OpenID Connect Back-Channel Logout §2.8).
    package let signedOut: Int
    /// Those that are told, for the first time or again.
    package let retrying: Int
    /// Those whose own page this browser loads (OpenID Connect Front-Channel Logout): nobody hears how that ends.
    package let inBrowser: Int
    /// Those that hear of it no more, or can't be told.
    package let unreached: Int

    package init(of all: Int, signedOut: Int, retrying: Int, inBrowser: Int = 0, unreached: Int) {
        self.all = all
        self.signedOut = signedOut
        self.retrying = retrying
        self.inBrowser = inBrowser
        self.unreached = unreached
    }

    /// "9 of 11 platforms signed out, 2 retrying".
    package var text: Bilingual {
        var vietnamese = "\(signedOut) trên \(all) nền tảng đã đăng xuất"
        var english = "\(signedOut) of \(all) \(all == 1 ? "platform" : "platforms") signed out"
        if retrying > 0 {
            vietnamese += ", \(retrying) đang thử lại"
            english += ", \(retrying) retrying"
        }
        if inBrowser > 0 {
            vietnamese += ", \(inBrowser) trong trình duyệt này"
            english += ", \(inBrowser) in this browser"
        }
        if unreached > 0 {
            vietnamese += ", \(unreached) không báo được"
            english += ", \(unreached) not reached"
        }
        return Bilingual(vietnamese, english)
    }
}

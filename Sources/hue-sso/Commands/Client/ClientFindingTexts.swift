import Identity
import OpenIDConnect

extension ClientFinding {
    /// What was found, and why it matters.
    var text: Bilingual {
        switch self {
        case .disabled: Bilingual("Nền tảng đang bị ngừng.", "The platform is disabled.")
        case .unused:
            Bilingual("30 ngày qua không ai đăng nhập.", "Nobody has signed in within the last 30 days.")
        case .withoutPKCE(let number, let all):
            Bilingual(
                "\(number) trong \(all) yêu cầu không có PKCE (RFC 9700 §2.1.1): bật code_challenge_method=S256 ở nền tảng.",
                "\(number) of \(all) requests had no PKCE (RFC 9700 §2.1.1): set code_challenge_method=S256 at the platform."
            )
        case .pkceCouldBeRequired:
            Bilingual(
                "Mọi yêu cầu đều có PKCE nhưng đăng ký chưa bắt buộc: hãy bắt buộc.",
                "Every request has PKCE, and the registration doesn't demand it: let it.")
        case .withoutNonce(let number, let all):
            Bilingual(
                "\(number) trong \(all) yêu cầu không có nonce: ID token không gắn với phiên của trình duyệt.",
                "\(number) of \(all) requests had no nonce: nothing binds the ID token to the browser's session.")
        case .manyRedirectURIs(let number):
            Bilingual(
                "\(number) redirect URI: bỏ những địa chỉ không còn dùng.",
                "\(number) redirect URIs: leave out those that nobody uses.")
        case .loopbackRedirectURI(let address):
            Bilingual(
                "\(address) là địa chỉ thử trên máy lập trình: bỏ đi khi chạy thật.",
                "\(address) is an address of a developer's machine: leave it out in production.")
        case .mistake(let count):
            Bilingual(
                "\(count.number) lần, gần nhất \(count.lastAt.text): \(count.mistake.problem.vietnamese) "
                    + count.mistake.remedy.vietnamese,
                "\(count.number) times, lately \(count.lastAt.text): \(count.mistake.problem.english) "
                    + count.mistake.remedy.english)
        case .earlyRefreshes(let number, let all):
            Bilingual(
                "\(number) trong \(all) lần làm mới đến khi token cũ chưa qua nửa thời hạn 10 phút: hãy giữ token đến gần hết "
                    + "expires_in.",
                "\(number) of \(all) refreshes came within half of the old token's 10 minutes: keep a token until expires_in is "
                    + "nearly over.")
        case .expiredTokens(let access, let refresh):
            Bilingual(
                "30 ngày qua có \(access) lần trình access token và \(refresh) lần trình refresh token đã hết hạn: hãy nhớ "
                    + "expires_in, làm mới trước đó, và bỏ token đã bị từ chối.",
                "Within 30 days \(access) access tokens and \(refresh) refresh tokens were shown whose time was over: remember "
                    + "expires_in, refresh before it, and drop a token that was refused.")
        case .noBackchannelLogout:
            Bilingual(
                "Nền tảng không được báo khi phiên kết thúc (Back-Channel Logout): người đã nghỉ việc vẫn ở trong đó.",
                "The platform isn't told when a session ends (Back-Channel Logout): who has left stays signed in there."
            )
        case .logoutNotTaken(let givenUp, let waiting):
            Bilingual(
                "Nền tảng không nhận báo kết thúc phiên: \(givenUp) lần đã thôi, \(waiting) lần đang thử lại.",
                "The platform doesn't take logout tokens: \(givenUp) were given up, \(waiting) are tried again.")
        case .noPostLogoutAddress:
            Bilingual(
                "Không có địa chỉ trở về sau đăng xuất: người dùng dừng ở trang của Hue SSO.",
                "There is no address to return to after a logout: people stay on a page of Hue SSO.")
        case .formerSecret(let end):
            Bilingual(
                "Mã bí mật cũ còn dùng được đến \(end.text).", "The former secret counts until \(end.text).")
        case .citizenNumbers:
            Bilingual("Được nhận số định danh cá nhân (citizen_id).", "It is told citizen numbers (citizen_id).")
        case .publicSubjects:
            Bilingual(
                "Mã người dùng chung với nền tảng khác (subject public).",
                "It knows people by names that others know too (subject public).")
        }
    }

    /// What to type here; `nil` where the platform's side is to be mended, or nothing at all.
    func command(for client: Client) -> String? {
        let edit = "hue-sso client edit \(client.id.text)"
        switch self {
        case .disabled: return "\(edit) --enable"
        case .pkceCouldBeRequired: return "\(edit) --pkce required"
        case .noBackchannelLogout: return "\(edit) --backchannel-logout-uri …"
        case .noPostLogoutAddress: return "\(edit) --post-logout-redirect-uri …"
        case .formerSecret: return "hue-sso client rotate-secret \(client.id.text) --end-former"
        case .mistake(let count): return count.mistake.command(for: client)
        case .manyRedirectURIs, .loopbackRedirectURI: return "\(edit) --redirect-uri …"
        case .unused, .withoutPKCE, .withoutNonce, .earlyRefreshes, .expiredTokens, .logoutNotTaken, .citizenNumbers,
            .publicSubjects:
            return nil
        }
    }
}

extension ClientReview.Unseen {
    /// What a platform's own people have to look at.
    var text: Bilingual {
        switch self {
        case .keyCaching:
            Bilingual(
                "Nền tảng lưu khóa của ta bao lâu: nên giữ theo Cache-Control của jwks_uri, và đọc lại khi gặp kid lạ.",
                "How long the platform keeps our keys: it should go by Cache-Control of jwks_uri, and read again at an unknown kid."
            )
        case .verification:
            Bilingual(
                "Nền tảng có kiểm tra chữ ký, iss, aud, exp và nonce của ID token hay không.",
                "Whether the platform verifies signature, iss, aud, exp and nonce of ID tokens.")
        }
    }
}

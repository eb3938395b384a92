import Glibc
import Identity
import LDAP
import Operations

extension LDAPError {
    /// What is the matter, for whoever looks after the directory.
    var text: Bilingual {
        switch self {
        case .refused(let refusal):
            Bilingual(
                "máy chủ từ chối (mã \(refusal.code)): \(refusal.text)",
                "the server refuses (code \(refusal.code)): \(refusal.text)")
        case .unreachable(let server, let stage):
            Bilingual("không tới được \(server) (\(stage.rawValue))", "\(server) can't be reached (\(stage.rawValue))")
        case .untrusted(let server):
            Bilingual("không tin chứng thư của \(server)", "the certificate of \(server) isn't believed")
        case .unreadableAuthorities(let file):
            Bilingual("không đọc được tệp CA \(file)", "the file of authorities \(file) can't be read")
        case .timedOut(let server, let stage):
            Bilingual("\(server) không trả lời kịp (\(stage.rawValue))", "\(server) took too long (\(stage.rawValue))")
        case .resting(let rest):
            Bilingual(
                "mọi máy chủ vừa lỗi; thử lại sau \(rest.wholeSeconds) giây",
                "every server has failed lately; asked again in \(rest.wholeSeconds) s")
        case .busy: Bilingual("quá nhiều yêu cầu đang chờ thư mục", "too many wait for the directory")
        case .cookieRefused:
            Bilingual(
                "máy chủ không nhận cookie; sẽ đọc lại toàn bộ", "the server takes the cookie no more; all is read anew"
            )
        case .malformed(let what):
            Bilingual("trả lời sai giao thức: \(what)", "the answer breaks the protocol: \(what)")
        case .unsendable(let code):
            Bilingual("libldap không gửi được (\(code))", "libldap can't send it (\(code))")
        case .noThread(let code):
            Bilingual("hệ thống không cấp luồng (\(code))", "the system gives no thread (\(code))")
        case .cancelled: Bilingual("đã dừng", "it was stopped")
        }
    }
}

extension CertificateFault {
    var text: Bilingual {
        switch self {
        case .expired(let end): Bilingual("chứng thư hết hạn lúc \(end)", "the certificate expired at \(end)")
        case .notYetValid(let begin):
            Bilingual("chứng thư chỉ có hiệu lực từ \(begin)", "the certificate isn't valid before \(begin)")
        case .otherName(let names):
            Bilingual(
                "chứng thư dành cho \(names.joined(separator: ", ")), không phải máy chủ này",
                "the certificate is for \(names.joined(separator: ", ")), not for this server")
        case .unknownAuthority(let issuer):
            Bilingual(
                "chứng thư do \(issuer) cấp, không có trong tls.ca",
                "the certificate is by \(issuer), who isn't in tls.ca")
        case .unreadable: Bilingual("không đọc được chứng thư", "the certificate can't be read")
        }
    }
}

extension CommandFailure {
    init(_ refused: DirectoryReadingRefused) {
        self.init(
            "dữ liệu đọc được không dùng được: \(refused.code); không có gì thay đổi",
            english: "the reading can't become a plan: \(refused.code); nothing has changed", code: EX_TEMPFAIL)
    }

    init(_ error: LDAPError) {
        let nothing = Bilingual("không có gì thay đổi", "nothing has changed")
        self.init(
            "\(error.text.vietnamese); \(nothing.vietnamese)", english: "\(error.text.english); \(nothing.english)",
            code: EX_TEMPFAIL)
    }
}

import Identity

/// What the pages say of requests that platforms make behind the browser's back: to somebody who is at a counter or on the
/// telephone, and to somebody who has asked for nothing.
enum BackchannelTexts {
    static let title = Bilingual("Yêu cầu đang chờ ông/bà", "Requests that wait for you")
    static let nothing = Bilingual(
        "Hiện không có yêu cầu nào. Nếu ông/bà đang chờ một yêu cầu, hãy tải lại trang này sau ít giây.",
        "There is none now. If you expect one, load this page again in a few seconds.")
    static func left(minutes: Int) -> Bilingual {
        let span = FormTexts.span(minutes: minutes)
        return Bilingual("Còn \(span.vietnamese)", "\(span.english) left")
    }
    static let look = Bilingual("Xem và quyết định", "Look at it and decide")
    static let reload = Bilingual("Tải lại", "Load again")

    static let confirm = Bilingual("Cho phép nền tảng này?", "Allow this platform?")
    static func asks(_ name: String) -> Bilingual {
        name.isEmpty
            ? Bilingual(
                "Một nền tảng muốn tiếp tục với tài khoản của ông/bà:", "A platform wants to go on with your account:")
            : Bilingual("Một nền tảng muốn tiếp tục với tên \(name):", "A platform wants to go on as \(name):")
    }
    static let messageLabel = Bilingual(
        "Nội dung này phải đúng như ông/bà thấy hoặc nghe ở nền tảng",
        "This must be what the platform shows or tells you")
    static let warning = Bilingual(
        "Chỉ đồng ý nếu chính ông/bà vừa yêu cầu việc này. Nếu không, hãy từ chối; ông/bà không phải làm gì thêm.",
        "Allow it only if you have just asked for this yourself. If not, refuse; there is nothing else that you have to do."
    )
    static let learns = Bilingual("Nền tảng sẽ nhận được:", "The platform would learn:")

    static func done(_ outcome: DeviceDonePage.Outcome) -> Bilingual {
        switch outcome {
        case .allowed: Bilingual("Đã cho phép", "It is allowed")
        case .denied: Bilingual("Đã từ chối", "It is refused")
        }
    }

    static func after(_ outcome: DeviceDonePage.Outcome) -> Bilingual {
        switch outcome {
        case .allowed:
            Bilingual("Sau ít giây, nền tảng này sẽ tự tiếp tục:", "In a few seconds this platform goes on by itself:")
        case .denied: Bilingual("Nền tảng này không nhận được gì:", "This platform gets nothing:")
        }
    }
}

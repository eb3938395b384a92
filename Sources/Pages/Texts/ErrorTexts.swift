import Identity

/// What the error page says.
enum ErrorTexts {
    static func title(_ kind: ErrorPage.ErrorKind) -> Bilingual {
        switch kind {
        case .request: Bilingual("Yêu cầu không hợp lệ", "The request is not valid")
        case .notFound: Bilingual("Không tìm thấy trang", "Page not found")
        case .tooMany: Bilingual("Có quá nhiều yêu cầu", "Too many requests")
        case .internal: Bilingual("Hệ thống đang gặp sự cố", "Something went wrong")
        case .busy: Bilingual("Hệ thống đang quá tải", "Too many people at once")
        }
    }

    static func message(_ kind: ErrorPage.ErrorKind) -> Bilingual {
        switch kind {
        case .request:
            Bilingual(
                "Nền tảng gửi yêu cầu không đúng quy định, nên hệ thống dừng tại đây để bảo vệ ông/bà. "
                    + "Hãy quay lại nền tảng và thử lại; nếu vẫn lỗi, hãy báo cho đơn vị vận hành nền tảng.",
                "The platform sent a request that breaks a rule, so we stop here to protect you. "
                    + "Go back to the platform and try again; if it happens again, tell those who run it.")
        case .notFound:
            Bilingual(
                "Địa chỉ này không có, hoặc không còn được sử dụng.",
                "There is nothing at this address, or not any more.")
        case .tooMany:
            Bilingual(
                "Từ mạng của ông/bà đang có quá nhiều yêu cầu, nên hệ thống tạm dừng nhận thêm. "
                    + "Vui lòng thử lại sau ít phút.",
                "There are too many requests from your network at the moment, so we take no more for now. "
                    + "Please try again in a few minutes.")
        case .internal:
            Bilingual(
                "Xin lỗi ông/bà. Vui lòng thử lại sau ít phút. Nếu vẫn lỗi, hãy cung cấp mã tra cứu dưới đây cho "
                    + "bộ phận hỗ trợ.",
                "We are sorry. Please try again in a few minutes. If it happens again, give the reference below to "
                    + "the support.")
        case .busy:
            Bilingual(
                "Xin lỗi ông/bà. Hiện có quá nhiều người truy cập cùng lúc. Vui lòng chờ một lát rồi tải lại trang này.",
                "We are sorry. More people come at once than we can serve. Please wait a moment and load this page again."
            )
        }
    }
}

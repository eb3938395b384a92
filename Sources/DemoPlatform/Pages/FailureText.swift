/// What the page of a failed sign-in says, in two languages; the cause beyond that is a short code.
struct FailureText: Sendable {
    let vietnameseTitle: String
    let englishTitle: String
    let vietnamese: String
    let english: String

    init(_ failure: SignInFailure) {
        switch failure {
        case .notConnected, .unreachable:
            vietnameseTitle = "Chưa thể đăng nhập"
            englishTitle = "Sign-in is not available"
            vietnamese = "Không kết nối được với hệ thống đăng nhập. Vui lòng thử lại sau ít phút."
            english = "The sign-on system can't be reached. Try again in a few minutes."
        case .providerAnswer:
            vietnameseTitle = "Đăng nhập không thành công"
            englishTitle = "Sign-in failed"
            vietnamese = "Câu trả lời của hệ thống đăng nhập không hợp lệ nên nền tảng không chấp nhận."
            english = "The sign-on system's answer was not valid, so this platform didn't take it."
        case .refused:
            vietnameseTitle = "Đăng nhập bị từ chối"
            englishTitle = "Sign-in was refused"
            vietnamese = "Bạn đã từ chối, hoặc hệ thống đăng nhập không cho phép. Bạn có thể thử lại."
            english = "You refused, or the sign-on system didn't allow it. You can try again."
        case .unknownState:
            vietnameseTitle = "Phiên đăng nhập đã kết thúc"
            englishTitle = "This sign-in is over"
            vietnamese =
                "Phiên này đã hết hạn, đã dùng xong, hoặc bắt đầu từ trình duyệt khác. Hãy đăng nhập lại."
            english = "It has expired, was used up, or began in another browser. Sign in again."
        }
    }
}

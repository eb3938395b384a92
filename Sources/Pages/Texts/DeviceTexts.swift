import Identity

/// What the pages of the device flow say: to somebody who stands before a kiosk with a phone in the hand, and to
/// somebody whom a swindler has on the telephone.
enum DeviceTexts {
    static let title = Bilingual("Kết nối thiết bị", "Connect a device")
    static let explanation = Bilingual(
        "Nhập mã đang hiển thị trên thiết bị mà ông/bà muốn đăng nhập.",
        "Type the code that is shown on the device on which you want to sign in.")
    static let label = Bilingual("Mã trên thiết bị", "Code on the device")
    static let hint = Bilingual(
        "Tám chữ cái, ví dụ BCDF-GHJK. Viết hoa hay viết thường đều được.",
        "Eight letters, like BCDF-GHJK, in capitals or not.")
    static let submit = Bilingual("Tiếp tục", "Continue")

    static func problem(_ problem: DeviceCodePage.Problem) -> Bilingual {
        switch problem {
        case .unknownOrExpired:
            Bilingual(
                "Mã không đúng hoặc đã hết hạn. Vui lòng kiểm tra lại, hoặc lấy mã mới trên thiết bị.",
                "The code is wrong, or not valid any more. Please check it, or get a new one on the device.")
        case .tooManyAttempts(let minutes):
            Bilingual(
                "Đã nhập sai mã nhiều lần. Vui lòng thử lại sau \(FormTexts.span(minutes: minutes).vietnamese).",
                "There were too many wrong codes. Please try again in \(FormTexts.span(minutes: minutes).english).")
        case .formTooOld: FormTexts.formTooOld
        }
    }

    static let confirm = Bilingual("Cho phép thiết bị đăng nhập?", "Let the device sign in?")
    static func asks(_ name: String) -> Bilingual {
        name.isEmpty
            ? Bilingual(
                "Thiết bị sẽ đăng nhập bằng tài khoản của ông/bà để sử dụng:",
                "The device would be signed in as you, to use:")
            : Bilingual(
                "Thiết bị sẽ đăng nhập với tên \(name) để sử dụng:",
                "The device would be signed in as \(name), to use:")
    }
    static let shownCode = Bilingual("Thiết bị phải hiển thị đúng mã này", "The device must show this very code")
    static let warning = Bilingual(
        "Chỉ đồng ý nếu chính ông/bà vừa bắt đầu đăng nhập trên thiết bị ngay trước mặt mình.",
        "Allow it only if you have just begun this yourself, on the device in front of you.")
    static let nobodyAsks = Bilingual(
        "Cán bộ thành phố không bao giờ gọi điện, nhắn tin hay gửi thư yêu cầu ông/bà nhập mã hoặc bấm đồng ý. "
            + "Nếu có người yêu cầu như vậy, hãy từ chối.",
        "Nobody from the city will ask you by phone, message or mail to type a code or to allow this. "
            + "If somebody does, refuse.")
    static let learns = Bilingual("Nền tảng trên thiết bị sẽ nhận được:", "The platform on the device would learn:")
    static let allow = Bilingual("Đồng ý", "Allow")
    static let deny = Bilingual("Từ chối", "Refuse")

    static func done(_ outcome: DeviceDonePage.Outcome) -> Bilingual {
        switch outcome {
        case .allowed: Bilingual("Đã cho phép thiết bị", "The device is allowed")
        case .denied: Bilingual("Đã từ chối thiết bị", "The device is refused")
        }
    }

    static func goBack(_ outcome: DeviceDonePage.Outcome) -> Bilingual {
        switch outcome {
        case .allowed:
            Bilingual(
                "Hãy đóng trang này và quay lại thiết bị; sau ít giây, thiết bị sẽ tự tiếp tục đến:",
                "Close this page and go back to the device; in a few seconds it goes on by itself to:")
        case .denied:
            Bilingual(
                "Thiết bị không được đăng nhập. Hãy đóng trang này; nếu muốn, có thể bắt đầu lại trên thiết bị để vào:",
                "The device is not signed in. Close this page; if you wish, begin again on the device, to use:")
        }
    }
}

/// A page that says one thing: why it doesn't go on here, or that it is over.
enum Notice: String, Hashable, Sendable, CaseIterable {
    case unreadableRequest = "unreadable-request"
    case unknownClient = "unknown-client"
    case unknownRedirectURI = "unknown-redirect-uri"
    case over
    case accountLocked = "account-locked"
    case notTheRepresentative = "not-the-representative"
    case signedOut = "signed-out"
    case notFound = "not-found"
    case unavailable

    struct Text: Sendable {
        let title: String
        let body: String
    }

    var vietnamese: Text {
        switch self {
        case .unreadableRequest:
            Text(title: "Yêu cầu không đọc được", body: "Yêu cầu gửi đến sai định dạng hoặc quá dài.")
        case .unknownClient:
            Text(title: "Bên yêu cầu chưa đăng ký", body: "client_id bị thiếu hoặc chưa được đăng ký.")
        case .unknownRedirectURI:
            Text(
                title: "Địa chỉ quay lại chưa đăng ký",
                body: "Địa chỉ quay lại bị thiếu hoặc không giống hệt địa chỉ mà bên yêu cầu đã đăng ký.")
        case .over:
            Text(
                title: "Phiên đăng nhập đã kết thúc",
                body: "Phiên này đã hết hạn hoặc đã dùng xong. Hãy bắt đầu lại từ nơi bạn muốn đăng nhập.")
        case .accountLocked:
            Text(title: "Tài khoản đã bị khoá", body: "Tài khoản định danh này đang bị khoá.")
        case .notTheRepresentative:
            Text(
                title: "Không phải người đại diện",
                body:
                    "Bạn thuộc tổ chức nhưng không phải người đại diện, nên không thể đăng nhập thay tổ chức."
            )
        case .signedOut:
            Text(
                title: "Đã đăng xuất", body: "Lần sau bạn sẽ được hỏi lại.")
        case .notFound: Text(title: "Không có trang này", body: "Địa chỉ này không có trong bản mô phỏng.")
        case .unavailable: Text(title: "Tạm ngừng phục vụ", body: "Bản mô phỏng đang được cho ngừng phục vụ.")
        }
    }

    var english: Text {
        switch self {
        case .unreadableRequest: Text(title: "Unreadable request", body: "It is malformed or too long.")
        case .unknownClient: Text(title: "Unknown client", body: "client_id is missing or isn't registered.")
        case .unknownRedirectURI:
            Text(
                title: "Unknown address to return to",
                body: "It is missing, or isn't exactly one that the client has registered.")
        case .over:
            Text(
                title: "This sign-in is over",
                body: "It has expired or was used up. Begin again where you wanted to sign in.")
        case .accountLocked: Text(title: "Account locked", body: "This e-identity account is locked.")
        case .notTheRepresentative:
            Text(
                title: "Not the representative",
                body: "You belong to the organisation but don't represent it, so you can't sign in for it.")
        case .signedOut:
            Text(title: "Signed out", body: "You will be asked again next time.")
        case .notFound: Text(title: "No such page", body: "The simulation has nothing at this address.")
        case .unavailable: Text(title: "Out of service", body: "The simulation was told to be down.")
        }
    }
}

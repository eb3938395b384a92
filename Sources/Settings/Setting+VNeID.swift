/// Our registration with VNeID.
extension Setting {
    static let vneidProfile = Setting(
        "vneid.profile",
        "cách nói chuyện với VNeID: oidc (qua cổng dịch vụ công), hoặc quirks (trực tiếp; Documentation/VNEID.md)",
        english:
            "how VNeID is spoken to: oidc (through the national portal) or quirks (directly; Documentation/VNEID.md)",
        fallback: "oidc")
    static let vneidIssuer = Setting(
        "vneid.issuer", "issuer của VNeID; không có thì không đăng nhập được bằng VNeID",
        english: "VNeID's issuer; without it there is no sign-in with VNeID")
    static let vneidClientID = Setting("vneid.client-id", "mã của hệ thống tại VNeID", english: "our client id there")
    static let vneidClientSecret = Setting(
        "vneid.client-secret", "mã bí mật của hệ thống tại VNeID", english: "our client secret there", isSecret: true)
    static let vneidKeyFile = Setting(
        "vneid.key-file",
        "quirks: tệp khóa của phiên bản trước mà VNeID mã hóa cho; được đưa vào cơ sở dữ liệu một lần, rồi không đọc nữa",
        english:
            "quirks: a version before's file of the key that VNeID encrypts to; taken into the database once, and read no more"
    )
    static let vneidAppLink = Setting(
        "vneid.app-link",
        "oidc: liên kết mở ứng dụng VNeID trên điện thoại (universal link), theo thỏa thuận; không có thì không mời mở ứng dụng",
        english:
            "oidc: the universal link that opens VNeID's app, as it was agreed; without it nobody is offered the app")
    static let vneidLoginLevel = Setting(
        "vneid.login-level", "quirks: mức xác thực của một lần đăng nhập ở đó, 1 đến 4, theo thỏa thuận",
        english: "quirks: the authentication level of a login there, 1 to 4, as it was agreed", fallback: "1")
    static let vneidAsksEveryTime = Setting(
        "vneid.asks-every-time",
        "quirks, true: đã thỏa thuận rằng VNeID hỏi lại các yếu tố ở mỗi lần đăng nhập",
        english: "quirks, true: it was agreed that VNeID asks for the factors at every login", fallback: "false")
    static let vneidNumberClaim = Setting(
        "vneid.claims.number", "quirks: tên claim của số định danh", english: "quirks: the claim with the number",
        fallback: "citizenPid")
    static let vneidNameClaim = Setting(
        "vneid.claims.name", "quirks: tên claim của họ tên", english: "quirks: the claim with the name",
        fallback: "fullName")
    static let vneidBirthdateClaim = Setting(
        "vneid.claims.birthdate", "quirks: tên claim của ngày sinh",
        english: "quirks: the claim with the date of birth",
        fallback: "birthDate")
    static let vneidTypeClaim = Setting(
        "vneid.claims.account-type", "quirks: tên claim của loại tài khoản",
        english: "quirks: the claim with the kind of account", fallback: "accountType")
    static let vneidLevelClaim = Setting(
        "vneid.claims.account-level", "quirks: tên claim của mức độ định danh",
        english: "quirks: the claim with the identity level", fallback: "accountLevel")

    static let vneid = [
        vneidProfile, vneidIssuer, vneidClientID, vneidClientSecret, vneidAppLink, vneidKeyFile, vneidLoginLevel,
        vneidAsksEveryTime,
        vneidNumberClaim, vneidNameClaim, vneidBirthdateClaim, vneidTypeClaim, vneidLevelClaim,
    ]
}

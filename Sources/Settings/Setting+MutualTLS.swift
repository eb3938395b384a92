/// Certificates of clients (RFC 8705).
extension Setting {
    static let certificateField = Setting(
        "mtls.header",
        "trường mà proxy tin cậy ghi chứng thư của nền tảng: Client-Cert (RFC 9440), hoặc tên khác với PEM một dòng",
        english: "the field in which trusted proxies pass clients' certificates on: Client-Cert (RFC 9440), or another "
            + "with PEM in one line")
    static let certificatePort = Setting(
        "mtls.port", "cổng riêng (TLS của ta) hỏi chứng thư của nền tảng; thay cho mtls.header",
        english: "the port of its own (by our TLS) that asks clients for certificates; instead of mtls.header")
    static let certificateAuthorities = Setting(
        "mtls.authorities", "tệp PEM các CA ký chứng thư của nền tảng (tls_client_auth)",
        english: "the PEM file of the authorities that sign clients' certificates (tls_client_auth)")
    static let certificateAddress = Setting(
        "mtls.address",
        "địa chỉ riêng nơi hỏi chứng thư, ví dụ https://mtls.sso.hue.gov.vn (mặc định: mtls.port của issuer)",
        english: "the address of its own at which certificates are asked for, such as https://mtls.sso.hue.gov.vn "
            + "(mtls.port of the issuer by default)")

    static let mutualTLS = [certificateField, certificatePort, certificateAuthorities, certificateAddress]
}

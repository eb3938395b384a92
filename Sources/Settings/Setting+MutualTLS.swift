/// Certificates of clients (RFC 8705).
extension Setting {
    static let certificateField = Setting(
        "mtls.header",
        "trường mà proxy tin cậy ghi chứng thư của nền tảng: Client-Cert (RFC 9440), hoặc tên khác với PEM một dòng",
        english: "the field in which trusted proxies pass clients' certificates on: Client-Cert (RFC 9440), or another "
            + "with PEM in one line")
    static let certificateAuthorities = Setting(
        "mtls.authorities", "tệp PEM các CA ký chứng thư của nền tảng (tls_client_auth)",
        english: "the PEM file of the authorities that sign clients' certificates (tls_client_auth)")
    static let certificateAddress = Setting(
        "mtls.address", "địa chỉ riêng mà proxy hỏi chứng thư, ví dụ https://mtls.sso.hue.gov.vn",
        english: "the address of its own at which the proxy asks for certificates, such as https://mtls.sso.hue.gov.vn")

    static let mutualTLS = [certificateField, certificateAuthorities, certificateAddress]
}

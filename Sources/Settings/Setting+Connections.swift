/// What is to be said of connections and of proxies before us.
extension Setting {
    static let connectionsAtMost = Setting(
        "listen.connections",
        "số kết nối tối đa cùng lúc; nếu không ghi thì tính theo số tệp mà máy cho phép mở",
        english: "connections open at once, at most; by default as many as file descriptors allow")
    static let proxyProtocol = Setting(
        "listen.proxy-protocol", "mọi kết nối bắt đầu bằng PROXY protocol v2 của các proxy tin cậy: true hoặc false",
        english: "every connection begins with the PROXY protocol, version 2, of a trusted proxy: true or false",
        fallback: "false")
    static let trustedProxies = Setting(
        "proxies.trusted", "các mạng của proxy tin cậy, cách nhau bằng dấu phẩy: 10.0.0.0/8, 2001:db8::/32",
        english: "networks of proxies that are believed, between commas: 10.0.0.0/8, 2001:db8::/32")
    static let forwardingField = Setting(
        "proxies.header", "trường mà các proxy ghi địa chỉ của người dùng: x-forwarded-for hoặc forwarded",
        english: "the field in which they write the client's address: x-forwarded-for or forwarded",
        fallback: "x-forwarded-for")
    static let handshakeDeadline = Setting(
        "deadlines.handshake-seconds", "thời hạn bắt tay TLS, tính bằng giây",
        english: "seconds for the TLS handshake", fallback: "10")
    static let headDeadline = Setting(
        "deadlines.head-seconds", "thời hạn gửi phần đầu của yêu cầu, tính bằng giây",
        english: "seconds for a request's header fields", fallback: "10")
    static let bodyDeadline = Setting(
        "deadlines.body-seconds", "thời hạn gửi nội dung của yêu cầu, tính bằng giây",
        english: "seconds for a request's content", fallback: "20")
    static let idleDeadline = Setting(
        "deadlines.idle-seconds", "thời gian giữ kết nối khi không có yêu cầu nào, tính bằng giây",
        english: "seconds that a connection is kept between requests", fallback: "60")
    static let requestDeadline = Setting(
        "deadlines.request-seconds", "thời hạn của cả yêu cầu lẫn trả lời, tính bằng giây",
        english: "seconds for a request and its answer together", fallback: "30")
    static let stopDeadline = Setting(
        "deadlines.stop-seconds", "thời hạn để hệ thống dừng hẳn, tính bằng giây",
        english: "seconds after which the server has stopped, whatever its peers do", fallback: "10")

    static let connections = [
        connectionsAtMost, proxyProtocol, trustedProxies, forwardingField, handshakeDeadline, headDeadline,
        bodyDeadline,
        idleDeadline, requestDeadline, stopDeadline,
    ]
}

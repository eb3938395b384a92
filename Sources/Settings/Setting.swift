import Identity

/// One setting: its key in the file and, derived, its environment variable.
package struct Setting: Sendable {
    package let key: String
    package let meaning: Bilingual
    package let isSecret: Bool
    let fallback: String?

    static let variablePrefix = "HUE_SSO_"
    /// Variables of this prefix that aren't settings: where the tests find the programs.
    static let variablesOfOthers = ["HUE_SSO_BIN_DIR"]

    /// `listen.port` is `HUE_SSO_LISTEN_PORT`.
    package var variable: String {
        Self.variablePrefix + key.uppercased().map { $0 == "." || $0 == "-" ? "_" : $0 }
    }

    private init(
        _ key: String, _ meaning: String, english: String, fallback: String? = nil, isSecret: Bool = false
    ) {
        self.key = key
        self.meaning = Bilingual(meaning, english)
        self.fallback = fallback
        self.isSecret = isSecret
    }

    static let issuer = Setting(
        "issuer", "địa chỉ của hệ thống mà các nền tảng biết: https://sso.hue.gov.vn",
        english: "our address, as platforms know it: https://sso.hue.gov.vn")
    static let data = Setting(
        "data", "thư mục của cơ sở dữ liệu và của Keys/", english: "the directory of the database and of Keys/",
        fallback: ".")
    static let masterKey = Setting(
        "master-key", "32 byte dạng Base64url để niêm phong các khóa",
        english: "32 bytes in Base64url that seal the keys", isSecret: true)
    static let masterKeyFile = Setting(
        "master-key-file", "tệp chứa khóa chủ", english: "a file that holds the master key")
    static let host = Setting(
        "listen.host", "địa chỉ lắng nghe", english: "the address to listen on", fallback: "127.0.0.1")
    static let port = Setting("listen.port", "cổng lắng nghe", english: "the port to listen on", fallback: "8080")
    static let administrativePort = Setting(
        "listen.administrative-port", "cổng trên 127.0.0.1 cho /metrics, /livez và /readyz",
        english: "the port on 127.0.0.1 for /metrics, /livez and /readyz")
    static let certificate = Setting(
        "tls.certificate", "chuỗi chứng thư, tệp PEM; bật TLS và HTTP/2",
        english: "the certificate chain, a PEM file; turns on TLS and HTTP/2")
    static let privateKey = Setting(
        "tls.private-key", "khóa bí mật của chứng thư, tệp PEM", english: "its private key, a PEM file")
    static let memory = Setting(
        "passwords.memory-kib", "bộ nhớ của một lần băm Argon2id, tính bằng KiB",
        english: "memory of one Argon2id hash in KiB", fallback: "65536")
    static let iterations = Setting(
        "passwords.iterations", "số vòng của một lần băm Argon2id", english: "passes of one Argon2id hash",
        fallback: "3")
    static let parallelism = Setting(
        "passwords.parallelism", "số luồng của một lần băm Argon2id", english: "lanes of one Argon2id hash",
        fallback: "4")
    static let hashesAtOnce = Setting(
        "passwords.hashes-at-once", "số lần băm chạy cùng lúc", english: "how many hashes run at once", fallback: "2")
    static let vneidIssuer = Setting(
        "vneid.issuer", "issuer của VNeID; không có thì không đăng nhập được bằng VNeID",
        english: "VNeID's issuer; without it there is no sign-in with VNeID")
    static let vneidClientID = Setting("vneid.client-id", "mã của hệ thống tại VNeID", english: "our client id there")
    static let vneidClientSecret = Setting(
        "vneid.client-secret", "mã bí mật của hệ thống tại VNeID", english: "our client secret there", isSecret: true)

    package static let all = [
        issuer, data, masterKey, masterKeyFile, host, port, administrativePort, certificate, privateKey, memory,
        iterations, parallelism, hashesAtOnce, vneidIssuer, vneidClientID, vneidClientSecret,
    ]
}

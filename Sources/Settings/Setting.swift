import Identity
import OpenIDConnect

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

    init(
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
    static let documentation = Setting(
        "service-documentation", "địa chỉ https nơi nhà phát triển đọc cách kết nối; được công bố trong metadata",
        english: "the https address where developers read how to connect; the metadata announce it")
    static let data = Setting(
        "data", "thư mục của cơ sở dữ liệu SQLite", english: "the directory of the SQLite database",
        fallback: ".")
    static let masterKey = Setting(
        "master-key", "32 byte dạng Base64url để niêm phong các khóa",
        english: "32 bytes in Base64url that seal the keys", isSecret: true)
    static let masterKeyFile = Setting(
        "master-key-file", "tệp chứa khóa chủ", english: "a file that holds the master key")
    static let keyRotation = Setting(
        "keys.rotation", "sau bao lâu thì đổi khóa ký, ví dụ 90d; off: không tự tạo khóa mới",
        english: "how long a key signs, such as 90d; off: no new key is made by itself", fallback: "90d")
    static let keyPublication = Setting(
        "keys.publication", "khóa mới được công bố bao lâu trước khi dùng để ký",
        english: "how long a key is published before it signs", fallback: "24h")
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
    static let signInRate = Setting(
        "rates.sign-in.address", "số lần thử mật khẩu hoặc mã từ một địa chỉ: liền nhau, rồi mỗi giây",
        english: "tries at a password or a code from one address: at once, then a second", fallback: "300+5/s")
    static let signInRateOfAll = Setting(
        "rates.sign-in.all", "như trên, từ mọi địa chỉ cộng lại; trình duyệt từng đăng nhập được tính riêng",
        english: "the same from all addresses together; browsers that have signed in before count apart",
        fallback: "1000+25/s")
    static let beginRate = Setting(
        "rates.begin.address", "số lần bắt đầu đăng nhập, thiết bị hoặc VNeID từ một địa chỉ",
        english: "sign-ins, devices and ways to VNeID that one address begins", fallback: "600+20/s")
    static let beginRateOfAll = Setting(
        "rates.begin.all", "như trên, từ mọi địa chỉ cộng lại", english: "the same from all addresses together",
        fallback: "6000+500/s")
    static let refusedRate = Setting(
        "rates.refused.address", "số yêu cầu bị từ chối của một địa chỉ",
        english: "requests of one address that are refused",
        fallback: "600+10/s")
    static let refusedRateOfAll = Setting(
        "rates.refused.all", "như trên, của mọi địa chỉ cộng lại", english: "the same of all addresses together",
        fallback: "6000+500/s")
    static let auditRetention = Setting(
        "audit.retention", "số ngày nhật ký được giữ ít nhất; phần đã xuất và cũ hơn có thể xóa bằng 'audit prune'",
        english: "days that the audit log is kept at the least; 'audit prune' may remove what is older and exported",
        fallback: "730")
    static let logoutGiveUp = Setting(
        "logout.give-up", "báo kết thúc phiên cho một nền tảng không trả lời trong bao lâu",
        english: "for how long a platform that doesn't answer is told that a session has ended", fallback: "24h")
    static let requirePushedRequests = Setting(
        "authorization.require-pushed",
        "true: mọi nền tảng phải gửi trước yêu cầu đăng nhập (RFC 9126); nền tảng không có bí mật khi đó không dùng được",
        english: "true: every platform has to push its requests (RFC 9126); those without a secret are then shut out",
        fallback: "false")
    static let verifiedEmailDomains = Setting(
        "email.own-domains",
        "các tên miền hộp thư do thành phố cấp, cách nhau bằng dấu cách: địa chỉ ở đó được coi là đã xác minh",
        english: "domains whose mailboxes the city gives out, by spaces: an address there is told as verified")
    static let syntheticEmailDomain = Setting(
        "email.synthetic-domain",
        "tên miền của địa chỉ thay thế cho người không có hộp thư (client --synthetic-email); không ai nhận được thư ở đó",
        english: "the domain of addresses for who has none (client --synthetic-email); nobody may receive mail there",
        fallback: EmailClaims.usualSyntheticDomain)
    static let tokenExchange = Setting(
        "tokens.exchange", "true: client được đăng ký cho việc đó đổi được token (RFC 8693)",
        english: "true: clients that are registered for it can exchange tokens (RFC 8693)", fallback: "true")
    static let backchannelAuthentication = Setting(
        "tokens.backchannel-authentication",
        "true: client được đăng ký cho việc đó hỏi được người dùng mà không qua trình duyệt (CIBA)",
        english: "true: clients that are registered for it can ask people behind the browser's back (CIBA)",
        fallback: "true")
    static let assertionIssuers = Setting(
        "tokens.assertion-issuers",
        "tệp JSON các bên được tin khi nói ai là ai (RFC 7523 §2.1); không có thì không nhận lời của ai",
        english: "the JSON file of those whose word about people is taken (RFC 7523 §2.1); without it nobody's is")
    static let upstreams = Setting(
        "federation.upstreams",
        "tệp JSON các nơi khác ngoài VNeID mà người dân đăng nhập được (Documentation/VNEID.md); không có thì chỉ VNeID",
        english: "the JSON file of parties besides VNeID at which people may sign in; without it there is VNeID alone")
    static let directoryMapping = Setting(
        "directory.mapping",
        "tệp ánh xạ thư mục LDAP của đơn vị và nhân sự; không nêu thì là Policies/directory.yaml, nếu có",
        english:
            "the file that says how units and staff are read from LDAP; without it Policies/directory.yaml, if it is there"
    )

    static let directoryRetention = Setting(
        "directory.retention",
        "số ngày giữ những gì các lần đồng bộ thư mục đã thay đổi; lần cuối của mỗi nguồn luôn được giữ để hoàn tác",
        english:
            "days that what syncs of the directory changed is kept; the last one of a source always is, to be undone",
        fallback: "730")
    static let dormancy = Setting(
        "accounts.dormancy", "sau bao nhiêu ngày không đăng nhập thì tài khoản cán bộ tạm khóa; nhiều nhất là 45",
        english: "days without a sign-in after which a staff account is dormant; 45 at the most", fallback: "45")

    package static let all =
        [
            issuer, documentation, data, masterKey, masterKeyFile, keyRotation, keyPublication, host, port,
            administrativePort,
            certificate, privateKey, memory, iterations, parallelism, hashesAtOnce, signInRate, signInRateOfAll,
            beginRate, beginRateOfAll, refusedRate, refusedRateOfAll, auditRetention, logoutGiveUp,
            requirePushedRequests, verifiedEmailDomains, syntheticEmailDomain, tokenExchange, backchannelAuthentication,
            assertionIssuers, upstreams,
            directoryMapping, directoryRetention, dormancy,
        ] + vneid + registrations + mutualTLS + databases + connections
}

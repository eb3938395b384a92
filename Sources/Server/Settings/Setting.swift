/// One setting: its key in the file and, derived, its environment variable.
package struct Setting: Sendable {
    package let key: String
    package let meaning: String
    package let isSecret: Bool
    let fallback: String?

    /// `listen.port` is `HUE_SSO_LISTEN_PORT`.
    package var variable: String {
        "HUE_SSO_" + key.uppercased().map { $0 == "." || $0 == "-" ? "_" : $0 }
    }

    private init(_ key: String, _ meaning: String, fallback: String? = nil, isSecret: Bool = false) {
        self.key = key
        self.meaning = meaning
        self.fallback = fallback
        self.isSecret = isSecret
    }

    static let issuer = Setting("issuer", "our address, as platforms know it: https://sso.hue.gov.vn")
    static let data = Setting("data", "the directory of the database and of Keys/", fallback: ".")
    static let masterKey = Setting("master-key", "32 bytes in Base64url that seal the keys", isSecret: true)
    static let masterKeyFile = Setting("master-key-file", "a file that holds the master key")
    static let host = Setting("listen.host", "the address to listen on", fallback: "127.0.0.1")
    static let port = Setting("listen.port", "the port to listen on", fallback: "8080")
    static let administrativePort = Setting(
        "listen.administrative-port", "the port on 127.0.0.1 for /metrics, /livez and /readyz")
    static let certificate = Setting("tls.certificate", "the certificate chain, a PEM file; turns on TLS and HTTP/2")
    static let privateKey = Setting("tls.private-key", "its private key, a PEM file")
    static let memory = Setting("passwords.memory-kib", "memory of one Argon2id hash in KiB", fallback: "65536")
    static let iterations = Setting("passwords.iterations", "passes of one Argon2id hash", fallback: "3")
    static let parallelism = Setting("passwords.parallelism", "lanes of one Argon2id hash", fallback: "4")
    static let hashesAtOnce = Setting("passwords.hashes-at-once", "how many hashes run at once", fallback: "2")
    static let vneidIssuer = Setting("vneid.issuer", "VNeID's issuer; without it there is no sign-in with VNeID")
    static let vneidClientID = Setting("vneid.client-id", "our client id there")
    static let vneidClientSecret = Setting("vneid.client-secret", "our client secret there", isSecret: true)

    package static let all = [
        issuer, data, masterKey, masterKeyFile, host, port, administrativePort, certificate, privateKey, memory,
        iterations, parallelism, hashesAtOnce, vneidIssuer, vneidClientID, vneidClientSecret,
    ]
}

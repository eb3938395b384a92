import OpenIDConnect
import VNeIDMock
import Wire

/// What a person needs to know to try the demo.
struct DemoSummary: Sendable {
    let issuer: String
    let vneid: String
    let platform: String
    /// Hue-S's backend.
    let hueS: String
    /// The directory server and the file that maps it; `nil` where slapd isn't installed.
    let directory: (server: String, mapping: String)?
    let clients: [DemoClient]
    let people: [Person]

    /// Somebody invented who can sign in.
    struct Person: Sendable {
        let username, password: String
        /// The one-time password at VNeID; `nil` for accounts that the city issues.
        let otp: String?
        let name: String
        let description: String

        init(username: String, password: String, otp: String?, name: String, description: String) {
            self.username = username
            self.password = password
            self.otp = otp
            self.name = name
            self.description = description
        }

        init(_ persona: Persona) {
            self.init(
                username: persona.username, password: persona.password, otp: persona.otp, name: persona.name,
                description: persona.description)
        }
    }

    var json: JSONObject {
        [
            "issuer": .string(issuer), "vneid": .string(vneid), "platform": .string(platform),
            "hue_s": .string(hueS),
            "directory": directory.map {
                ["server": .string($0.server), "mapping": .string($0.mapping)]
            } ?? .null,
            "clients": .array(
                clients.map { entry in
                    [
                        "client_id": .string(entry.client.id.text),
                        "client_secret": entry.secret.map(JSONValue.string) ?? .null,
                        "redirect_uris": .texts(entry.client.redirectURIs.map(\.description)),
                        "name": .string(entry.client.name),
                    ]
                }),
            "people": .array(
                people.map { person in
                    [
                        "username": .string(person.username), "password": .string(person.password),
                        "otp": person.otp.map(JSONValue.string) ?? .null, "name": .string(person.name),
                        "description": .string(person.description),
                    ]
                }),
        ]
    }

    private var directoryText: String {
        guard let directory else {
            return """
                Không chạy slapd, nên dùng thành phố có sẵn trong chương trình (without slapd the city is the built-in one; \
                'apt-get install slapd' brings the directory).
                """
        }
        return """
            Thư mục LDAP (the directory): \(directory.server), người dùng của bạn đọc và sửa được \
            ('ldapmodify -Y EXTERNAL -H …' changes it; 'hue-sso directory status --mapping \(directory.mapping)').
            """
    }

    var text: String {
        let rows = people.map { "  \($0.username)  \($0.password)  \($0.otp ?? "")\n      \($0.description)" }
        return """
            Mở trong trình duyệt (open in a browser):

              \(platform)    nền tảng minh họa (the demo platform): bấm "Đăng nhập"
              \(hueS)    máy chủ của Hue-S, đổi token để gọi bản đồ (the backend of Hue-S, which exchanges tokens)
              \(issuer)    hệ thống đăng nhập một lần (the provider)
              \(vneid)    VNeID mô phỏng (the mock VNeID)

            \(directoryText)

            Ai có thể đăng nhập (who can sign in; all are invented): tên đăng nhập, mật khẩu, OTP

            \(rows.joined(separator: "\n"))

            Mọi nhân sự hư cấu khác của thành phố (every other invented member of the city's staff; see \
            'hue-sso unit tree', 'hue-sso account list'): mật khẩu (password) \(DemoCity.password)

            Ai có tài khoản được cấp thì thiết lập ứng dụng xác thực trên điện thoại khi đăng nhập lần đầu (who has an \
            account issued by the city sets up an authenticator app on a phone at the first sign-in).

            Ctrl-C để dừng (stops it).
            """
    }
}

import Directory
import Glibc
import Identity
import LDAP

extension LDAPSettings {
    /// As a mapping says. The password is read from its file now: who rotates it restarts nothing but the connection.
    init(_ mapping: DirectoryMapping) throws {
        let connection = mapping.connection
        let bind: LDAPBind =
            switch connection.bind {
            case .external: .external
            case .anonymous: throw DirectoryUnusable.anonymous
            case .simple(let dn, let file): .simple(dn: dn.text, password: try BindPassword(file: file))
            }
        let minimum: TLSTrust.Version =
            switch connection.tls.minimum {
            case .v12: .v1_2
            case .v13: .v1_3
            }
        let timeouts = connection.timeouts
        do {
            try self.init(
                servers: connection.servers,
                trust: TLSTrust(
                    authorities: connection.tls.authorityFile ?? TLSTrust.systemAuthorities, minimum: minimum),
                bind: bind,
                timeouts: LDAPTimeouts(
                    connect: timeouts.connect, answer: timeouts.answer, whole: timeouts.whole,
                    silence: timeouts.answer),
                pageSize: mapping.pageSize, referrals: connection.referrals)
        } catch { throw DirectoryUnusable.settings(error) }
    }
}

extension BindPassword {
    /// The first line of a file, without its end.
    fileprivate init(file: String) throws(DirectoryUnusable) {
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .passwordFile(file, errno) }
        defer { close(descriptor) }
        var octets = [UInt8](repeating: 0, count: 4_097)
        let count = read(descriptor, &octets, octets.count)
        guard count >= 0 else { throw .passwordFile(file, errno) }
        let line = octets.prefix(count).prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        guard let password = BindPassword(Array(line)) else { throw .emptyPassword(file) }
        self = password
    }
}

extension SourceQuery {
    init(_ mapping: DirectoryMapping) {
        self.init(
            base: mapping.base.text, filter: mapping.filter.text, attributes: mapping.attributes.map(\.text),
            manyValued: Set(mapping.person.groups.map(\.member.text)), key: mapping.key)
    }
}

/// Why a source can't be asked at all, as its mapping is.
package enum DirectoryUnusable: Error, Hashable, Sendable {
    /// The file of the password, and the error number.
    case passwordFile(String, Int32)
    case emptyPassword(String)
    case anonymous
    case settings(LDAPSettingsError)

    package var text: Bilingual {
        switch self {
        case .passwordFile(let file, let error):
            Bilingual(
                "không đọc được tệp mật khẩu \(file) (lỗi \(error))",
                "the password's file \(file) can't be read (error \(error))")
        case .emptyPassword(let file):
            Bilingual("tệp mật khẩu \(file) trống", "the password's file \(file) is empty")
        case .anonymous:
            Bilingual(
                "thư mục phải được đọc bằng một tài khoản: hãy nêu bind",
                "a directory is read by an account: say bind")
        case .settings(let error):
            Bilingual("không kết nối được như tệp ánh xạ nêu: \(error)", "the mapping can't be connected by: \(error)")
        }
    }
}

import Glibc
import Identity

/// Whether an address and port can be listened on, tried for a moment: what a server would stumble over at its start.
struct ListenProbe {
    let host: String
    let port: Int

    /// Why not; `nil` when they can be.
    func obstacle() -> Bilingual? {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &found) == 0, let found else {
            return Bilingual(
                "'\(host)' không phải là địa chỉ hay tên máy tìm được",
                "'\(host)' is no address, and no host that is found")
        }
        defer { freeaddrinfo(found) }
        let address = found.pointee
        let descriptor = socket(address.ai_family, address.ai_socktype, address.ai_protocol)
        guard descriptor >= 0 else { return Self.text(of: errno, host, port) }
        defer { close(descriptor) }
        // As the server does: a port whose last connections are just being forgotten is free.
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard bind(descriptor, address.ai_addr, address.ai_addrlen) == 0, listen(descriptor, 1) == 0 else {
            return Self.text(of: errno, host, port)
        }
        return nil
    }

    /// Why an address can't be listened on, by the error that it was refused with.
    static func text(of code: Int32, _ host: String, _ port: Int) -> Bilingual {
        switch code {
        case EADDRINUSE:
            Bilingual("cổng \(port) đang có chương trình khác dùng", "port \(port) is in use by another program")
        case EACCES:
            Bilingual(
                "không có quyền dùng cổng \(port); cổng dưới 1024 cần CAP_NET_BIND_SERVICE",
                "port \(port) may not be used; below 1024 it takes CAP_NET_BIND_SERVICE")
        case EADDRNOTAVAIL:
            Bilingual("\(host) không phải là địa chỉ của máy này", "\(host) is no address of this machine")
        default:
            Bilingual(
                "không lắng nghe được ở \(host) cổng \(port) (mã lỗi \(code))",
                "\(host), port \(port), can't be listened on (error \(code))")
        }
    }
}

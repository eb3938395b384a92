import HTTPTypes
import Hummingbird
import Wire

/// What the endpoints answer with, and what they read from a request.
extension Response {
    static func html(_ page: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: page)))
    }

    static func seeOther(_ location: String, session: String? = nil) -> Response {
        var response = Response(status: .seeOther, headers: [.location: location])
        if let session {
            // Not "Secure" and no "__Host-": the demo speaks http on this machine. The name has a prefix of
            // its own because cookies aren't kept apart by port.
            response.headers[.setCookie] = "\(SessionCookie.name)=\(session); Path=/; HttpOnly; SameSite=Lax"
        }
        return response
    }
}

enum SessionCookie {
    static let name = "demo-platform-session"
}

extension Request {
    /// The raw query, without its question mark; empty when there is none.
    var rawQuery: String {
        guard let path = head.path, let mark = path.utf8.firstIndex(of: 0x3F) else { return "" }
        return String(path[path.utf8.index(after: mark)...])
    }

    /// The id in the session cookie; `nil` when there is none, or several that could be meant.
    var sessionID: String? {
        let prefix = SessionCookie.name + "="
        let found = headers[values: .cookie].flatMap { $0.split(separator: ";") }
            .map { $0.drop { $0 == " " } }.filter { $0.hasPrefix(prefix) }
        guard found.count == 1, let id = found.first?.dropFirst(prefix.count), id.utf8.count == 43 else {
            return nil
        }
        return String(id)
    }
}

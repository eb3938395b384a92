import HTTPTypes
import Hummingbird

/// The cookie of the portal's own session: what makes it a single sign-on.
extension Request {
    var portalCookie: String? {
        for pair in headers[values: .cookie].flatMap({ $0.split(separator: ";") }) {
            let parts = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
            if parts.count == 2, parts[0] == PortalCookie.name { return String(parts[1]) }
        }
        return nil
    }
}

extension Response {
    func settingPortalCookie(_ handle: String) -> Response {
        var response = self
        // Not Secure: the simulation serves a loopback address without TLS.
        response.headers.append(
            HTTPField(name: .setCookie, value: "\(PortalCookie.name)=\(handle); Path=/; HttpOnly; SameSite=Lax"))
        return response
    }
}

private enum PortalCookie {
    static let name = "vneid-mock-session"
}

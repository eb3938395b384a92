import Accounts
import HTTPTypes
import Hummingbird
import NIOCore
import Pages
import Wire

extension Response {
    /// An HTML page. The policy allows our stylesheet and forms to ourselves, and nothing else.
    static func page(
        _ html: String, status: HTTPResponse.Status = .ok, policy: String = ContentSecurityPolicy.page
    ) -> Response {
        Response(
            status: status,
            headers: [
                .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
                .contentSecurityPolicy: policy,
            ],
            body: .init(byteBuffer: ByteBuffer(string: html)))
    }

    /// A JSON object that must not be kept (RFC 6749 §5.1).
    static func json(
        _ object: JSONObject, status: HTTPResponse.Status = .ok
    ) -> Response {
        Response(
            status: status, headers: jsonFields, body: .init(byteBuffer: ByteBuffer(bytes: JSONWriter.write(object))))
    }

    private static let jsonFields: HTTPFields = [.contentType: "application/json", .cacheControl: "no-store"]

    /// Refuses a client of which as much waits as may (RFC 6585 §4).
    /// - Parameter what: what waits, and for whom, for developers.
    static func tooMany(_ what: String, retryAfter wait: Duration) -> Response {
        .json(
            [
                "error": "temporarily_unavailable",
                "error_description": .string("too many \(what); try again later"),
            ], status: .tooManyRequests
        ).adding(.retryAfter, String(wait.wholeSeconds))
    }

    /// A signed token that must not be kept.
    static func token(_ token: String, type: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: type, .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: token)))
    }

    /// 303: whatever the method was, the browser asks there with GET (RFC 9700 §4.12).
    static func redirect(to location: String) -> Response {
        Response(status: .seeOther, headers: [.location: location, .cacheControl: "no-store"])
    }

    func setting<Purpose>(_ secret: BrowserSecret<Purpose>, maxAge: Duration? = nil) -> Response {
        adding(
            .setCookie,
            "\(Purpose.cookieName)=\(secret.text); Path=/; Secure; HttpOnly; SameSite=Lax"
                + (maxAge.map { "; Max-Age=\($0.wholeSeconds)" } ?? ""))
    }

    func clearing<Purpose: CookiePurpose>(_: Purpose.Type) -> Response {
        adding(.setCookie, "\(Purpose.cookieName)=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0")
    }

    func adding(_ name: HTTPField.Name, _ value: String) -> Response {
        var response = self
        response.headers.append(HTTPField(name: name, value: value))
        return response
    }
}

/// The policies of our pages (CSP Level 3).
enum ContentSecurityPolicy {
    static let page =
        "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

    /// A page with a picture that we show ourselves.
    static let withPicture = page + "; img-src 'self'"

    /// The page after signing out loads pages of platforms, those that are registered, and nothing else of them.
    static func signedOut(framing origins: [String]) -> String {
        origins.isEmpty ? page : page + "; frame-src " + Set(origins).sorted().joined(separator: " ")
    }

    /// The page of `form_post` submits itself to the platform, by one script that is known by its hash. Where the
    /// platform redirects from there is its own business, so that the action is bounded by scheme only.
    static func formPost(to origin: String?) -> String {
        "default-src 'none'; style-src 'self'; script-src '\(FormPostPage.scriptHash)'; "
            + "form-action https: \(origin ?? ""); frame-ancestors 'none'; base-uri 'none'"
    }
}

extension HTTPField.Name {
    // The names are constants of ours that satisfy RFC 9110 §5.1.
    static let refresh = HTTPField.Name("Refresh")!
    /// What HTTP/1.0 caches understood; RFC 6749 §5.1 asks for it.
    static let pragma = HTTPField.Name("Pragma")!
}

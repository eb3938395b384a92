import Accounts
import Cryptography
import Hummingbird
import Identity
import NIOCore
import OpenIDConnect
import Wire

/// What a platform's page needs to see that somebody has signed out (OpenID Connect Session Management): the page for its frame,
/// `session_state` in answers, and the cookie that the two meet in.
///
/// Browsers that give third parties no cookies answer "changed" to every page: so it is off where nobody asks for it, and the back
/// channel is what platforms should rely on.
struct CheckSessionEndpoint: Sendable {
    private let secret: [UInt8]
    private let random: any RandomSource

    /// - Returns: `nil` where it is off.
    init?(_ provider: Provider) {
        guard provider.managesSessions else { return nil }
        secret = provider.subjects.key(for: "browser-state")
        random = provider.random
    }

    func get(_ visit: Visit) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "text/html; charset=utf-8", .cacheControl: "public, max-age=86400",
                .contentSecurityPolicy: ContentSecurityPolicy.checkSession,
            ],
            body: .init(byteBuffer: ByteBuffer(string: CheckSessionPage.html)))
    }

    /// What a platform is told of a session; `nil` for an app, whose address is no page.
    func state(of session: SessionID, for client: Client, at address: ResponseAddress) -> SessionState? {
        guard let origin = address.redirectURI.origin else { return nil }
        return SessionState(
            client: client.id, origin: origin, browser: BrowserState(of: session, secret: secret),
            salt: Base64URL.encode(random.bytes(12)))
    }

    /// The answer, with the cookie that it is compared with.
    func marking(_ response: Response, _ session: SessionID) -> Response {
        response.adding(.setCookie, Self.cookie(BrowserState(of: session, secret: secret)))
    }

    /// The frame's requests are another site's, so that the cookie has to be `SameSite=None`; it opens nothing.
    private static func cookie(_ state: BrowserState) -> String {
        "\(BrowserState.cookieName)=\(state.text); Path=/; Secure; SameSite=None"
    }

    fileprivate static var noCookie: String { cookie(.signedOut) + "; Max-Age=0" }
}

extension Response {
    /// The answer to who has signed out, where platforms' pages look.
    func endingBrowserState(_ isLookedAt: Bool) -> Response {
        isLookedAt ? adding(.setCookie, CheckSessionEndpoint.noCookie) : self
    }
}

extension ContentSecurityPolicy {
    /// Any page may frame it, as it shows nothing and tells each page of that page's own; those that a developer's machine serves to
    /// itself too, where redirect URIs may be http (RFC 8252 §7.3).
    static let checkSession =
        "default-src 'none'; script-src '\(CheckSessionPage.scriptHash)'; frame-ancestors https: http://localhost:* http://127.0.0.1:*; base-uri 'none'"
}

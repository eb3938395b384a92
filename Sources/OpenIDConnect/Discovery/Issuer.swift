import Identity
import Wire

/// The issuer identifier (RFC 8414 §2) and the addresses under it: the one place that knows our paths.
package struct Issuer: Hashable, Sendable {
    package let uri: URI

    /// Reads an issuer: an https origin without path, query or fragment. `http` is for loopback addresses, where
    /// nothing travels over a network.
    package init(_ text: String) throws(IssuerError) {
        guard let uri = try? URI(text), let origin = uri.origin, uri.userinfo == nil else { throw .notAnOrigin }
        guard origin.hasSameBytes(as: text) else { throw .notAnOrigin }
        switch uri.scheme {
        case "https": break
        case "http": guard uri.isLoopback else { throw .insecure }
        default: throw .notAnOrigin
        }
        self.uri = uri
    }

    package var text: String { uri.text }

    /// The https origin of its host at another port.
    package func at(port: Int) -> Issuer? {
        guard let host = uri.host else { return nil }
        return try? Issuer("https://" + host + (port == 443 ? "" : ":\(port)"))
    }

    /// The whole address of a path of ours.
    package func address(_ path: String) -> String { text + path }

    package var userInfoEndpoint: String { address(Path.userInfo) }

    /// The base URL of SCIM (RFC 7644 §1.3), without a slash at its end; the audience of tokens for it.
    package var scimBase: String { address(Path.scim) }

    /// Where streams of security events are managed; the audience of tokens for that.
    package var eventsBase: String { address(Path.events) }

    /// Whether an audience of access tokens is of ours: our UserInfo endpoint, SCIM, streams of security events, or the
    /// provider as such.
    package func isAudience(_ audience: String) -> Bool {
        [text, userInfoEndpoint, scimBase, eventsBase].contains { $0.hasSameBytes(as: audience) }
    }

    /// Our paths.
    package enum Path {
        package static let discovery = "/.well-known/openid-configuration"
        package static let serverMetadata = "/.well-known/oauth-authorization-server"
        /// RFC 9728 §3: behind it stands the path of the resource.
        package static let protectedResource = "/.well-known/oauth-protected-resource"
        package static let keys = "/oauth2/jwks"
        package static let authorization = "/oauth2/authorize"
        package static let token = "/oauth2/token"
        package static let userInfo = "/oauth2/userinfo"
        package static let endSession = "/oauth2/logout"
        /// The page for frames of platforms (OpenID Connect Session Management §3.3).
        package static let checkSession = "/oauth2/check_session"
        package static let introspection = "/oauth2/introspect"
        package static let revocation = "/oauth2/revoke"
        package static let deviceAuthorization = "/oauth2/device_authorization"
        package static let pushedAuthorization = "/oauth2/par"
        /// Where clients ask people behind the browser's back (CIBA Core §7).
        package static let backchannelAuthentication = "/oauth2/bc-authorize"
        /// Where clients register themselves (RFC 7591); below it each one's own (RFC 7592).
        package static let registration = "/register"
        package static func registration(of client: ClientID) -> String { "\(registration)/\(client.text)" }
        /// RFC 7644 §3.13: the version stands in the path.
        package static let scim = "/scim/v2"
        /// Below it the endpoints of the Authorization API (OpenID AuthZEN).
        package static let authorizationAPI = "/access"
        /// Below it streams of security events (OpenID SSF 1.0).
        package static let events = "/ssf"
        package static let eventStream = "\(events)/stream"
        package static let eventStreamStatus = "\(events)/status"
        package static let eventStreamVerification = "\(events)/verify"
        package static let eventPolling = "\(events)/poll"
        /// Where a person types the code that a device shows (RFC 8628 §3.3).
        package static let device = "/device"
        /// Where a person sees what clients have asked behind the browser's back (CIBA Core §8).
        package static let requests = "/requests"
        /// Where a person sees what they have agreed to, and takes it back.
        package static let consents = "/consents"

        /// Below it a page for each `ClientMistake`.
        package static let mistakes = "/mistakes"

        /// Those that no person's browser asks at, so that errors are JSON there too.
        package static let ofMachines: Set<String> = [
            token, introspection, revocation, deviceAuthorization, pushedAuthorization, backchannelAuthentication,
            registration,
        ]

        /// Whether a path is one of those, or below one.
        package static func isOfMachines(_ path: String) -> Bool {
            ofMachines.contains(path) || [registration, events].contains { path.hasPrefix($0 + "/") }
        }
    }
}

/// Why a text can't be our issuer.
package enum IssuerError: Error, Hashable, CustomStringConvertible {
    case notAnOrigin, insecure

    package var text: Bilingual {
        switch self {
        case .notAnOrigin:
            Bilingual(
                "phải là một địa chỉ gốc như https://sso.hue.gov.vn, không có đường dẫn hay dấu / ở cuối",
                "must be an origin such as https://sso.hue.gov.vn, without a path or a slash at the end")
        case .insecure:
            Bilingual(
                "phải là https; http chỉ dành cho localhost, 127.0.0.0/8 và [::1]",
                "must be https; http is for localhost, 127.0.0.0/8 and [::1] only")
        }
    }

    package var description: String { text.english }
}

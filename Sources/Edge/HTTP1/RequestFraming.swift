import HTTPTypes
import NIOHTTP1
import NIOHTTPTypesHTTP1
import Wire

/// What RFC 9112 says about the head of a request that no parser has said before: whom it is for, and how long its body
/// is. Two readers that see another end of one message are how requests are smuggled.
struct RequestFraming {
    /// The head as it goes on from here, with the path and query of either form of target.
    let request: HTTPRequest
    /// Whether the body comes in chunks.
    let isChunked: Bool
    /// Whether the client waits for a word of ours before it sends the body (RFC 9110 §10.1.1).
    let awaitsContinue: Bool

    init(_ head: HTTPRequestHead, isSecure: Bool) throws(EdgeRefusal) {
        guard head.version.major == 1 else { throw .version }
        guard KnownMethods.contains(head.method.rawValue), let method = try? HTTPRequest.Method(head.method) else {
            throw .unknownMethod
        }
        let host = try Self.host(head)
        let path = try Self.path(head)
        isChunked = try Self.checkLength(head)
        awaitsContinue = try Self.checkExpectation(head)
        request = HTTPRequest(
            method: method, scheme: isSecure ? "https" : "http", authority: host, path: path,
            headerFields: HTTPFields(head.headers, splitCookie: false))
    }

    /// RFC 9112 §3.2: one Host, and it is one. Only HTTP/1.0 may leave it out.
    private static func host(_ head: HTTPRequestHead) throws(EdgeRefusal) -> String? {
        let hosts = head.headers["host"]
        guard let host = hosts.first else {
            guard head.version.minor < 1 else { throw .host }
            return nil
        }
        guard hosts.count == 1, HostText.isValid(host) else { throw .host }
        return host
    }

    /// RFC 9112 §3.2.1 to §3.2.4. The authority form is for CONNECT, which nobody here knows.
    private static func path(_ head: HTTPRequestHead) throws(EdgeRefusal) -> String {
        var target = head.uri
        guard target.withUTF8({ bytes in bytes.allSatisfy { (0x21...0x7E).contains($0) } }) else { throw .target }
        if target.hasPrefix("/") || target == "*" && head.method == .OPTIONS { return target }
        // The absolute form, which servers have to take: the same as the rest of it, for this host.
        let parts = target.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, ["http", "https"].contains(parts[0].lowercased()) else { throw .target }
        let host = parts[1].prefix { !"/?#".contains($0) }
        guard HostText.isValid(host) else { throw .host }
        let path = parts[1][host.endIndex...]
        // It has no fragment (RFC 3986 §4.3), and its empty path is sent as "/" (RFC 9112 §3.2.1).
        guard !path.contains("#") else { throw .target }
        return path.hasPrefix("/") ? String(path) : "/\(path)"
    }

    /// RFC 9112 §6.1 and §6.3: chunked and nothing else, not beside a length, not in HTTP/1.0.
    private static func checkLength(_ head: HTTPRequestHead) throws(EdgeRefusal) -> Bool {
        let lengths = head.headers["content-length"]
        let codings = head.headers["transfer-encoding"]
        if !codings.isEmpty {
            guard codings.count == 1, codings[0].lowercased() == "chunked", lengths.isEmpty,
                head.version.minor >= 1
            else { throw .transferCoding }
            return true
        }
        guard let text = lengths.first else { return false }
        guard lengths.count == 1, let length = Int(text), length >= 0, text.utf8.allSatisfy({ $0 != 0x2B }) else {
            throw .malformed
        }
        guard length <= Limits.anyBodyBytes else { throw .bodyTooLarge }
        return false
    }

    /// RFC 9110 §10.1.1: HTTP/1.0 knows no expectations, and there is only one.
    private static func checkExpectation(_ head: HTTPRequestHead) throws(EdgeRefusal) -> Bool {
        guard head.version.minor >= 1, let expectation = head.headers.first(name: "expect") else { return false }
        guard expectation.lowercased() == "100-continue" else { throw .expectation }
        return true
    }
}

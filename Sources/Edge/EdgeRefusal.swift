import HTTPTypes

/// Why a request gets no further than the edge. Each is answered once, and the connection or stream ends with it.
package enum EdgeRefusal: String, Error, CaseIterable, Sendable {
    /// What HTTP can't be read from (RFC 9112 §2.2, §8; RFC 9113 §8.1.1).
    case malformed
    /// No Host, two of them, or one that is no host (RFC 9112 §3.2, RFC 9113 §8.3.1).
    case host
    /// A request target that is none (RFC 9112 §3.2).
    case target
    /// A transfer coding that isn't `chunked` alone, or one beside Content-Length (RFC 9112 §6.1, §6.3).
    case transferCoding = "transfer-coding"
    /// Chunks that are mostly something else than content (RFC 9112 §7.1.1).
    case chunkOverhead = "chunk-overhead"
    /// RFC 9110 §15.5.14.
    case bodyTooLarge = "body-too-large"
    /// RFC 6585 §5.
    case headersTooLarge = "headers-too-large"
    /// The header fields take too long (RFC 9110 §15.5.9).
    case slowHead = "slow-head"
    /// The body takes too long (RFC 9110 §15.5.9).
    case slowBody = "slow-body"
    /// RFC 9110 §10.1.1.
    case expectation
    /// A method that nobody here knows (RFC 9110 §9.1).
    case unknownMethod = "unknown-method"
    /// RFC 9110 §15.6.6.
    case version
    /// The answer itself takes too long (RFC 9110 §15.6.4).
    case slowAnswer = "slow-answer"

    package var status: HTTPResponse.Status {
        switch self {
        case .malformed, .host, .target, .transferCoding, .chunkOverhead: .badRequest
        case .bodyTooLarge: .contentTooLarge
        case .headersTooLarge: .requestHeaderFieldsTooLarge
        case .slowHead, .slowBody: .requestTimeout
        case .expectation: .expectationFailed
        case .unknownMethod: .notImplemented
        case .version: .httpVersionNotSupported
        case .slowAnswer: .serviceUnavailable
        }
    }

    /// For whoever sees it after all: a person whose browser has collected too many cookies, a developer with curl.
    var text: String {
        switch self {
        case .malformed, .host, .target, .transferCoding, .chunkOverhead, .expectation, .version:
            "Yêu cầu không đúng dạng HTTP. (The request is not well-formed HTTP: \(rawValue).)\n"
        case .bodyTooLarge: "Nội dung gửi lên quá lớn. (The content is too large.)\n"
        case .headersTooLarge:
            "Phần đầu của yêu cầu quá lớn; hãy xóa cookie của địa chỉ này rồi thử lại. "
                + "(The header fields are too large; delete this site's cookies and try again.)\n"
        case .slowHead, .slowBody: "Yêu cầu gửi quá chậm. (The request came too slowly.)\n"
        case .unknownMethod: "Phương thức không được hỗ trợ. (The method is not known here.)\n"
        case .slowAnswer: "Hệ thống đang bận; hãy thử lại sau ít phút. (We are busy; try again shortly.)\n"
        }
    }

    /// What is answered over HTTP/1.1 and HTTP/2 alike, but for what is said about the connection.
    var fields: HTTPFields {
        var fields: HTTPFields = [
            .contentType: "text/plain; charset=utf-8", .contentLength: String(text.utf8.count),
            .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
        ]
        if status == .serviceUnavailable { fields[.retryAfter] = "5" }
        return fields
    }

    /// The whole answer as HTTP/1.1 writes it: below the encoder, because there may be no request that it could be
    /// the answer to.
    var message: String {
        let lines = fields.map { "\($0.name.rawName): \($0.value)\r\n" }.joined()
        return "HTTP/1.1 \(status.code) \(status.reasonPhrase)\r\nConnection: close\r\n\(lines)\r\n\(text)"
    }
}

/// Why a connection is ended without an answer.
package enum Closing: String, CaseIterable, Sendable {
    /// There are as many as there may be, and none that waits for its peer.
    case full
    /// It was the one that had waited longest for its peer when there were as many as there may be.
    case displaced
    /// The TLS handshake, or the header of the PROXY protocol, took too long.
    case handshake
    /// Nothing came.
    case silent
    case idle
    /// The answer had begun when its time was over.
    case slowReader = "slow-reader"
    /// It begins with no header of the PROXY protocol, or with a broken one.
    case proxyHeader = "proxy-header"
    /// It comes past the proxy.
    case untrustedProxy = "untrusted-proxy"
    /// Frames or header fields over HTTP/2 that can't be taken (RFC 9113 §5.4.1); a body over HTTP/1.1 that breaks when
    /// its answer has begun.
    case connectionError = "connection-error"
    /// The server stops.
    case stopping
}

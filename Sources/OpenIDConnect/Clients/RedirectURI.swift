import Identity
import Wire

/// A redirect URI as it was registered: fit to receive an answer, and matched by its exact bytes.
///
/// No normalisation, no prefixes, no patterns (RFC 9700 §2.1, RFC 6749 §3.1.2.3). The one exception is the port of a
/// loopback address of a native app (RFC 8252 §7.3).
package struct RedirectURI: Hashable, Sendable, CustomStringConvertible {
    package let uri: URI

    /// Reads a URI that is to be registered for a client of the given type.
    package init(_ text: String, for type: ApplicationType) throws(RedirectURIError) {
        guard text.utf8.count <= Limits.redirectURIBytes else { throw .tooLong }
        let uri: URI
        do { uri = try URI(text) } catch { throw text.hasInternationalHost ? .internationalHost : .notAnAbsoluteURI }
        guard uri.fragment == nil else { throw .hasFragment }
        guard uri.userinfo == nil else { throw .hasUserinfo }
        switch (uri.scheme, type) {
        case ("https", _): guard uri.host != nil else { throw .notAnAbsoluteURI }
        case ("http", _): guard uri.isLoopback else { throw .insecureScheme }
        case (let scheme, .native):
            // RFC 8252 §7.1: a private-use scheme is a reversed domain name, so it has a dot; that also keeps
            // javascript:, data: and their kind out.
            guard scheme.utf8.contains(UInt8(ascii: ".")) else { throw .insecureScheme }
        case (_, .web): throw .insecureScheme
        }
        let segments = uri.path.split(separator: "/", omittingEmptySubsequences: false)
        guard !segments.contains(where: \.isDotSegment) else { throw .hasDotSegments }
        self.uri = uri
    }

    package var description: String { uri.text }

    /// The origin that is shown to people and sent them to; `nil` for a private-use scheme.
    package var origin: String? { uri.origin }

    /// The address that a request names: this one, or one that differs by a port that is free; `nil` for any other.
    fileprivate func uri(matching presented: String, for type: ApplicationType) -> URI? {
        if uri.text.hasSameBytes(as: presented) { return uri }
        guard type == .native, uri.scheme == "http", uri.isLoopback, let other = try? URI(presented) else {
            return nil
        }
        // `localhost` may resolve to anything (RFC 8252 §8.3), so that the port is free for the literals only.
        guard let host = uri.host, host.lowercased() != "localhost" else { return nil }
        let matches =
            presented.utf8.starts(with: "http://".utf8) && other.host == host && other.userinfo == nil
            && other.fragment == nil
            && other.path.utf8.elementsEqual(uri.path.utf8)
            && other.query.map(ExactText.init) == uri.query.map(ExactText.init)
        return matches ? other : nil
    }
}

extension [RedirectURI] {
    /// What a request's address matches among these, as the request names it; `nil` when it matches none.
    func uri(matching presented: String, for type: ApplicationType) -> URI? {
        for registered in self {
            if let uri = registered.uri(matching: presented, for: type) { return uri }
        }
        return nil
    }
}

extension Substring {
    /// Whether a browser takes a part of a path for `.` or `..`: also percent-encoded (WHATWG URL §4.1, single-dot and
    /// double-dot URL path segments).
    fileprivate var isDotSegment: Bool {
        let plain = lowercased().utf8
        return [".", "%2e", "..", ".%2e", "%2e.", "%2e%2e"].contains { plain.elementsEqual($0.utf8) }
    }
}

extension String {
    /// Whether a host stands in it as people of other alphabets write it.
    fileprivate var hasInternationalHost: Bool {
        guard let start = utf8.firstIndex(of: UInt8(ascii: "/")) else { return false }
        let authority = utf8[start...].drop { $0 == UInt8(ascii: "/") }.prefix { $0 != UInt8(ascii: "/") }
        return authority.contains { $0 >= 0x80 }
    }
}

/// Why a text can't be registered as a redirect URI.
package enum RedirectURIError: Error, Hashable, Sendable {
    case tooLong, notAnAbsoluteURI, internationalHost, hasFragment, hasUserinfo, insecureScheme, hasDotSegments

    /// What is wrong and what to do; the end of a sentence that begins with the address.
    package var text: Bilingual {
        switch self {
        case .tooLong:
            Bilingual("dài hơn \(Limits.redirectURIBytes) byte", "is longer than \(Limits.redirectURIBytes) bytes")
        case .notAnAbsoluteURI:
            Bilingual(
                "không phải là URI tuyệt đối (RFC 3986 §4.3); hãy ghi đầy đủ, mã hóa phần trăm",
                "is no absolute URI (RFC 3986 §4.3); write it in full, percent-encoded")
        case .internationalHost:
            Bilingual(
                "có tên máy chủ ngoài ASCII; hãy ghi dạng xn--… của tên đó (Punycode, RFC 3492)",
                "has a host beyond ASCII; write that name in its form xn--… (Punycode, RFC 3492)")
        case .hasFragment:
            Bilingual(
                "có phần định vị; hãy bỏ '#' và những gì theo sau (RFC 6749 §3.1.2)",
                "has a fragment; leave out '#' and what follows (RFC 6749 §3.1.2)")
        case .hasUserinfo:
            Bilingual(
                "có tên người dùng trước tên máy chủ; hãy bỏ đi", "has a user name before the host; leave it out")
        case .insecureScheme:
            Bilingual(
                "phải dùng https; http chỉ dành cho địa chỉ loopback, còn lược đồ riêng (có dấu chấm) chỉ dành cho "
                    + "ứng dụng cài đặt",
                "needs https; http is for loopback addresses, and a scheme of its own (with a dot in it) for native "
                    + "apps")
        case .hasDotSegments:
            Bilingual(
                "có '.' hoặc '..' trong đường dẫn; hãy ghi đúng đường dẫn cần dùng",
                "has '.' or '..' in its path; write the path that is meant")
        }
    }
}

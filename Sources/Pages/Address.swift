/// Where a link or a form leads: a path of ours, or an absolute address. Anything that a browser would run as a program,
/// or read as another host although it looks like a path, gives way to the home page.
struct Address: Hashable, Sendable {
    let text: String

    init(_ text: String) {
        self.text = Self.isPath(text) || Self.isAbsolute(text) ? text : "/"
    }

    /// Browsers read "//" and "/\" as the beginning of a host, and drop tabs and line ends before they look.
    private static func isPath(_ text: String) -> Bool {
        text.utf8.starts(with: "/".utf8) && !text.utf8.starts(with: "//".utf8)
            && !text.utf8.contains { $0 <= 0x20 || $0 == UInt8(ascii: "\\") }
    }

    /// A scheme written strictly (RFC 3986 §3.1), as registered redirect URIs are, native apps' own schemes among them.
    private static func isAbsolute(_ text: String) -> Bool {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return false }
        let scheme = text[..<colon].lowercased()
        guard let first = scheme.utf8.first, isLetter(first) else { return false }
        return scheme.utf8.allSatisfy { isLetter($0) || isDigit($0) || "+-.".utf8.contains($0) }
            && !["about", "blob", "data", "filesystem", "javascript", "vbscript"].contains(scheme)
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

/// What a client may not send over HTTP/2, and what it may, but not by the thousand. Streams are numbered as they come.
struct CraftedFrames: Sendable {
    let name: String
    let bytes: [UInt8]
    /// What the connection ends with (RFC 9113 §7).
    let code: UInt32

    private static let (protocolError, flowControlError, frameSizeError, compressionError):
        (UInt32, UInt32, UInt32, UInt32) = (1, 3, 6, 9)
    private static let enhanceYourCalm: UInt32 = 11

    private static let (data, headers, priority, reset, settings, push, ping, windowUpdate, continuation):
        (UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8) = (0, 1, 2, 3, 4, 5, 6, 8, 9)
    private static let (endStream, endHeaders): (UInt8, UInt8) = (1, 4)

    private static func frame(_ type: UInt8, flags: UInt8 = 0, stream: UInt32 = 0, _ payload: [UInt8]) -> [UInt8] {
        RawHTTP2.frame(type, flags, stream: stream, payload)
    }

    /// GET or POST https://localhost/ (RFC 7541 Appendix A).
    private static func request(_ method: UInt8 = 0x82) -> [UInt8] {
        [method, 0x87, 0x84] + RawHTTP2.literal(1, "localhost")
    }

    private static func get(_ stream: UInt32) -> [UInt8] {
        frame(headers, flags: endStream | endHeaders, stream: stream, request())
    }

    private static func post(_ stream: UInt32) -> [UInt8] {
        frame(headers, flags: endHeaders, stream: stream, request(0x83))
    }

    /// Each is a fault by itself.
    static let violations: [CraftedFrames] = [
        CraftedFrames(name: "DATA on stream 0", bytes: frame(data, [1]), code: protocolError),
        CraftedFrames(name: "DATA on an idle stream", bytes: frame(data, stream: 1, [1]), code: protocolError),
        CraftedFrames(name: "HEADERS on stream 0", bytes: get(0), code: protocolError),
        CraftedFrames(name: "a stream of the server's", bytes: get(2), code: protocolError),
        CraftedFrames(name: "a stream that goes back", bytes: get(3) + get(1), code: protocolError),
        CraftedFrames(
            name: "RST_STREAM on an idle stream", bytes: frame(reset, stream: 1, [0, 0, 0, 8]), code: protocolError),
        CraftedFrames(
            name: "PUSH_PROMISE of a client", bytes: frame(push, flags: endHeaders, stream: 1, [0, 0, 0, 2, 0x82]),
            code: protocolError),
        CraftedFrames(
            name: "CONTINUATION of nothing", bytes: frame(continuation, flags: endHeaders, stream: 1, request()),
            code: protocolError),
        CraftedFrames(
            name: "another frame amid a header block",
            bytes: frame(headers, flags: endStream, stream: 1, request())
                + frame(ping, [UInt8](repeating: 0, count: 8)),
            code: protocolError),
        CraftedFrames(
            name: "a PING of seven bytes", bytes: frame(ping, [UInt8](repeating: 0, count: 7)), code: frameSizeError),
        CraftedFrames(name: "SETTINGS of five bytes", bytes: frame(settings, [0, 3, 0, 0, 0]), code: frameSizeError),
        CraftedFrames(
            name: "SETTINGS with a window of 2^31", bytes: frame(settings, [0, 4, 0x80, 0, 0, 0]),
            code: flowControlError),
        CraftedFrames(
            name: "a window of the connection beyond 2^31-1", bytes: frame(windowUpdate, [0x7F, 0xFF, 0xFF, 0xFF]),
            code: flowControlError),
        CraftedFrames(
            name: "a window that grows by nothing", bytes: frame(windowUpdate, [0, 0, 0, 0]), code: protocolError),
        CraftedFrames(
            name: "a frame of more than 16 KiB",
            bytes: get(1) + frame(data, stream: 1, [UInt8](repeating: 0, count: 16_385)),
            code: frameSizeError),
        CraftedFrames(
            name: "a header block that can't be decoded",
            bytes: frame(headers, flags: endStream | endHeaders, stream: 1, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF]),
            code: compressionError),
    ]

    private static func many(_ count: UInt32, _ frames: (UInt32) -> [UInt8]) -> [UInt8] {
        (0..<count).flatMap { frames(2 * $0 + 1) }
    }

    /// Each is as good as any other, once.
    static let floods: [CraftedFrames] = [
        CraftedFrames(
            name: "requests that are reset at once (CVE-2023-44487)",
            bytes: many(2_000) { get($0) + frame(reset, stream: $0, [0, 0, 0, 8]) }, code: enhanceYourCalm),
        CraftedFrames(
            name: "requests that we are made to reset (CVE-2025-8671)",
            bytes: many(2_000) { post($0) + frame(windowUpdate, stream: $0, [0, 0, 0, 0]) }, code: enhanceYourCalm),
        CraftedFrames(
            name: "a header block without an end (CVE-2024-27983)",
            bytes: frame(headers, stream: 1, request()) + many(20_000) { _ in frame(continuation, stream: 1, []) },
            code: enhanceYourCalm),
        CraftedFrames(
            name: "PING (CVE-2019-9512)", bytes: many(20_000) { _ in frame(ping, [UInt8](repeating: 0, count: 8)) },
            code: enhanceYourCalm),
        CraftedFrames(
            name: "SETTINGS (CVE-2019-9515)", bytes: many(20_000) { _ in frame(settings, []) }, code: enhanceYourCalm),
        CraftedFrames(
            name: "PRIORITY (CVE-2019-9513)",
            bytes: many(20_000) { frame(priority, stream: $0, [0, 0, 0, 0, 16]) }, code: enhanceYourCalm),
        CraftedFrames(
            name: "DATA without data (CVE-2019-9518)",
            bytes: post(1) + many(20_000) { _ in frame(data, stream: 1, []) }, code: enhanceYourCalm),
    ]
}

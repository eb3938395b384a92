import Foundation
import NIOCore
import NIOPosix

/// A request that goes onto the wire exactly as written: nothing is escaped, normalised or repaired, so that a
/// test can send what no library would.
struct WireRequest: Sendable {
    var method = "GET"
    /// An absolute URL; what follows the authority is sent as it stands.
    var url: String
    var headers: [(String, String)] = []
    var body: [UInt8]?

    static func get(_ url: String, _ headers: [(String, String)] = []) -> WireRequest {
        WireRequest(url: url, headers: headers)
    }

    /// A POST of a form that is encoded already.
    static func post(_ url: String, form: String, _ headers: [(String, String)] = []) -> WireRequest {
        let type = ("Content-Type", "application/x-www-form-urlencoded")
        return WireRequest(method: "POST", url: url, headers: [type] + headers, body: Array(form.utf8))
    }
}

/// An answer as it came; header names compare without regard to case.
struct WireAnswer: Sendable {
    let status: Int
    let headers: [(name: String, value: String)]
    let body: [UInt8]

    func all(_ name: String) -> [String] {
        headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    func header(_ name: String) -> String? { all(name).first }
    var text: String { String(decoding: body, as: UTF8.self) }
    var json: JSON { (try? JSON(body)) ?? .null }
    var isHTML: Bool { header("Content-Type")?.lowercased().hasPrefix("text/html") ?? false }
    var isJSON: Bool { header("Content-Type")?.lowercased().hasPrefix("application/json") ?? false }
    var isRedirect: Bool { [302, 303].contains(status) }
}

/// HTTP/1.1, one request per connection.
enum HTTP {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    static func get(_ url: String, _ headers: [(String, String)] = []) async throws -> WireAnswer {
        try await send(.get(url, headers))
    }

    /// - Parameter address: the address of loopback that it comes from; `nil` for the usual one.
    static func send(_ request: WireRequest, from address: String? = nil) async throws -> WireAnswer {
        let (host, port, target) = try split(request.url)
        var head = "\(request.method) \(target) HTTP/1.1\r\n"
        if !request.headers.contains(where: { $0.0.lowercased() == "host" }) {
            head += "Host: \(host):\(port)\r\n"
        }
        for (name, value) in request.headers { head += "\(name): \(value)\r\n" }
        if let body = request.body { head += "Content-Length: \(body.count)\r\n" }
        head += "Connection: close\r\n\r\n"
        return try await exchange(Array(head.utf8) + (request.body ?? []), host: host, port: port, from: address)
    }

    /// Sends bytes and reads one answer. What the other side doesn't read of them is no error: it may answer
    /// before the end of a body that is too long.
    private static func exchange(
        _ bytes: [UInt8], host: String, port: Int, from address: String?
    ) async throws -> WireAnswer {
        var bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.seconds(60))
        if let address { bootstrap = bootstrap.bind(to: try SocketAddress(ipAddress: address, port: 0)) }
        let connection =
            try await bootstrap
            .connect(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await connection.executeThenClose { inbound, _ in
            connection.channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
            var received: [UInt8] = []
            do {
                for try await part in inbound {
                    received += part.readableBytesView
                    if let answer = AnswerReader.read(received, ended: false) { return answer }
                }
            } catch {
                // A reset after the answer: what came before it counts.
            }
            guard let answer = AnswerReader.read(received, ended: true) else {
                throw Failure(description: "no HTTP answer but \(received.count) bytes")
            }
            return answer
        }
    }

    /// `http://host:port/target` in its parts, without touching the target.
    static func split(_ url: String) throws -> (host: String, port: Int, target: String) {
        guard url.hasPrefix("http://") else { throw Failure(description: "not an http URL: \(url)") }
        let rest = url.dropFirst("http://".count)
        let end = rest.firstIndex { "/?".contains($0) } ?? rest.endIndex
        let authority = rest[..<end].split(separator: ":")
        let target = String(rest[end...])
        let port = authority.count > 1 ? Int(authority[1]) : 80
        guard let host = authority.first, let port else { throw Failure(description: "no port: \(url)") }
        return (String(host), port, target.hasPrefix("/") ? target : "/" + target)
    }
}

/// Reads an HTTP/1.1 answer: nil as long as it isn't complete.
private enum AnswerReader {
    static func read(_ bytes: [UInt8], ended: Bool) -> WireAnswer? {
        guard let blank = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let head = String(decoding: bytes[..<blank.lowerBound], as: UTF8.self)
        var lines = head.components(separatedBy: "\r\n")
        let statusLine = lines.removeFirst().split(separator: " ")
        guard statusLine.count >= 2, let status = Int(statusLine[1]) else { return nil }
        let rest = Array(bytes[blank.upperBound...])
        if (100..<200).contains(status) { return read(rest, ended: ended) }
        let headers = lines.compactMap { line -> (name: String, value: String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            return (String(line[..<colon]), value)
        }
        func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name }?.value }
        if header("transfer-encoding")?.lowercased() == "chunked" {
            return unchunk(rest).map { WireAnswer(status: status, headers: headers, body: $0) }
        }
        if let length = header("content-length").flatMap(Int.init) {
            guard rest.count >= length else { return nil }
            return WireAnswer(status: status, headers: headers, body: Array(rest.prefix(length)))
        }
        let isBodiless = status == 204 || status == 304
        return ended || isBodiless ? WireAnswer(status: status, headers: headers, body: rest) : nil
    }

    private static func unchunk(_ bytes: [UInt8]) -> [UInt8]? {
        var body: [UInt8] = []
        var rest = bytes[...]
        while let line = rest.firstRange(of: Array("\r\n".utf8)) {
            let size = String(decoding: rest[rest.startIndex..<line.lowerBound], as: UTF8.self)
            guard let count = Int(size.prefix { $0 != ";" }, radix: 16) else { return nil }
            if count == 0 { return body }
            rest = rest[line.upperBound...]
            guard rest.count >= count + 2 else { return nil }
            body += rest.prefix(count)
            rest = rest.dropFirst(count + 2)
        }
        return nil
    }
}

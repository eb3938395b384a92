import Accounts
import HTTPTypes
import Hummingbird
import Identity
import NIOCore
import NIOFoundationCompat
import OpenIDConnect
import Wire

/// Why a request was not read; each endpoint answers it in its own terms.
///
/// The raw values are what the audit log says.
enum RequestReadingError: String, Refusal, Hashable {
    case tooLarge = "too-large"
    case notAForm = "not-a-form"
    case malformed = "malformed-request"
    /// The body doesn't come to its end: the peer has gone, or the edge has refused it and answered.
    case interrupted = "interrupted-request"

    var code: String { rawValue }
}

extension RequestReadingError {
    /// Why a body was not read to its end.
    init(reading error: any Error) {
        self = error is NIOTooManyBytesError ? .tooLarge : .interrupted
    }
}

extension Request {
    /// The query, strictly read.
    func queryParameters() throws(RequestReadingError) -> FormParameters {
        do { return try FormParameters(query: uri.query ?? "") } catch { throw .malformed }
    }

    /// The body of a POST, which must be a form (RFC 6749 App. B). The charset parameter is ignored: it is UTF-8.
    func form() async throws(RequestReadingError) -> FormParameters {
        guard isForm else { throw .notAForm }
        let body: ByteBuffer
        do { body = try await wholeBody(atMost: Limits.requestBodyBytes) } catch {
            throw RequestReadingError(reading: error)
        }
        do { return try FormParameters(parsing: Array(body.readableBytesView)) } catch { throw .malformed }
    }

    /// The body to its end. NIO's own `collect` looks twice as often whether it has to run elsewhere, and nearly every body is one
    /// piece.
    /// - Throws: `NIOTooManyBytesError`, or why it doesn't come to its end.
    func wholeBody(atMost limit: Int) async throws -> ByteBuffer {
        var pieces = body.makeAsyncIterator()
        var whole = ByteBuffer()
        while var piece = try await pieces.next() {
            guard whole.readableBytes + piece.readableBytes <= limit else {
                throw NIOTooManyBytesError(maxBytes: limit)
            }
            if whole.readableBytes == 0 { whole = piece } else { whole.writeBuffer(&piece) }
        }
        return whole
    }

    var isForm: Bool { mediaType == Self.form }

    private static var form: String { "application/x-www-form-urlencoded" }

    /// What the body is said to be (RFC 9110 §8.3.1), in small letters, whatever else is said of it; `nil` where nothing is, or
    /// where it is said twice.
    var mediaType: String? {
        let fields = headers[values: .contentType]
        guard let field = fields.first, fields.count == 1 else { return nil }
        // As nearly every body is said to be.
        if field.hasSameBytes(as: Self.form) { return field }
        let type = field[..<(field.utf8.firstIndex(of: UInt8(ascii: ";")) ?? field.endIndex)].lowercased()
        return type.utf8.contains(UInt8(ascii: " ")) ? type.filter { $0 != " " } : type
    }

    /// Whether a browser says that another site's page sent this: `Origin` stands in every POST that crosses sites.
    func isFromAnotherSite(than issuer: Issuer) -> Bool {
        headers[.origin].map { !$0.hasSameBytes(as: issuer.text) } ?? false
    }

    /// What the one `DPoP` field proves; `nil` where there is none (RFC 9449 §4.3).
    func proof(
        for target: DPoPProof.Target, _ nonces: DPoPNonces, at now: Instant
    ) throws(DPoPFlaw) -> DPoPProof? {
        let all = headers[values: .dpop]
        guard let text = all.first else { return nil }
        guard all.count == 1 else { throw .repeated }
        return try DPoPProof(text, for: target, nonces: nonces, at: now)
    }

    /// The one `Authorization` header; two are an error.
    func authorization() throws(RequestReadingError) -> String? {
        let all = headers[values: .authorization]
        guard all.count <= 1 else { throw .malformed }
        return all.first
    }

    /// A secret that a cookie carries; `nil` when there is none, or none that we can have made.
    func cookie<Purpose>(_: Purpose.Type) -> BrowserSecret<Purpose>? {
        for header in headers[values: .cookie] {
            let bytes = header.utf8Span.span
            var start = 0
            while start < bytes.count {
                let end = bytes.firstIndex(of: UInt8(ascii: ";"), from: start) ?? bytes.count
                while start < end, bytes[start] == UInt8(ascii: " ") { start += 1 }
                let pair = bytes.extracting(start..<end)
                start = end + 1
                guard let equals = pair.firstIndex(of: UInt8(ascii: "=")),
                    pair.extracting(..<equals).isUTF8(of: Purpose.cookieName)
                else { continue }
                return BrowserSecret(String(pair.extracting((equals + 1)...)))
            }
        }
        return nil
    }
}

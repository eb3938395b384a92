import HTTPTypes
import Hummingbird
import Wire

/// The answers that the endpoints give, each with the headers that its kind needs.
extension Response {
    static func html(_ page: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: page)))
    }

    static func json(
        _ object: JSONObject, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) -> Response {
        var headers = headers
        headers[.contentType] = "application/json"
        return Response(
            status: status, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: JSONWriter.write(object))))
    }

    /// RFC 6749 §5.2.
    static func refusal(
        _ error: String, _ description: String, status: HTTPResponse.Status = .badRequest,
        headers: HTTPFields = [:]
    ) -> Response {
        json(
            ["error": .string(error), "error_description": .string(description)], status: status,
            headers: headers)
    }

    /// 303, so that the browser goes on with GET (RFC 9700 §4.12).
    static func seeOther(_ location: String) -> Response {
        Response(status: .seeOther, headers: [.location: location])
    }
}

/// Why a form can't be read.
enum FormRefusal: Error, Hashable, Sendable {
    case wrongType
    case tooLarge
    case malformed
}

extension Request {
    /// The raw query, without its question mark; empty when there is none.
    var rawQuery: String {
        guard let path = head.path, let mark = path.utf8.firstIndex(of: 0x3F) else { return "" }
        return String(path[path.utf8.index(after: mark)...])
    }

    /// The body as a form, read strictly and up to a limit.
    func form() async throws(FormRefusal) -> FormParameters {
        let type = headers[.contentType]?.split(separator: ";", omittingEmptySubsequences: false).first
        guard let type, type.trimmingSpaces().lowercased() == "application/x-www-form-urlencoded" else {
            throw .wrongType
        }
        let bytes: [UInt8]
        do {
            bytes = Array(buffer: try await body.collect(upTo: MockLimits.formBytes))
        } catch {
            throw .tooLarge
        }
        do {
            return try FormParameters(parsing: bytes)
        } catch {
            throw .malformed
        }
    }
}

extension Substring {
    fileprivate func trimmingSpaces() -> Substring {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        var rest = drop(while: isSpace)
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        return rest
    }
}
